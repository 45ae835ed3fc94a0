extension ONNXGraph {
  /// The version of the operators, 17 of 2022, and of the file format that goes with it.
  static let operatorSet = 17
  static let formatVersion = 8

  /// The bytes of an ONNX file: a `ModelProto` with this graph
  /// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto has the field numbers).
  func encoded(
    name: String, description: String, properties: [(key: String, value: String)]
  ) -> [UInt8] {
    var model = ProtobufWriter()
    model.integer(1, Self.formatVersion)
    model.string(2, "macroscope")
    model.string(6, description)
    model.message(7) { graph in
      for node in nodes { graph.message(1) { Self.write(node, to: &$0) } }
      graph.string(2, name)
      for tensor in constants { graph.message(5) { Self.write(tensor, to: &$0) } }
      for port in inputs { graph.message(11) { Self.write(port, to: &$0) } }
      for port in outputs { graph.message(12) { Self.write(port, to: &$0) } }
    }
    model.message(8) { operators in
      operators.string(1, "")
      operators.integer(2, Self.operatorSet)
    }
    for property in properties {
      model.message(14) { entry in
        entry.string(1, property.key)
        entry.string(2, property.value)
      }
    }
    return model.bytes
  }

  private static func write(_ node: Node, to message: inout ProtobufWriter) {
    for input in node.inputs { message.string(1, input) }
    for output in node.outputs { message.string(2, output) }
    message.string(4, node.operation)
    for (name, value) in node.attributes {
      message.message(5) { attribute in
        attribute.string(1, name)
        switch value {
        case .integer(let number):
          attribute.integer(3, number)
          attribute.integer(20, 2)
        case .tensor(let tensor):
          attribute.message(5) { write(tensor, to: &$0) }
          attribute.integer(20, 4)
        case .integers(let numbers):
          attribute.integers(8, numbers)
          attribute.integer(20, 7)
        }
      }
    }
  }

  private static func write(_ tensor: Tensor, to message: inout ProtobufWriter) {
    message.integers(1, tensor.shape)
    message.integer(2, tensor.type.rawValue)
    message.string(8, tensor.name)
    message.data(9, tensor.bytes)
  }

  private static func write(_ port: Port, to message: inout ProtobufWriter) {
    message.string(1, port.name)
    message.message(2) { type in
      type.message(1) { tensor in
        tensor.integer(1, port.type.rawValue)
        tensor.message(2) { shape in
          for extent in port.shape {
            shape.message(1) { dimension in
              switch extent {
              case .fixed(let count): dimension.integer(1, count)
              case .named(let name): dimension.string(2, name)
              }
            }
          }
        }
      }
    }
    message.string(3, port.description)
  }
}
