/// A graph of ONNX operators under construction. Each operator gives one or more new values, so the
/// nodes are in an order in which they can be computed.
struct ONNXGraph {
  /// A tensor that flows through the graph.
  struct Value: Equatable { let name: String }

  /// The types of elements in use, by their numbers in `TensorProto.DataType`.
  enum ElementType: Int {
    case float = 1
    case int64 = 7
  }

  /// The extent of an axis.
  enum Extent {
    case fixed(Int)
    /// Decided by the caller of the graph.
    case named(String)
  }

  /// A constant tensor.
  struct Tensor {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// The elements, little-endian.
    let bytes: [UInt8]
  }

  /// What parametrises an operator beside its inputs.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case tensor(Tensor)
  }

  /// One operator.
  struct Node {
    let operation: String
    let inputs: [String]
    let outputs: [String]
    let attributes: [(name: String, value: Attribute)]
  }

  /// An input or output of the graph.
  struct Port {
    let name: String
    let type: ElementType
    let shape: [Extent]
    let description: String
  }

  private(set) var nodes: [Node] = []
  private(set) var constants: [Tensor] = []
  private(set) var inputs: [Port] = []
  private(set) var outputs: [Port] = []

  /// Declares an input.
  mutating func input(
    _ name: String, _ type: ElementType, _ shape: [Extent], description: String
  ) -> Value {
    inputs.append(Port(name: name, type: type, shape: shape, description: description))
    return Value(name: name)
  }

  /// Declares that a value is an output of this name.
  mutating func output(_ name: String, _ value: Value, _ shape: [Extent], description: String) {
    nodes.append(
      Node(operation: "Identity", inputs: [value.name], outputs: [name], attributes: []))
    outputs.append(Port(name: name, type: .float, shape: shape, description: description))
  }

  /// A constant of 32-bit floats, row-major; an empty shape makes it a number.
  mutating func constant(_ name: String, _ shape: [Int], _ values: [Float]) -> Value {
    constants.append(Self.tensor(name, shape, values))
    return Value(name: name)
  }

  /// A constant list of integers, such as axes.
  mutating func constant(_ name: String, _ values: [Int]) -> Value {
    if !constants.contains(where: { $0.name == name }) {
      let bits = values.map { Int64($0).littleEndian }
      constants.append(
        Tensor(
          name: name, type: .int64, shape: [values.count],
          bytes: bits.withUnsafeBytes { Array($0) }))
    }
    return Value(name: name)
  }

  /// Adds an operator with one output.
  mutating func add(
    _ operation: String, _ inputs: [Value], _ attributes: [(name: String, value: Attribute)] = []
  ) -> Value {
    let name = "\(operation.lowercased())_\(nodes.count)"
    nodes.append(
      Node(
        operation: operation, inputs: inputs.map(\.name), outputs: [name], attributes: attributes))
    return Value(name: name)
  }

  /// Adds a split of the columns into two parts of the same width.
  mutating func halves(_ value: Value, width: Int) -> (Value, Value) {
    let sizes = constant("halves_\(width)", [width, width])
    let names = ["split_\(nodes.count)_0", "split_\(nodes.count)_1"]
    nodes.append(
      Node(
        operation: "Split", inputs: [value.name, sizes.name], outputs: names,
        attributes: [("axis", .integer(1))]))
    return (Value(name: names[0]), Value(name: names[1]))
  }

  /// A tensor of 32-bit floats.
  static func tensor(_ name: String, _ shape: [Int], _ values: [Float]) -> Tensor {
    precondition(values.count == shape.reduce(1, *), "as many values as the shape has")
    let bits = values.map(\.bitPattern.littleEndian)
    return Tensor(
      name: name, type: .float, shape: shape, bytes: bits.withUnsafeBytes { Array($0) })
  }
}
