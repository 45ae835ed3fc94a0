/// The header of an object: a group, or an array.
struct HDF5Messages {
  typealias Damage = HDF5Structure.Damage

  /// Tree and heap of a group.
  private(set) var group: (tree: Int, heap: Int)?
  /// What is said of an array, when all of it is there.
  private(set) var array: HDF5ArrayMessages?
  /// The references to the texts of attributes.
  private(set) var attributes: [HDF5Block] = []

  /// Reads the messages of a header and checks each.
  init(at address: Int, in source: HDF5Bytes) throws(Damage) {
    var head = try source.block(at: address, count: 16, "an object")
    try head.expect([1, 0], "objects")
    let count = Int(try head.u16())
    try head.expect([1, 0, 0, 0], "objects with one name")
    let size = Int(try head.u32())
    var parts = [(address: address + 16, size: size)]
    var kinds: [UInt16: HDF5Block] = [:]
    var found = 0
    while let part = parts.popLast() {
      // Longer ones than any that attributes of texts make.
      guard part.size <= 16 << 20 else { throw Damage(reason: "a header of \(part.size) bytes") }
      var block = try source.block(at: part.address, count: part.size, "an object")
      while block.remaining > 0 {
        found += 1
        let kind = try block.u16()
        let length = Int(try block.u16())
        // Constant, or not to be shared; nothing else.
        guard try block.u8() & ~0x05 == 0, length % 8 == 0, found <= count else {
          throw Damage(reason: "a message of kind \(kind) that this program does not write")
        }
        _ = try block.take(3)
        var body = HDF5Block(try block.take(length))
        switch kind {
        case 0x00: break
        case 0x10: parts.append((try body.count(), try body.count()))
        case 0x0C: attributes.append(try Self.attribute(&body))
        case 0x01, 0x03, 0x05, 0x08, 0x0B, 0x11:
          guard kinds.updateValue(body, forKey: kind) == nil else {
            throw Damage(reason: "two messages of kind \(kind)")
          }
        default: throw Damage(reason: "a message of kind \(kind) that this program does not write")
        }
      }
    }
    guard found == count else {
      throw Damage(reason: "an object with \(found) of \(count) messages")
    }
    if var table = kinds.removeValue(forKey: 0x11) {
      guard kinds.isEmpty else { throw Damage(reason: "a group that is an array too") }
      group = (try table.count(), try table.count())
    } else {
      array = try HDF5ArrayMessages(kinds)
    }
  }

  /// An attribute of one text: its name, its type, its space of one element, and the reference.
  private static func attribute(_ body: inout HDF5Block) throws(Damage) -> HDF5Block {
    try body.expect([1, 0], "attributes")
    let (name, type, space) = (Int(try body.u16()), Int(try body.u16()), Int(try body.u16()))
    let text = try body.take((name + 7) & ~7).prefix(name)
    guard text.last == 0, text.first != 0 else {
      throw Damage(reason: "an attribute without a name")
    }
    var typeBody = HDF5Block(try body.take((type + 7) & ~7).prefix(type))
    var spaceBody = HDF5Block(try body.take((space + 7) & ~7).prefix(space))
    guard try HDF5ArrayMessages.element(&typeBody) == .text,
      try HDF5ArrayMessages.extents(&spaceBody).isEmpty
    else { throw Damage(reason: "an attribute that is not one text") }
    return HDF5Block(try body.take(16))
  }
}
