/// Messages in the wire format of Protocol Buffers taken apart: the fields in their order. Nil for
/// what is no message.
struct ProtobufReader {
  /// The content of one field.
  enum Content: Equatable {
    case integer(Int)
    case bytes([UInt8])
    case fixed32(UInt32)
  }

  /// Field numbers and contents.
  let fields: [(number: Int, content: Content)]

  init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    var fields: [(number: Int, content: Content)] = []
    func varint() -> UInt64? {
      var value: UInt64 = 0
      for shift in stride(from: UInt64(0), to: 70, by: 7) {
        guard let byte = rest.popFirst() else { return nil }
        value |= UInt64(byte & 0x7f) << shift
        if byte < 0x80 { return value }
      }
      return nil
    }
    while !rest.isEmpty {
      guard let tag = varint() else { return nil }
      let number = Int(tag >> 3)
      switch tag & 7 {
      case 0:
        guard let value = varint() else { return nil }
        fields.append((number, .integer(Int(Int64(bitPattern: value)))))
      case 2:
        guard let count = varint(), count <= UInt64(rest.count) else { return nil }
        fields.append((number, .bytes(Array(rest.prefix(Int(count))))))
        rest = rest.dropFirst(Int(count))
      case 5:
        guard rest.count >= 4 else { return nil }
        let bits = rest.prefix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        fields.append((number, .fixed32(bits)))
        rest = rest.dropFirst(4)
      default: return nil
      }
    }
    self.fields = fields
  }

  /// The integers of a field.
  func integers(_ number: Int) -> [Int] {
    fields.compactMap {
      if case .integer(let value) = $0.content, $0.number == number { value } else { nil }
    }
  }

  /// The byte strings of a field.
  func bytes(_ number: Int) -> [[UInt8]] {
    fields.compactMap {
      if case .bytes(let value) = $0.content, $0.number == number { value } else { nil }
    }
  }

  /// The texts of a field.
  func strings(_ number: Int) -> [String] {
    bytes(number).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The messages of a field; those that are none are left out.
  func messages(_ number: Int) -> [ProtobufReader] {
    bytes(number).compactMap { ProtobufReader($0) }
  }
}
