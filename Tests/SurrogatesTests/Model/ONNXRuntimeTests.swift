import Foundation
import Surrogates
import Testing

/// The ONNX file run by ONNX Runtime against the reference evaluation. Needs a Python with
/// `onnxruntime`, `onnx` and `numpy`: the one that `MACROSCOPE_PYTHON` names, or `python3`.
@Suite(
  "ONNX Runtime",
  .enabled(if: Python.hasONNXRuntime, "python3 has no onnxruntime, onnx and numpy"))
struct ONNXRuntimeTests {
  /// One model with the points and the scale to evaluate it at.
  private struct Case {
    let name: String
    let model: SurrogateModel
    let points: [[Double]]
    let scales: [Int]
  }

  /// What the script writes for each case.
  private struct Result: Decodable {
    let V: [Double]
    let gradient: [[Double]]
    /// V of the first point alone: a batch of one.
    let single: [Double]
  }

  private static let script = """
    import json, numpy as np, onnx, onnxruntime as ort
    results = {}
    for name, case in json.load(open("cases.json")).items():
        onnx.checker.check_model(name + ".onnx", full_check=True)
        session = ort.InferenceSession(name + ".onnx", providers=["CPUExecutionProvider"])
        inputs = {"q": np.array(case["points"], dtype=np.float32)}
        if case["scales"]:
            inputs["scale"] = np.array(case["scales"], dtype=np.int64)
        assert [i.name for i in session.get_inputs()] == list(inputs), session.get_inputs()
        V, gradient = session.run(["V", "gradient"], inputs)
        single, = session.run(["V"], {k: v[:1] for k, v in inputs.items()})
        results[name] = {
            "V": V.tolist(), "gradient": gradient.tolist(), "single": single.tolist()}
    json.dump(results, open("results.json", "w"))
    """

  private struct Inputs: Encodable {
    let points: [[Double]]
    let scales: [Int]
  }

  /// Runs the cases and compares V and ∇V, in units of their largest magnitude in the batch.
  private func compare(_ cases: [Case], tolerance: Double = 1e-5) throws {
    try withModelFolder { folder in
      var inputs: [String: Inputs] = [:]
      for item in cases {
        try item.model.writeONNX(to: folder.appendingPathComponent("\(item.name).onnx"))
        inputs[item.name] = Inputs(
          points: item.points, scales: item.model.header.scales.count > 1 ? item.scales : [])
      }
      try JSONEncoder().encode(inputs).write(to: folder.appendingPathComponent("cases.json"))
      let outcome = try Python.run(Self.script, in: folder)
      try #require(outcome.status == 0, "\(outcome.output.suffix(2000))")
      let results = try JSONDecoder().decode(
        [String: Result].self,
        from: Data(contentsOf: folder.appendingPathComponent("results.json")))
      for item in cases {
        let result = try #require(results[item.name])
        let reference = ReferenceNetwork(model: item.model)
        let values = zip(item.points, item.scales).map { reference.value(at: $0, scale: $1) }
        let gradients = zip(item.points, item.scales).map { reference.gradient(at: $0, scale: $1) }
        let valueError = Self.error(result.V, values)
        let gradientError = Self.error(result.gradient.flatMap { $0 }, gradients.flatMap { $0 })
        #expect(valueError < tolerance, "\(item.name): V \(valueError)")
        #expect(gradientError < tolerance, "\(item.name): gradient \(gradientError)")
        #expect(Self.error(result.single, [values[0]], scale: Self.largest(values)) < tolerance)
      }
    }
  }

  private static func largest(_ values: [Double]) -> Double { values.map { abs($0) }.max() ?? 0 }

  private static func error(_ a: [Double], _ b: [Double], scale: Double? = nil) -> Double {
    guard a.count == b.count else { return .infinity }
    let worst = zip(a, b).reduce(0) { max($0, abs($1.0 - $1.1)) }
    return worst / (scale ?? largest(b))
  }

  @Test("every activation with every option", arguments: Activation.allCases)
  func activations(activation: Activation) throws {
    try compare(
      ModelFixtures.variants(activation).map { name, architecture in
        let model = try ModelFixtures.model(architecture)
        return Case(
          name: "\(activation)-\(name)", model: model,
          points: ModelFixtures.points(64, dimension: model.dimension),
          scales: .init(repeating: 0, count: 64))
      })
  }

  @Test("ensembles, scale maps, no wall, one coordinate, ten coordinates, the usual size")
  func models() throws {
    let shape = NetworkArchitecture(inputs: 2, hidden: [16, 16], activation: .silu)
    let wide = NetworkArchitecture(inputs: 10, hidden: [64, 64], activation: .gelu)
    let models: [(String, SurrogateModel)] = [
      ("correction", try ModelFixtures.correction()),
      ("corrections", try ModelFixtures.correction(levels: 2, scales: 2)),
      ("ensemble", try ModelFixtures.model(shape, members: 5)),
      ("map", try ModelFixtures.model(shape, dimension: 3)),
      ("maps", try ModelFixtures.model(shape, members: 2, dimension: 3, scales: 3)),
      ("open", try ModelFixtures.model(shape, isConfined: false)),
      ("line", try ModelFixtures.model(NetworkArchitecture(inputs: 1, hidden: [8]))),
      ("ten", try ModelFixtures.model(wide)),
      ("usual", try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [64, 64]))),
    ]
    try compare(
      models.map { name, model in
        Case(
          name: name, model: model, points: ModelFixtures.points(48, dimension: model.dimension),
          scales: (0..<48).map { $0 % model.header.scales.count })
      })
  }
}
