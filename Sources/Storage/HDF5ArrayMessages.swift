/// What the header of an array says: its elements, its extents, and where they are.
struct HDF5ArrayMessages {
  typealias Damage = HDF5Structure.Damage

  /// The types that this program writes.
  enum Element {
    case double, integer, text

    /// Bytes of an element in the file.
    var size: Int { self == .text ? 16 : 8 }
  }

  let element: Element
  let extents: [Int]
  /// The number of elements.
  let count: Int
  /// Where the elements are, or the tree of the chunks; nil where there are none.
  let address: Int?
  /// The extents of a chunk; nil for elements in one piece.
  private(set) var chunk: [Int]?
  private let isCompressed: Bool

  /// From the messages by their kinds.
  init(_ messages: [UInt16: HDF5Block]) throws(Damage) {
    guard var space = messages[0x01], var type = messages[0x03], var layout = messages[0x08] else {
      throw Damage(reason: "an object that is neither group nor array")
    }
    extents = try Self.extents(&space)
    element = try Self.element(&type)
    var product = 1
    for extent in extents {
      let (next, overflows) = product.multipliedReportingOverflow(by: extent)
      guard !overflows, next < 1 << 48 else { throw Damage(reason: "an array of \(extents)") }
      product = next
    }
    count = product
    if var filters = messages[0x0B] {
      try Self.checkFilters(&filters, element)
      isCompressed = true
    } else {
      isCompressed = false
    }
    if var fill = messages[0x05] {
      // No value of its own for elements that were not written.
      _ = try fill.take(3)
      let isDefined = try fill.u8() != 0
      let size = isDefined ? try fill.u32() : 0
      guard size == 0 else { throw Damage(reason: "a value to fill with") }
    }
    switch (try layout.u8(), try layout.u8()) {
    case (3, 1):
      let place = try layout.u64()
      address = place == HDF5Structure.none ? nil : Int(exactly: place)
      guard try layout.count() == count * element.size, address != nil || count == 0, !isCompressed
      else { throw Damage(reason: "an array of \(extents) without all of its elements") }
    case (3, 2):
      let rank = Int(try layout.u8()) - 1
      let place = try layout.u64()
      var chunk: [Int] = []
      for _ in 0..<max(rank, 0) { chunk.append(Int(try layout.u32())) }
      guard rank == extents.count, rank > 0, try Int(layout.u32()) == element.size,
        place != HDF5Structure.none,
        zip(chunk, extents).allSatisfy({ (1...max(1, $1)).contains($0) })
      else { throw Damage(reason: "an array of \(extents) in chunks of \(chunk)") }
      address = Int(exactly: place)
      self.chunk = chunk
      // Extents are below 2⁴⁸ together, and chunks are not larger.
      guard chunk.reduce(element.size, *) <= HDF5Structure.largestChunk, element != .text else {
        throw Damage(reason: "an array in chunks of \(chunk)")
      }
    default: throw Damage(reason: "an array with a layout that this program does not write")
    }
  }

  /// The extents of an array; none for a single element.
  static func extents(_ body: inout HDF5Block) throws(Damage) -> [Int] {
    try body.expect([1], "spaces")
    let rank = Int(try body.u8())
    let hasMost = try body.u8()
    _ = try body.take(5)
    guard rank <= 8, hasMost <= 1 else { throw Damage(reason: "an array of rank \(rank)") }
    var extents: [Int] = []
    for _ in 0..<rank { extents.append(try body.count()) }
    // The most extents that it could grow to: those that it has.
    if hasMost == 1 {
      for extent in extents {
        guard try body.u64() == UInt64(extent) else { throw Damage(reason: "an array that grows") }
      }
    }
    return extents
  }

  /// The type of the elements: one of three, to the byte.
  static func element(_ body: inout HDF5Block) throws(Damage) -> Element {
    let bytes = try body.take(body.remaining)
    for (element, encoding) in encodings where bytes.starts(with: encoding) {
      if bytes.dropFirst(encoding.count).allSatisfy({ $0 == 0 }) { return element }
    }
    throw Damage(reason: "elements of a type that this program does not write")
  }

  /// IEEE doubles, two's complement, and texts of bytes that end with a zero, in UTF-8; all little-endian.
  private static let encodings: [(Element, [UInt8])] = [
    (
      .double,
      [0x11, 0x20, 0x3F, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0]
    ),
    (.integer, [0x10, 8, 0, 0, 8, 0, 0, 0, 0, 0, 64, 0]),
    (.text, [0x19, 1, 1, 0, 16, 0, 0, 0, 0x10, 0, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]),
  ]

  /// Shuffled by the size of the elements, then deflated.
  private static func checkFilters(_ body: inout HDF5Block, _ element: Element) throws(Damage) {
    try body.expect([1, 2, 0, 0, 0, 0, 0, 0], "filters")
    for (identifier, values) in [(2, element.size...element.size), (1, 0...9)] {
      let found = Int(try body.u16())
      let name = Int(try body.u16())
      _ = try body.u16()
      guard found == identifier, name % 8 == 0, name <= 64, try body.u16() == 1,
        try body.take(name).last ?? 0 == 0, values.contains(Int(try body.u32())),
        try body.u32() == 0
      else { throw Damage(reason: "a filter that this program does not use") }
    }
  }

  // MARK: - Storage

  /// Checks that the elements are in the file.
  ///
  /// - Returns: the tree of the chunks, where there is one.
  func checkStorage(in source: HDF5Bytes) throws(Damage) -> Int? {
    if chunk != nil { return address }
    if let address { try source.check(offset: address, count: count * element.size, "an array") }
    return nil
  }

  /// The number of chunks.
  var chunkCount: Int {
    zip(extents, chunk ?? extents).reduce(1) { $0 * (($1.0 + $1.1 - 1) / max(1, $1.1)) }
  }

  /// Reads the place of a chunk from a key and checks that it is one; the last key of a node bounds the others.
  func check(offset block: inout HDF5Block, isLast: Bool) throws(Damage) {
    for (extent, width) in zip(extents, chunk ?? []) {
      let offset = try block.count()
      guard offset % width == 0, isLast || offset < extent else {
        throw Damage(reason: "a chunk beside its array")
      }
    }
    let rest = try block.u64()
    guard rest == 0 || isLast && rest == UInt64(element.size) else {
      throw Damage(reason: "a part of a chunk")
    }
  }

  /// Checks that a chunk is in the file and holds as many bytes as its extents say.
  func checkChunk(at address: Int, bytes: Int, in source: HDF5Bytes) throws(Damage) {
    let full = (chunk ?? []).reduce(element.size, *)
    guard isCompressed else {
      guard bytes == full else { throw Damage(reason: "a chunk of \(bytes) bytes") }
      return try source.check(offset: address, count: bytes, "a chunk")
    }
    // What cannot be compressed grows by a little.
    guard bytes <= full + full / 100 + 64 else { throw Damage(reason: "a chunk of \(bytes) bytes") }
    var block = try source.block(at: address, count: bytes, "a chunk")
    guard Inflation.length(of: [UInt8](try block.take(bytes)), atMost: full) == full else {
      throw Damage(reason: "a chunk that is not as long as it says")
    }
  }
}
