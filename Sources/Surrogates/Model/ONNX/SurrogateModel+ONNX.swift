import Foundation
import LinearAlgebra
import Storage

extension SurrogateModel {
  /// The name of exported files.
  public static let onnxFileName = "surrogate.onnx"
  /// ε in the layer normalisation (u − mean)/√(variance + ε), variance over n: PyTorch's default.
  public static let normalisationEpsilon = 1e-5

  /// The model as an ONNX file (opset 17) that gives V and ∇V.
  ///
  /// Input `q` [batch, d]; for a model of several scales also `scale` [batch], the index s of the
  /// scale of each row. Outputs `V` [batch] and `gradient` [batch, d]; all in 32-bit floats and the
  /// user's units, confinement included. docs/surrogate-models.md.
  ///
  /// - Throws: `SurrogateModelError` when a number of the model does not fit into 32 bits.
  /// - Complexity: O(parameters).
  public func onnx() throws(SurrogateModelError) -> Data {
    var graph = ONNXGraph()
    let d = dimension
    let names = header.coordinates.joined(separator: ", ")
    let batch = ONNXGraph.Extent.named("batch")
    let q = graph.input("q", .float, [batch, .fixed(d)], description: "coordinates: \(names)")
    let maps = try addScales(to: &graph)
    let x = maps.map { addMap($0, to: &graph, q) } ?? q

    var (value, byX) = try addEnsemble(to: &graph, x, prefix: "")
    var gradient = maps.map { addTransposedMap($0, to: &graph, byX) } ?? byX
    for (n, base) in bases.enumerated() {
      let prefix = "bases.\(n)."
      let map = try base.addScales(to: &graph, prefix: prefix)
      let x = map.map { base.addMap($0, to: &graph, q) } ?? q
      var part = try base.addEnsemble(to: &graph, x, prefix: prefix)
      if let map { part.gradient = base.addTransposedMap(map, to: &graph, part.gradient) }
      value = graph.sum(value, part.value)
      gradient = graph.sum(gradient, part.gradient)
    }
    if let wall = try addWall(to: &graph, q) {
      value = graph.sum(value, wall.value)
      gradient = graph.sum(gradient, wall.gradient)
    }
    let column = graph.constant("axis_1", [1])
    let flat = graph.add("Squeeze", [value, column])
    graph.output("V", flat, [batch], description: "effective potential")
    graph.output(
      "gradient", gradient, [batch, .fixed(d)], description: "derivatives of V by \(names)")
    return Data(
      graph.encoded(
        name: "surrogate", description: "Effective potential V and its gradient",
        properties: properties))
  }

  /// The mean of the networks' V as a column, in the user's units, and its derivatives by x.
  private func addEnsemble(
    to graph: inout ONNXGraph, _ x: ONNXGraph.Value, prefix: String
  ) throws(SurrogateModelError) -> (value: ONNXGraph.Value, gradient: ONNXGraph.Value) {
    let s = header.standardisation
    let inputs = header.architecture.inputs
    let mean = graph.constant(
      prefix + "mean", [1, inputs], try single(s.mean, "standardisation.mean"))
    let deviation = graph.constant(
      prefix + "deviation", [1, inputs], try single(s.deviation, "standardisation.deviation"))
    let centred = graph.difference(x, mean)
    let z = graph.quotient(centred, deviation)
    let share = try single([s.scale / Double(members.count)], "standardisation.scale")[0]
    var values: [ONNXGraph.Value] = []
    var gradients: [ONNXGraph.Value] = []
    for (n, parameters) in members.enumerated() {
      let network = NetworkGraph(
        header.architecture, layout, parameters: parameters, prefix: "\(prefix)members.\(n).")
      let (value, gradient) = network.add(to: &graph, z: z, seed: share)
      values.append(value)
      gradients.append(gradient)
    }
    let total = graph.add("Sum", values)
    let value = graph.product(total, graph.number(share))
    let byZ = graph.add("Sum", gradients)
    return (value, graph.quotient(byZ, deviation))
  }

  /// Writes `onnx()` to a file, which is replaced as a whole or not at all.
  ///
  /// - Throws: `SurrogateModelError` or `StorageError`.
  public func writeONNX(to url: URL) throws {
    try AtomicFile.write(try onnx(), to: url)
  }

  private var properties: [(key: String, value: String)] {
    let training = header.training
    let pairs: [(String, String?)] = [
      ("coordinates", header.coordinates.joined(separator: ",")),
      ("steps", header.scales.map { $0.step?.description ?? "" }.joined(separator: ",")),
      ("temperature", training.temperature?.description),
      ("scenario_sha256", training.scenarioSHA256), ("data_sha256", training.dataSHA256),
    ]
    return pairs.compactMap { key, value in value.map { (key, $0) } }
  }

