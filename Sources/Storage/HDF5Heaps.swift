/// The names of the members of a group.
struct HDF5LocalHeap {
  typealias Damage = HDF5Structure.Damage

  /// The longest names of a group, together.
  private static let largest = 64 << 20
  private let names: [UInt8]

  init(at address: Int, in source: HDF5Bytes) throws(Damage) {
    var block = try source.block(at: address, count: 32, "a heap")
    try block.expect([0x48, 0x45, 0x41, 0x50, 0, 0, 0, 0], "heaps")
    let size = try block.count()
    let free = try block.u64()
    let data = try block.count()
    guard size <= Self.largest else { throw Damage(reason: "a heap of \(size) bytes") }
    var content = try source.block(at: data, count: size, "a heap")
    names = [UInt8](try content.take(size))
    try checkFree(free)
  }

  /// The list of free blocks has each its place in the heap, and an end.
  private func checkFree(_ first: UInt64) throws(Damage) {
    var next = first
    // 1 ends the list; a block has 16 bytes at least, so a longer list has a cycle.
    for _ in 0...(names.count / 16) {
      if next == 1 || next == HDF5Structure.none { return }
      guard let offset = Int(exactly: next), offset % 8 == 0, offset <= names.count - 16 else {
        break
      }
      var block = HDF5Block(names[offset..<(offset + 16)])
      next = try block.u64()
      guard let size = Int(exactly: try block.u64()), size >= 16, size <= names.count - offset
      else {
        break
      }
    }
    throw Damage(reason: "a heap with a wrong list of free blocks")
  }

  /// Checks that a name is in the heap; that of a link has a character at least and no slash.
  func check(nameAt offset: Int, isLink: Bool = false) throws(Damage) {
    guard offset < names.count, let end = names[offset...].firstIndex(of: 0),
      !isLink || (end > offset && !names[offset..<end].contains(UInt8(ascii: "/")))
    else { throw Damage(reason: "a name outside of its heap") }
  }
}

/// A collection of texts of any lengths.
enum HDF5Collection {
  /// The sizes of its texts by their indices.
  static func sizes(
    at address: Int, in source: HDF5Bytes
  ) throws(HDF5Structure.Damage) -> [Int: Int] {
    var head = try source.block(at: address, count: 16, "a collection of texts")
    try head.expect([0x47, 0x43, 0x4F, 0x4C, 1, 0, 0, 0], "collections of texts")
    let size = try head.count()
    guard size >= 4096 else { throw HDF5Structure.Damage(reason: "a collection of \(size) bytes") }
    var block = try source.block(at: address + 16, count: size - 16, "a collection of texts")
    var sizes: [Int: Int] = [:]
    while block.remaining >= 16 {
      let index = Int(try block.u16())
      _ = try block.take(6)
      let length = try block.count()
      if index == 0 {
        // Free to the end, its own header included.
        guard length == 0 || length == block.remaining + 16 else { break }
        return sizes
      }
      _ = try block.take((length + 7) & ~7)
      guard sizes.updateValue(length, forKey: index) == nil else { break }
    }
    guard block.remaining < 16 else {
      throw HDF5Structure.Damage(reason: "a collection of texts that do not fit")
    }
    return sizes
  }
}
