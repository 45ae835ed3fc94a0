extension SafetensorsHeader {
  /// Checks that the tensors are of 32-bit floats and fill the data section without gaps or
  /// overlaps.
  ///
  /// - Parameters:
  ///   - available: the bytes of the file after the header.
  ///   - path: the file, for the message.
  /// - Throws: `ModelFileError` for the first tensor, in the order of the offsets, that is wrong.
  func check(available: Int, path: String) throws(ModelFileError) {
    var end = 0
    let ordered = entries.sorted { a, b in
      (a.value.dataOffsets.first ?? 0, a.value.dataOffsets.last ?? 0, a.key)
        < (b.value.dataOffsets.first ?? 0, b.value.dataOffsets.last ?? 0, b.key)
    }
    for (name, entry) in ordered {
      let range = try entry.bytes(name: name, path: path)
      guard range.lowerBound == end else {
        let isOverlap = range.lowerBound < end
        throw ModelFileError(
          isOverlap ? .overlap : .gap, path: path, place: Self.place(name),
          found: "starts at byte \(range.lowerBound) of the data",
          expected: "byte \(end), where the tensor before it ends")
      }
      end = range.upperBound
    }
    guard end == available else {
      throw ModelFileError(
        end > available ? .truncated : .trailingBytes, path: path, place: "data",
        found: "has \(available) bytes", expected: "\(end), as the header says")
    }
  }

  /// How messages name a tensor; a long name from elsewhere is cut.
  static func place(_ name: String) -> String { "tensor '\(name.prefix(100))'" }

  /// How messages show a list of numbers; a long one is cut.
  static func list(_ numbers: [Int]) -> String {
    numbers.count <= 8 ? "\(numbers)" : "\(numbers.prefix(8).map { $0 }) and more"
  }
}

extension SafetensorsHeader.Entry {
  /// The bytes of the tensor in the data section.
  ///
  /// - Throws: `ModelFileError` when the type is not F32, or offsets and shape do not fit.
  fileprivate func bytes(name: String, path: String) throws(ModelFileError) -> Range<Int> {
    let place = SafetensorsHeader.place(name)
    guard dtype == "F32" else {
      throw ModelFileError(
        .wrongType, path: path, place: place, found: "has dtype \(dtype.prefix(100))",
        expected: "F32")
    }
    guard dataOffsets.count == 2, dataOffsets[0] >= 0, dataOffsets[0] <= dataOffsets[1] else {
      throw ModelFileError(
        .badOffsets, path: path, place: place,
        found: "has data_offsets \(SafetensorsHeader.list(dataOffsets))",
        expected: "a begin ≥ 0 and an end not below it")
    }
    let length = dataOffsets[1] - dataOffsets[0]
    guard length == byteCount else {
      throw ModelFileError(
        .badOffsets, path: path, place: place,
        found: "has \(length) bytes for the shape \(SafetensorsHeader.list(shape))",
        expected: "4 bytes for each element")
    }
    return dataOffsets[0]..<dataOffsets[1]
  }

  /// 4 · the product of the shape, or nil when an extent is negative or the product overflows.
  private var byteCount: Int? {
    var product = 4
    for extent in shape {
      let (next, overflows) = product.multipliedReportingOverflow(by: extent)
      guard extent >= 0, !overflows else { return nil }
      product = next
    }
    return product
  }
}
