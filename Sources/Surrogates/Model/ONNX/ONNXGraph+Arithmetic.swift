extension ONNXGraph {
  mutating func sum(_ a: Value, _ b: Value) -> Value { add("Add", [a, b]) }
  mutating func difference(_ a: Value, _ b: Value) -> Value { add("Sub", [a, b]) }
  mutating func product(_ a: Value, _ b: Value) -> Value { add("Mul", [a, b]) }
  mutating func quotient(_ a: Value, _ b: Value) -> Value { add("Div", [a, b]) }

  /// A number, as a constant that is shared by all who ask for it.
  mutating func number(_ x: Float) -> Value {
    let name = "number_\(x)"
    return constants.contains { $0.name == name } ? Value(name: name) : constant(name, [], [x])
  }

  /// x Wᵀ (+ b) for weights stored by rows of outputs.
  mutating func affine(_ x: Value, weight: Value, bias: Value? = nil) -> Value {
    add("Gemm", [x, weight] + (bias.map { [$0] } ?? []), [("transB", .integer(1))])
  }

  /// The mean over the columns, kept as one column.
  mutating func rowMean(_ x: Value) -> Value {
    // The axes are an attribute in opset 17 and become an input in 18.
    add("ReduceMean", [x], [("axes", .integers([1])), ("keepdims", .integer(1))])
  }

  /// The sum over one axis.
  mutating func sum(_ x: Value, over axis: Int, keepsAxis: Bool) -> Value {
    let axes = constant("axis_\(axis)", [axis])
    return add("ReduceSum", [x, axes], [("keepdims", .integer(keepsAxis ? 1 : 0))])
  }

  /// σ and its derivative, element by element.
  mutating func apply(_ activation: Activation, _ x: Value) -> (value: Value, derivative: Value) {
    switch activation {
    case .tanh:
      let y = add("Tanh", [x])
      let square = product(y, y)
      return (y, difference(number(1), square))
    case .silu:
      // σ′ = s + x s (1 − s)
      let s = add("Sigmoid", [x])
      let y = product(x, s)
      let complement = difference(number(1), s)
      let rest = product(y, complement)
      return (y, sum(s, rest))
    case .gelu:
      // Φ = ½ (1 + erf(x/√2)), σ′ = Φ + x φ
      let scaled = product(x, number(Float(0.5.squareRoot())))
      let erf = add("Erf", [scaled])
      let raised = sum(erf, number(1))
      let cumulative = product(raised, number(0.5))
      let exponent = product(scaled, scaled)
      let negative = add("Neg", [exponent])
      let bell = add("Exp", [negative])
      let density = product(bell, number(Float((0.5 / Double.pi).squareRoot())))
      let rest = product(x, density)
      return (product(x, cumulative), sum(cumulative, rest))
    case .softplus: return (add("Softplus", [x]), add("Sigmoid", [x]))
    case .sine: return (add("Sin", [x]), add("Cos", [x]))
    case .relu:
      let isPositive = add("Greater", [x, number(0)])
      let step = add("Cast", [isPositive], [("to", .integer(ElementType.float.rawValue))])
      return (add("Relu", [x]), step)
    }
  }
}
