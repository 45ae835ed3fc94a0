import Foundation
import Surrogates
import Testing

@Suite("Model file")
struct ModelFileTests {
  static let record = TrainingRecord(
    program: "macroscope 1.2", scenarioSHA256: "ab12", dataSHA256: "cd34", parent: "runs/π",
    temperature: 0.1 + 0.2, seed: .max, samples: 65_536, epochs: 40, optimiser: "adam",
    trainingLoss: ["total": 1.5, "force_matching": 0.1], validationLoss: ["scoreMatching": -3],
    noiseFloor: 1e-300)

  static func full() throws -> SurrogateModel {
    try ModelFixtures.model(
      NetworkArchitecture(
        inputs: 2, hidden: [8, 8], activation: .gelu, isResidual: true, normalisesLayers: true,
        dropout: 0.1, fourierFeatures: FourierFeatures(count: 3, bandwidth: 0.7), outputs: 2),
      members: 3, dimension: 3, scales: 2, training: record, recalibration: 1.25)
  }

  @Test("reading gives back what was written, to the bit, and equal models equal bytes")
  func roundTrip() throws {
    try withModelFolder { folder in
      let url = folder.appendingPathComponent(SurrogateModel.fileName)
      for model in [try Self.full(), try HostileModelFileTests.good()] {
        try model.write(to: url)
        let read = try SurrogateModel(contentsOf: url)
        #expect(read == model)
        #expect(
          read.members.map { $0.map(\.bitPattern) } == model.members.map { $0.map(\.bitPattern) })
        #expect(try read.encoded() == (try Data(contentsOf: url)))
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == [url.lastPathComponent])
    }
  }

  @Test("the data begin at a multiple of 8, and the description is snake case")
  func layout() throws {
    let model = try Self.full()
    let bytes = try model.encoded()
    let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
    #expect(bytes.count == 8 + length + 4 * 3 * model.layout.count)
    let header = String(decoding: bytes.dropFirst(8).prefix(length), as: UTF8.self)
    for key in [
      "is_residual", "fourier_features", "noise_floor", "scenario_sha256", "force_matching",
      "scoreMatching",
    ] {
      #expect(header.contains("\\\"\(key)\\\":"), "\(key)")
    }
  }

  @Test("a folder that is not there is an error that says so")
  func unwritable() throws {
    let model = try HostileModelFileTests.good()
    let error = #expect(throws: ModelFileError.self) {
      try model.write(to: URL(fileURLWithPath: "/nowhere/at/all/surrogate.safetensors"))
    }
    guard case .storage(let storage)? = error?.kind else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(storage.kind == .missing)
  }

  @Test(
    "the reference implementation of safetensors reads the file",
    .enabled(if: Python.hasSafetensors, "python3 has no safetensors and numpy"))
  func python() throws {
    let model = try Self.full()
    let outcome = try withModelFolder { folder in
      try model.write(to: folder.appendingPathComponent("m.safetensors"))
      return try Python.run(
        """
        import json, numpy
        from safetensors import safe_open
        with safe_open("m.safetensors", framework="numpy") as f:
            model = json.loads(f.metadata()["model"])
            print(model["member_count"], model["training"]["seed"], model["architecture"]["hidden"])
            for name in sorted(f.keys()):
                t = f.get_tensor(name)
                print(name, t.dtype, list(t.shape), t.tobytes().hex())
        """, in: folder)
    }
    #expect(outcome.status == 0, "\(outcome.output)")
    var expected = ["3 18446744073709551615 [8, 8]"]
    var tensors: [String] = []
    for (n, parameters) in model.members.enumerated() {
      for tensor in model.layout.tensors {
        let hex = parameters[tensor.range].flatMap { x in
          withUnsafeBytes(of: x.bitPattern.littleEndian) {
            $0.map { byte in
              (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
          }
        }
        tensors.append("members.\(n).\(tensor.name) float32 \(tensor.shape) \(hex.joined())")
      }
    }
    expected += tensors.sorted()
    #expect(outcome.output.split(separator: "\n").map(String.init) == expected)
  }
}
