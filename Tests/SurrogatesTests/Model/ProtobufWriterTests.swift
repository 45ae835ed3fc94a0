import Surrogates
import Testing

/// The bytes are those of the Protocol Buffers documentation, or follow from its rules by hand.
@Suite("Protocol Buffers")
struct ProtobufWriterTests {
  private func bytes(_ body: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    body(&writer)
    return writer.bytes
  }

  @Test("the examples of the documentation")
  func examples() {
    #expect(bytes { $0.integer(1, 150) } == [0x08, 0x96, 0x01])
    #expect(
      bytes { $0.string(2, "testing") } == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    #expect(bytes { $0.message(3) { $0.integer(1, 150) } } == [0x1a, 0x03, 0x08, 0x96, 0x01])
  }

  @Test("the ends of the integers")
  func integers() {
    #expect(bytes { $0.integer(1, 0) } == [0x08, 0x00])
    #expect(bytes { $0.integer(1, 127) } == [0x08, 0x7f])
    #expect(bytes { $0.integer(1, 128) } == [0x08, 0x80, 0x01])
    // A negative int64 has all ten bytes.
    #expect(bytes { $0.integer(1, -1) } == [0x08] + [UInt8](repeating: 0xff, count: 9) + [0x01])
    #expect(
      bytes { $0.integer(1, .max) } == [0x08] + [UInt8](repeating: 0xff, count: 8) + [0x7f])
  }

  @Test("fields above 15 have longer tags, repeated ones a tag for each entry")
  func fields() {
    #expect(bytes { $0.integer(16, 1) } == [0x80, 0x01, 0x01])
    #expect(bytes { $0.integers(8, [1, 2]) } == [0x40, 0x01, 0x40, 0x02])
    #expect(bytes { $0.float(2, 1) } == [0x15, 0x00, 0x00, 0x80, 0x3f])
    #expect(bytes { $0.data(9, []) } == [0x4a, 0x00])
    let long = bytes { $0.data(9, [UInt8](repeating: 7, count: 300)) }
    #expect(long.count == 303 && Array(long[..<3]) == [0x4a, 0xac, 0x02])
  }
}
