import LinearAlgebra
import Surrogates
import Testing

/// The ONNX file taken apart without any ONNX library.
@Suite("Structure of ONNX files")
struct ONNXStructureTests {
  private func graph(_ model: SurrogateModel) throws -> (
    model: ProtobufReader, graph: ProtobufReader
  ) {
    let reader = try #require(ProtobufReader(Array(try model.onnx())))
    return (reader, try #require(reader.messages(7).first))
  }

  @Test("is a model of IR version 8 and opset 17 with named inputs and outputs")
  func header() throws {
    let (model, graph) = try graph(ModelFileTests.full())
    #expect(model.integers(1) == [8])
    #expect(model.messages(8).map { $0.integers(2) } == [[17]])
    #expect(graph.messages(11).flatMap { $0.strings(1) } == ["q", "scale"])
    #expect(graph.messages(12).flatMap { $0.strings(1) } == ["V", "gradient"])
    let properties = model.messages(14).map { $0.strings(1) + $0.strings(2) }
    #expect(properties.contains(["coordinates", "x,y,z"]))
    #expect(properties.contains(["temperature", "0.30000000000000004"]))
    // [batch, 3] of floats.
    let type = try #require(graph.messages(11).first?.messages(2).first?.messages(1).first)
    #expect(type.integers(1) == [1])
    let extents = try #require(type.messages(2).first).messages(1)
    #expect(extents.map { $0.strings(2) } == [["batch"], []])
    #expect(extents.map { $0.integers(1) } == [[], [3]])
  }

  @Test(
    "every node's inputs exist before it, and every value has one source",
    arguments: Activation.allCases)
  func order(activation: Activation) throws {
    for (name, architecture) in ModelFixtures.variants(activation) {
      let model = try ModelFixtures.model(architecture, members: 2, scales: name == "all" ? 2 : 1)
      let (_, graph) = try graph(model)
      var known = Set(graph.messages(11).flatMap { $0.strings(1) })
      for tensor in graph.messages(5) {
        let isNew = known.insert(try #require(tensor.strings(8).first)).inserted
        #expect(isNew, "\(name): \(tensor.strings(8))")
        let size = tensor.integers(2) == [1] ? 4 : 8
        #expect(tensor.bytes(9).map(\.count) == [tensor.integers(1).reduce(size, *)])
      }
      for node in graph.messages(1) {
        for input in node.strings(1) { #expect(known.contains(input), "\(name): \(input)") }
        for output in node.strings(2) {
          let isNew = known.insert(output).inserted
          #expect(isNew, "\(name): \(output)")
        }
        #expect(node.strings(4).count == 1)
      }
      #expect(known.isSuperset(of: ["V", "gradient"]))
    }
  }

  @Test("holds the parameters to the bit, under their names in the model file")
  func parameters() throws {
    let model = try ModelFixtures.model(
      NetworkArchitecture(inputs: 2, hidden: [5, 4], normalisesLayers: true), members: 2)
    let (_, graph) = try graph(model)
    let constants = Dictionary(
      graph.messages(5).map { ($0.strings(8).first ?? "", $0) }, uniquingKeysWith: { a, _ in a })
    for (n, parameters) in model.members.enumerated() {
      for tensor in model.layout.tensors {
        let constant = try #require(constants["members.\(n).\(tensor.name)"])
        #expect(constant.integers(1) == tensor.shape)
        let bits = parameters[tensor.range].map(\.bitPattern.littleEndian)
        #expect(constant.bytes(9).first == bits.withUnsafeBytes { Array($0) })
      }
    }
  }

  @Test("numbers that 32 bits cannot hold are refused")
  func range() throws {
    let model = try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [4]))
    for value in [1e-60, 1e60] {
      var header = model.header
      header.standardisation.deviation[1] = value
      let changed = try SurrogateModel(header: header, members: model.members)
      let error = #expect(throws: SurrogateModelError.self) { try changed.onnx() }
      #expect(error?.part == "standardisation.deviation")
    }
  }
}
