import Foundation
import Storage
import Surrogates
import Testing

/// Model files that are damaged, foreign or made to do harm.
@Suite("Hostile model files")
struct HostileModelFileTests {
  /// What is done to a good file, and what reading it must report.
  struct Attack: CustomTestStringConvertible, Sendable {
    let name: String
    let kind: ModelFileError.Kind
    let place: String
    let change: @Sendable (inout TamperedFile) -> Void
    var testDescription: String { name }

    init(
      _ name: String, _ kind: ModelFileError.Kind, _ place: String,
      _ change: @escaping @Sendable (inout TamperedFile) -> Void
    ) {
      (self.name, self.kind, self.place, self.change) = (name, kind, place, change)
    }
  }

  static let weight = "members.0.layers.0.weight"
  static let bias = "members.0.layers.0.bias"
  static let last = "members.1.output.bias"

  // Two members of 2-3-1: 6 + 3 + 3 + 1 numbers, 52 bytes each.
  static let attacks: [Attack] = [
    Attack("trailing bytes", .trailingBytes, "data") { $0.data += Data([0]) },
    Attack("truncated data", .truncated, "data") { $0.data.removeLast() },
    Attack("wrong type", .wrongType, "tensor '\(weight)'") { $0.entry(weight, "dtype", "F64") },
    Attack("transposed", .wrongShape, "tensor '\(weight)'") { $0.entry(weight, "shape", [2, 3]) },
    Attack("flat", .wrongShape, "tensor '\(weight)'") { $0.entry(weight, "shape", [6]) },
    Attack("shape against offsets", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "shape", [4, 2])
    },
    Attack("negative shape", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "shape", [-3, -2])
    },
    Attack("shape that overflows", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "shape", [1 << 32, 1 << 32])
    },
    Attack("offsets backwards", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "data_offsets", [24, 0])
    },
    Attack("negative offset", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "data_offsets", [-24, 0])
    },
    Attack("offsets near the largest integer", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "data_offsets", [0, Int.max])
    },
    Attack("three offsets", .badOffsets, "tensor '\(weight)'") {
      $0.entry(weight, "data_offsets", [0, 12, 24])
    },
    Attack("overlap", .overlap, "tensor '\(bias)'") { $0.entry(bias, "data_offsets", [20, 32]) },
    Attack("out of range", .gap, "tensor '\(last)'") {
      $0.entry(last, "data_offsets", [4000, 4004])
    },
    Attack("gap", .gap, "tensor '\(last)'") {
      $0.entry(last, "data_offsets", [104, 108])
      $0.data += Data([0, 0, 0, 0])
    },
    Attack("missing tensor", .missingTensor, "tensor '\(last)'") {
      $0.header[last] = nil
      $0.data.removeLast(4)
    },
    Attack("unknown tensor", .unknownTensor, "tensor 'extra'") {
      $0.header["extra"] = ["dtype": "F32", "shape": [1], "data_offsets": [104, 108]]
      $0.data += Data([0, 0, 0, 0])
    },
    Attack("empty unknown tensor", .unknownTensor, "tensor 'extra'") {
      $0.header["extra"] = ["dtype": "F32", "shape": [0], "data_offsets": [104, 104]]
    },
    Attack("NaN weight", .inconsistent, "members.0.layers.0.weight") {
      $0.data.replaceSubrange(4..<8, with: [0, 0, 0xc0, 0x7f])
    },
    Attack("infinite weight", .inconsistent, "members.1.output.bias") {
      $0.data.replaceSubrange(100..<104, with: [0, 0, 0x80, 0xff])
    },
    Attack("entry without shape", .malformedHeader, "header") {
      $0.header[weight] = ["dtype": "F32", "data_offsets": [0, 24]]
    },
    Attack("fractional offsets", .malformedHeader, "header") {
      $0.entry(weight, "data_offsets", [0, 23.5])
    },
    Attack("entry that is a number", .malformedHeader, "header") { $0.header[weight] = 5 },
    Attack("metadata that is no text", .malformedHeader, "header") {
      $0.header["__metadata__"] = ["format": 1]
    },
    Attack("no metadata", .foreign, "header") { $0.header["__metadata__"] = nil },
    Attack("other format", .foreign, "header") { $0.metadata("format", "pt") },
    Attack("no version", .foreign, "header") { $0.metadata("format_version", nil) },
    Attack("newer version", .unsupportedVersion, "header") { $0.metadata("format_version", "3") },
    Attack("no model", .foreign, "header") { $0.metadata("model", nil) },
    Attack("model that is not JSON", .malformedHeader, "'model' in the header") {
      $0.metadata("model", "{")
    },
    Attack("unknown activation", .malformedHeader, "'model' in the header") {
      $0.model { $0.replacingOccurrences(of: "\"tanh\"", with: "\"step\"") }
    },
    Attack("other widths", .missingTensor, "tensor 'members.0.layers.1.weight'") {
      $0.model { $0.replacingOccurrences(of: "\"hidden\":[3]", with: "\"hidden\":[3,3]") }
    },
    Attack("widths beyond all memory", .inconsistent, "architecture") {
      $0.model {
        $0.replacingOccurrences(of: "\"hidden\":[3]", with: "\"hidden\":[65536,65536]")
      }
    },
    Attack("members beyond the file", .missingTensor, "tensor 'members.2.layers.0.weight'") {
      $0.model { $0.replacingOccurrences(of: "\"member_count\":2", with: "\"member_count\":1000") }
    },
    Attack("fewer members", .unknownTensor, "tensor 'members.1.layers.0.bias'") {
      $0.model { $0.replacingOccurrences(of: "\"member_count\":2", with: "\"member_count\":1") }
    },
    Attack("deviation of zero", .inconsistent, "standardisation.deviation") {
      $0.model { text in
        text.replacingOccurrences(
          of: #""deviation":\[[^\]]*\]"#, with: #""deviation":[1,0]"#, options: .regularExpression)
      }
    },
  ]

  static func good() throws -> SurrogateModel {
    try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [3]), members: 2)
  }

  private func read(_ bytes: Data) throws -> ModelFileError? {
    try withModelFolder { folder in
      let url = folder.appendingPathComponent("bad.safetensors")
      try bytes.write(to: url)
      return #expect(throws: ModelFileError.self) { try SurrogateModel(contentsOf: url) }
    }
  }

  @Test("is refused with its kind and place", arguments: attacks)
  func attack(attack: Attack) throws {
    var file = try TamperedFile(Self.good())
    attack.change(&file)
    let error = try #require(try read(file.bytes()))
    #expect(error.kind == attack.kind, "\(error)")
    #expect(error.place == attack.place, "\(error)")
    #expect(error.path.hasSuffix("/bad.safetensors"))
    #expect(error.description.contains("bad.safetensors': ") && error.description.hasSuffix(")"))
    #expect(!error.description.contains("\n") && error.description.count < 800)
  }

  @Test("headers that are no JSON object of tensors")
  func headers() throws {
    let file = try TamperedFile(Self.good())
    let deep = String(repeating: "[", count: 100_000)
    for text in ["", "[]", "{", "\u{0}\u{1}", "{\"a\":\(deep)", "null", "{\"a\":1e999}"] {
      let error = try read(TamperedFile.bytes(header: Data(text.utf8), data: file.data))
      #expect(error?.kind == .malformedHeader, "\(text.prefix(20))")
    }
    let invalid = try read(TamperedFile.bytes(header: Data([0x7b, 0xff, 0xfe]), data: file.data))
    #expect(invalid?.kind == .malformedHeader)
  }

  @Test("lengths of the header that cannot be")
  func lengths() throws {
    let text = Data("{}".utf8)
    func kind(_ length: UInt64) throws -> ModelFileError.Kind? {
      try read(TamperedFile.bytes(header: text, data: Data(), length: length))?.kind
    }
    #expect(try kind(.max) == .headerTooLong)
    #expect(try kind(1 << 62) == .headerTooLong)
    #expect(try kind(17 << 20) == .headerTooLong)
    #expect(try kind(3) == .truncated)
    #expect(try kind(2) == .foreign)
  }

  @Test("cut anywhere: never accepted, never a crash")
  func cuts() throws {
    let bytes = try Self.good().encoded()
    for count in stride(from: 0, to: bytes.count, by: 13) {
      let error = try #require(try read(bytes.prefix(count)))
      #expect(error.kind == .truncated, "\(count) bytes: \(error)")
    }
  }

  @Test("any byte changed: an error, or a model whose numbers are finite")
  func flips() throws {
    let bytes = try Self.good().encoded()
    try withModelFolder { folder in
      let url = folder.appendingPathComponent("flipped.safetensors")
      for i in bytes.indices {
        var changed = bytes
        changed[i] ^= UInt8(1 << (i % 8))
        try changed.write(to: url)
        do throws(ModelFileError) {
          let model = try SurrogateModel(contentsOf: url)
          #expect(model.members.allSatisfy { $0.allSatisfy(\.isFinite) })
        } catch {
          if case .storage = error.kind { Issue.record("byte \(i): \(error)") }
        }
      }
    }
  }

  @Test("what is no regular file")
  func notFiles() throws {
    for path in ["/dev/zero", "/tmp", "/nowhere/at/all"] {
      let error = #expect(throws: ModelFileError.self) {
        try SurrogateModel(contentsOf: URL(fileURLWithPath: path))
      }
      guard case .storage(let storage)? = error?.kind else {
        Issue.record("\(path): \(String(describing: error))")
        continue
      }
      #expect(storage.path == path && storage.hint != nil)
    }
  }
}