  /// The maps A_s: one matrix [m, d] for all rows, or one [batch, m, d] for each.
  private struct Maps {
    let matrices: ONNXGraph.Value
    /// b_s, [1, m] or [batch, m]; nil where all are zero.
    let offsets: ONNXGraph.Value?
    let isPerRow: Bool
  }

  /// The maps, with the input that chooses among several; nil where x = q.
  private func addScales(
    to graph: inout ONNXGraph, prefix: String = ""
  ) throws(SurrogateModelError) -> Maps? {
    let scales = header.scales
    let inputs = header.architecture.inputs
    if scales.count == 1, scales[0].matrix == nil, scales[0].offset == nil { return nil }
    var elements: [Float] = []
    var shifts: [Float] = []
    for (s, scale) in scales.enumerated() {
      let matrix = scale.matrix ?? .identity(dimension)
      elements += try single(matrix.elements, "scales.\(s).matrix")
      shifts += try single(
        scale.offset ?? [Double](repeating: 0, count: inputs), "scales.\(s).offset")
    }
    let isShifted = scales.contains { $0.offset != nil }
    let shape = [inputs, dimension]
    guard scales.count > 1 else {
      return Maps(
        matrices: graph.constant(prefix + "scale_map", shape, elements),
        offsets: isShifted ? graph.constant(prefix + "scale_offset", [1, inputs], shifts) : nil,
        isPerRow: false)
    }
    let index = graph.input(
      "scale", .int64, [.named("batch")], description: "scale of each row, from 0")
    let all = graph.constant("scale_maps", [scales.count] + shape, elements)
    let matrices = graph.add("Gather", [all, index], [("axis", .integer(0))])
    var offsets: ONNXGraph.Value?
    if isShifted {
      let table = graph.constant("scale_offsets", [scales.count, inputs], shifts)
      offsets = graph.add("Gather", [table, index], [("axis", .integer(0))])
    }
    return Maps(matrices: matrices, offsets: offsets, isPerRow: true)
  }

  /// A q + b.
  private func addMap(
    _ maps: Maps, to graph: inout ONNXGraph, _ q: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    let x = addMatrix(maps, to: &graph, q)
    return maps.offsets.map { graph.sum(x, $0) } ?? x
  }

  private func addMatrix(
    _ maps: Maps, to graph: inout ONNXGraph, _ q: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    guard maps.isPerRow else { return graph.affine(q, weight: maps.matrices) }
    let row = graph.add("Unsqueeze", [q, graph.constant("axis_1", [1])])
    let terms = graph.product(maps.matrices, row)
    return graph.sum(terms, over: 2, keepsAxis: false)
  }

  /// Aᵀ g.
  private func addTransposedMap(
    _ maps: Maps, to graph: inout ONNXGraph, _ g: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    guard maps.isPerRow else { return graph.add("MatMul", [g, maps.matrices]) }
    let column = graph.add("Unsqueeze", [g, graph.constant("axis_2", [2])])
    let terms = graph.product(maps.matrices, column)
    return graph.sum(terms, over: 1, keepsAxis: false)
  }

  /// The confinement as a column, and its gradient.
  private func addWall(
    to graph: inout ONNXGraph, _ q: ONNXGraph.Value
  ) throws(SurrogateModelError) -> (value: ONNXGraph.Value, gradient: ONNXGraph.Value)? {
    guard let wall = header.confinement else { return nil }
    let lower = graph.constant(
      "lower", [1, dimension], try single(wall.lower, "confinement.lower"))
    let upper = graph.constant(
      "upper", [1, dimension], try single(wall.upper, "confinement.upper"))
    let stiffness = graph.constant(
      "stiffness", [1, dimension], try single(wall.stiffness, "confinement.stiffness"))
    let raised = graph.add("Max", [q, lower])
    let clamped = graph.add("Min", [raised, upper])
    let excess = graph.difference(q, clamped)
    let force = graph.product(excess, stiffness)
    let squares = graph.product(excess, force)
    let twice = graph.sum(squares, over: 1, keepsAxis: true)
    return (graph.product(twice, graph.number(0.5)), force)
  }

  /// The numbers in 32 bits.
  private func single(_ values: [Double], _ part: String) throws(SurrogateModelError) -> [Float] {
    for value in values where !Float(value).isFinite || (value != 0 && Float(value) == 0) {
      throw SurrogateModelError(
        part: part, found: "\(value)",
        expected: "a number that 32-bit floats of ONNX can hold")
    }
    return values.map { Float($0) }
  }
}
