/// One member of an ensemble as a graph: its first output, and the derivatives of that by the
/// inputs from an explicit backward pass over the same layers.
struct NetworkGraph {
  private let architecture: NetworkArchitecture
  private let layout: ParameterLayout
  private let parameters: [Float]
  /// Begins the names of the constants: `members.0.`.
  private let prefix: String

  /// What the backward pass needs of a layer.
  private struct Trace {
    let weight: ONNXGraph.Value
    /// σ′ at the layer's pre-activations, times the factors of a thinned network.
    let derivative: ONNXGraph.Value
    let normalisation: Normalisation?
    let isResidual: Bool

    struct Normalisation {
      let scale: ONNXGraph.Value
      let normalised: ONNXGraph.Value
      /// 1/√(variance + ε) of each row.
      let inverse: ONNXGraph.Value
    }
  }

  /// The Fourier features with what their derivatives need.
  private struct Features {
    let matrix: ONNXGraph.Value
    let cosine: ONNXGraph.Value
    let sine: ONNXGraph.Value
  }

  init(
    _ architecture: NetworkArchitecture, _ layout: ParameterLayout, parameters: [Float],
    prefix: String
  ) {
    self.architecture = architecture
    self.layout = layout
    self.parameters = parameters
    self.prefix = prefix
  }

  /// Adds the network to a graph.
  ///
  /// - Parameters:
  ///   - graph: what it is added to.
  ///   - z: the standardised inputs, [batch, inputs].
  ///   - seed: ∂(result)/∂(first output).
  /// - Returns: the first output [batch, 1] and ∂(result)/∂z [batch, inputs].
  func add(
    to graph: inout ONNXGraph, z: ONNXGraph.Value, seed: Float
  ) -> (value: ONNXGraph.Value, gradient: ONNXGraph.Value) {
    let features = addFeatures(to: &graph, z)
    var x =
      features.map { graph.add("Concat", [$0.cosine, $0.sine], [("axis", .integer(1))]) } ?? z
    var traces: [Trace] = []
    for (index, layer) in layout.layers.enumerated() {
      let mask = layout.masks.isEmpty ? nil : constant(layout.masks[index], in: &graph)
      let (y, trace) = addLayer(layer, mask: mask, to: &graph, x)
      traces.append(trace)
      x = y
    }
    let weight = constant(layout.outputWeight, firstRow: true, in: &graph)
    let bias = constant(layout.outputBias, firstRow: true, in: &graph)
    let value = graph.affine(x, weight: weight, bias: bias)

    let shape = graph.add("Shape", [value])
    let start = graph.add(
      "ConstantOfShape", [shape], [("value", .tensor(ONNXGraph.tensor("", [1], [seed])))])
    var gradient = graph.add("MatMul", [start, weight])
    for trace in traces.reversed() { gradient = addBackward(trace, to: &graph, gradient) }
    if let features { gradient = addBackward(features, to: &graph, gradient) }
    return (value, gradient)
  }

  private func addLayer(
    _ layer: ParameterLayout.Layer, mask: ONNXGraph.Value?, to graph: inout ONNXGraph,
    _ x: ONNXGraph.Value
  ) -> (ONNXGraph.Value, Trace) {
    let weight = constant(layer.weight, in: &graph)
    var u = graph.affine(x, weight: weight, bias: constant(layer.bias, in: &graph))
    var normalisation: Trace.Normalisation?
    if let affine = layer.normalisation {
      let mean = graph.rowMean(u)
      let centred = graph.difference(u, mean)
      let square = graph.product(centred, centred)
      let variance = graph.rowMean(square)
      let padded = graph.sum(
        variance, graph.number(Float(SurrogateModel.normalisationEpsilon)))
      let deviation = graph.add("Sqrt", [padded])
      let inverse = graph.add("Reciprocal", [deviation])
      let normalised = graph.product(centred, inverse)
      let scale = constant(affine.scale, in: &graph)
      let scaled = graph.product(normalised, scale)
      u = graph.sum(scaled, constant(affine.shift, in: &graph))
      normalisation = Trace.Normalisation(scale: scale, normalised: normalised, inverse: inverse)
    }
    var (y, derivative) = graph.apply(architecture.activation, u)
    if let mask {
      y = graph.product(y, mask)
      derivative = graph.product(derivative, mask)
    }
    return (
      layer.isResidual ? graph.sum(y, x) : y,
      Trace(
        weight: weight, derivative: derivative, normalisation: normalisation,
        isResidual: layer.isResidual)
    )
  }

  /// From the derivatives by a layer's output to those by its input.
  private func addBackward(
    _ trace: Trace, to graph: inout ONNXGraph, _ gradient: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    var delta = graph.product(gradient, trace.derivative)
    if let n = trace.normalisation {
      // With n = (u − mean)/s: ∂/∂u = (g − mean(g) − n mean(g n))/s for g = ∂/∂n.
      let g = graph.product(delta, n.scale)
      let mean = graph.rowMean(g)
      let centred = graph.difference(g, mean)
      let along = graph.product(g, n.normalised)
      let projection = graph.rowMean(along)
      let parallel = graph.product(n.normalised, projection)
      let rest = graph.difference(centred, parallel)
      delta = graph.product(rest, n.inverse)
    }
    let result = graph.add("MatMul", [delta, trace.weight])
    return trace.isResidual ? graph.sum(result, gradient) : result
  }

  private func addFeatures(to graph: inout ONNXGraph, _ z: ONNXGraph.Value) -> Features? {
    guard let frequencies = layout.frequencies else { return nil }
    // 2πB, so that the derivatives need no factor of their own.
    let matrix = graph.constant(
      prefix + frequencies.name, frequencies.shape,
      parameters[frequencies.range].map { Float(2 * Double.pi * Double($0)) })
    let angles = graph.affine(z, weight: matrix)
    return Features(
      matrix: matrix, cosine: graph.add("Cos", [angles]), sine: graph.add("Sin", [angles]))
  }

  private func addBackward(
    _ features: Features, to graph: inout ONNXGraph, _ gradient: ONNXGraph.Value
  ) -> ONNXGraph.Value {
    let (byCosine, bySine) = graph.halves(gradient, width: architecture.features / 2)
    let a = graph.product(bySine, features.cosine)
    let b = graph.product(byCosine, features.sine)
    let byAngle = graph.difference(a, b)
    return graph.add("MatMul", [byAngle, features.matrix])
  }

  /// A tensor of the parameters, or its first row: of the outputs only V is exported.
  private func constant(
    _ tensor: ParameterLayout.Tensor, firstRow: Bool = false, in graph: inout ONNXGraph
  ) -> ONNXGraph.Value {
    let shape = firstRow ? [1] + tensor.shape.dropFirst() : tensor.shape
    let count = shape.reduce(1, *)
    return graph.constant(
      prefix + tensor.name, shape, Array(parameters[tensor.range].prefix(count)))
  }
}
