/// Checks that a file has the structure of those that this program writes, byte by byte, before the HDF5 library sees it.
///
/// The library trusts what files say of themselves: made-up addresses, sizes and counts have it read and write beyond
/// its memory, and the format has external links, external data files and virtual arrays that open any other file. A
/// file with anything but groups, attributes of one text, and arrays of doubles, 64-bit integers and texts,
/// contiguous or in chunks that are shuffled and deflated, is refused (HDF5 File Format Specification, version 3.0,
/// superblock 0). All addresses are inside the file, everything is met once, so there are no cycles, and all counts
/// fit each other. See docs/hostile-input.md.
///
/// Time and memory are those of the metadata and the compressed chunks, which are unpacked for their length.
struct HDF5Structure {
  /// What is wrong, for ``StorageError/reason``.
  struct Damage: Error {
    let reason: String
  }

  /// No file has more objects; it bounds the time that is spent on one.
  static let mostObjects = 1_000_000
  /// The largest chunk, in bytes; those that are written have half a megabyte.
  static let largestChunk = 4 << 20
  /// The greatest level of a tree: 32¹² members.
  static let highestLevel = 12
  /// What stands for "no address".
  static let none = UInt64.max

  /// A group that is still to be looked at, or an array.
  private struct Pending {
    let header: Int
    /// Tree and heap as the entry of the parent has them, where it has.
    let cached: (tree: Int, heap: Int)?
  }

  let source: HDF5Bytes
  /// Addresses of headers, trees and heaps that have been met.
  private var met: Set<Int> = []
  /// The sizes of texts, by the address of their collection and their index.
  private var texts: [Int: [Int: Int]] = [:]
  private var pending: [Pending] = []

  private init(_ source: HDF5Bytes) { self.source = source }

  /// Checks the bytes of a file.
  static func check(_ source: HDF5Bytes) throws(Damage) {
    var structure = HDF5Structure(source)
    structure.pending.append(try structure.superblock())
    while let next = structure.pending.popLast() { try structure.checkObject(next) }
  }

  /// Notes an address, which must be new.
  private mutating func meet(_ address: Int, _ what: String) throws(Damage) {
    guard met.insert(address).inserted, met.count <= Self.mostObjects else {
      throw Damage(reason: "\(what) at byte \(address) is met twice, or there are too many")
    }
  }

