import Foundation

/// The bytes of an HDF5 file.
struct HDF5Bytes {
  typealias Damage = HDF5Structure.Damage

  private let image: Data

  init(_ image: Data) { self.image = image }

  var size: Int { image.count }

  /// Some bytes, which must all be in the file.
  func block(at offset: Int, count: Int, _ what: String) throws(Damage) -> HDF5Block {
    try check(offset: offset, count: count, what)
    let start = image.startIndex + offset
    return HDF5Block([UInt8](image[start..<(start + count)]))
  }

  /// Checks that some bytes are in the file, without reading them.
  func check(offset: Int, count: Int, _ what: String) throws(Damage) {
    let (end, overflows) = offset.addingReportingOverflow(count)
    guard offset >= 0, count >= 0, !overflows, end <= size else {
      throw Damage(reason: "\(what) is not inside the file")
    }
  }
}

/// Bytes that are read from the first to the last; little-endian.
struct HDF5Block {
  typealias Damage = HDF5Structure.Damage

  private let bytes: ArraySlice<UInt8>
  private var next: Int

  init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    next = bytes.startIndex
  }

  /// The bytes that are left.
  var remaining: Int { bytes.endIndex - next }

  /// The next `count` bytes.
  mutating func take(_ count: Int) throws(Damage) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw Damage(reason: "a part that ends too early") }
    defer { next += count }
    return bytes[next..<(next + count)]
  }

  mutating func u8() throws(Damage) -> UInt8 { UInt8(try number(1)) }
  mutating func u16() throws(Damage) -> UInt16 { UInt16(try number(2)) }
  mutating func u32() throws(Damage) -> UInt32 { UInt32(try number(4)) }
  mutating func u64() throws(Damage) -> UInt64 { try number(8) }

  /// An address or a size, small enough to be added to another.
  mutating func count() throws(Damage) -> Int {
    guard let value = Int(exactly: try u64()), value < 1 << 60 else {
      throw Damage(reason: "an address or size outside of every file")
    }
    return value
  }

  private mutating func number(_ width: Int) throws(Damage) -> UInt64 {
    try take(width).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Checks that certain bytes come next.
  mutating func expect(_ expected: [UInt8], _ what: String) throws(Damage) {
    guard try take(expected.count).elementsEqual(expected) else {
      throw Damage(reason: "it has not the \(what) of files of this program")
    }
  }

  /// The header of a tree's node: its level and its entries.
  mutating func treeHeader(
    kind: UInt8, expected: Int?, most: Int
  ) throws(Damage) -> (level: Int, entries: Int) {
    try expect([0x54, 0x52, 0x45, 0x45, kind], "trees")
    let level = Int(try u8())
    let entries = Int(try u16())
    // Siblings: nothing is reached through them.
    _ = try take(16)
    guard entries <= most, level <= HDF5Structure.highestLevel, expected ?? level == level else {
      throw Damage(reason: "a node of level \(level) with \(entries) members")
    }
    return (level, entries)
  }
}
