/// Writes messages in the wire format of Protocol Buffers
/// (https://protobuf.dev/programming-guides/encoding): a tag of field number and wire type, then a
/// variable-length integer, four bytes, or a length and that many bytes. Fields appear in the order
/// of the calls.
package struct ProtobufWriter {
  /// The message.
  package private(set) var bytes: [UInt8] = []

  /// An empty message.
  package init() {}

  /// A field of type int32, int64 or an enumeration.
  package mutating func integer(_ field: Int, _ value: Int) {
    tag(field, wireType: 0)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// A repeated field of integers, one entry after the other.
  package mutating func integers(_ field: Int, _ values: [Int]) {
    for value in values { integer(field, value) }
  }

  /// A field of type float.
  package mutating func float(_ field: Int, _ value: Float) {
    tag(field, wireType: 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A field of type string.
  package mutating func string(_ field: Int, _ value: String) { data(field, Array(value.utf8)) }

  /// A field of type bytes.
  package mutating func data(_ field: Int, _ value: [UInt8]) {
    tag(field, wireType: 2)
    varint(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// A field that is a message itself, which `body` writes.
  package mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    data(field, inner.bytes)
  }

  private mutating func tag(_ field: Int, wireType: UInt64) {
    precondition((1..<1 << 29).contains(field), "no such field number")
    varint(UInt64(field) << 3 | wireType)
  }

  /// Seven bits a byte, the lowest first; the top bit of a byte says that more follow.
  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