  /// The root of the groups.
  private func superblock() throws(Damage) -> Pending {
    var block = try source.block(at: 0, count: 96, "the superblock")
    try block.expect([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "signature")
    // Versions; sizes of addresses and lengths; half the widths of the trees of groups.
    try block.expect([0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0], "version of the format")
    try block.expect([UInt8](repeating: 0, count: 8), "base address")
    try block.expect([UInt8](repeating: 0xFF, count: 8), "address of the free space")
    let end = try block.count()
    guard end <= source.size else {
      throw Damage(reason: "it was cut off: it has \(source.size) bytes of \(end)")
    }
    try block.expect([UInt8](repeating: 0xFF, count: 8), "address of the driver")
    return try entry(&block).object
  }

  /// A symbol table entry: where the name is in the heap, and the object.
  private func entry(_ block: inout HDF5Block) throws(Damage) -> (name: Int, object: Pending) {
    let name = try block.count()
    let header = try block.count()
    let kind = try block.u32()
    _ = try block.u32()
    let (tree, heap) = (try block.u64(), try block.u64())
    switch kind {
    case 0: return (name, Pending(header: header, cached: nil))
    case 1:
      guard let tree = Int(exactly: tree), let heap = Int(exactly: heap) else { break }
      return (name, Pending(header: header, cached: (tree, heap)))
    default: break
    }
    throw Damage(reason: "a link of kind \(kind), which this program does not write")
  }

  private mutating func checkObject(_ object: Pending) throws(Damage) {
    try meet(object.header, "an object")
    let messages = try HDF5Messages(at: object.header, in: source)
    for attribute in messages.attributes { try checkTexts(in: attribute, count: 1) }
    if let (tree, heap) = messages.group {
      if let cached = object.cached, cached.tree != tree || cached.heap != heap {
        throw Damage(reason: "a group with two contents")
      }
      try checkGroup(tree: tree, heap: heap)
      return
    }
    guard object.cached == nil, let array = messages.array else {
      throw Damage(reason: "the object at byte \(object.header) is neither group nor array")
    }
    if let tree = try array.checkStorage(in: source) { try checkChunks(of: array, tree: tree) }
    if array.element == .text, let address = array.address, array.count > 0 {
      guard array.chunk == nil else { throw Damage(reason: "texts in chunks") }
      // Read in parts, so that memory stays small.
      for start in stride(from: 0, to: array.count, by: 4096) {
        let count = min(4096, array.count - start)
        let block = try source.block(at: address + 16 * start, count: 16 * count, "texts")
        try checkTexts(in: block, count: count)
      }
    }
  }

  // MARK: - Groups

  private mutating func checkGroup(tree: Int, heap: Int) throws(Damage) {
    try meet(heap, "a heap")
    let names = try HDF5LocalHeap(at: heap, in: source)
    var nodes = [(address: tree, level: nil as Int?)]
    while let (address, expected) = nodes.popLast() {
      try meet(address, "a node")
      // 32 children with 33 keys between them.
      var block = try source.block(at: address, count: 24 + 33 * 8 + 32 * 8, "a tree")
      let (level, entries) = try block.treeHeader(kind: 0, expected: expected, most: 32)
      for _ in 0..<entries {
        try names.check(nameAt: try block.count())
        let child = try block.count()
        if level > 0 { nodes.append((child, level - 1)) } else { try checkSymbols(child, names) }
      }
      try names.check(nameAt: try block.count())
    }
  }

  private mutating func checkSymbols(_ address: Int, _ names: HDF5LocalHeap) throws(Damage) {
    try meet(address, "a node")
    var block = try source.block(at: address, count: 8 + 8 * 40, "a symbol table")
    try block.expect([0x53, 0x4E, 0x4F, 0x44, 1, 0], "a symbol table")
    let count = Int(try block.u16())
    guard count <= 8 else { throw Damage(reason: "a symbol table of \(count) entries") }
    for _ in 0..<count {
      let (name, object) = try entry(&block)
      try names.check(nameAt: name, isLink: true)
      pending.append(object)
    }
  }

  // MARK: - Chunks

  private mutating func checkChunks(of array: HDF5ArrayMessages, tree: Int) throws(Damage) {
    guard let chunk = array.chunk else { return }
    var found = 0
    var nodes = [(address: tree, level: nil as Int?)]
    let key = 8 + 8 * (chunk.count + 1)
    while let (address, expected) = nodes.popLast() {
      try meet(address, "a node")
      var block = try source.block(at: address, count: 24 + 65 * key + 64 * 8, "a tree of chunks")
      let (level, entries) = try block.treeHeader(kind: 1, expected: expected, most: 64)
      for index in 0...entries {
        let bytes = Int(try block.u32())
        try block.expect([0, 0, 0, 0], "all filters applied to each chunk")
        try array.check(offset: &block, isLast: index == entries)
        guard index < entries else { break }
        let child = try block.count()
        if level > 0 {
          nodes.append((child, level - 1))
        } else {
          try array.checkChunk(at: child, bytes: bytes, in: source)
          found += 1
        }
      }
    }
    guard found == array.chunkCount else {
      throw Damage(reason: "an array with \(found) of \(array.chunkCount) chunks")
    }
  }

  // MARK: - Texts

  /// Checks references to texts in global heap collections.
  private mutating func checkTexts(in block: HDF5Block, count: Int) throws(Damage) {
    var block = block
    for _ in 0..<count {
      let length = Int(try block.u32())
      let address = try block.u64()
      let index = Int(try block.u32())
      if length == 0, address == 0 { continue }
      guard let place = Int(exactly: address) else { throw Damage(reason: "a text outside") }
      if texts[place] == nil {
        try meet(place, "a collection of texts")
        texts[place] = try HDF5Collection.sizes(at: place, in: source)
      }
      // The library copies what the collection says into room for what the reference says.
      guard texts[place]?[index] == length else {
        throw Damage(reason: "a text that is not as long as it says")
      }
    }
  }
}
