import CHDF5

/// Reading parts of arrays, so that those in a file opened with `inMemory: false` may exceed
/// memory.
extension HDF5File {
  /// The extents of an array; empty for a scalar.
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when there is no such array.
  public func shape(of location: String) throws(StorageError) -> [Int] {
    try examining(location) { _, _, extents in extents.map { Int($0) } }
  }

  /// The rows of one chunk of an array, which are read and unpacked together; nil where it has no
  /// chunks.
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when there is no such array.
  public func chunkRows(of location: String) throws(StorageError) -> Int? {
    let rows = try examining(location) { dataset, _, extents -> Int? in
      let creation = H5Dget_create_plist(dataset)
      guard creation >= 0 else { return nil }
      defer { H5Pclose(creation) }
      guard H5Pget_layout(creation) == H5D_CHUNKED, !extents.isEmpty else { return 0 }
      var chunk = [hsize_t](repeating: 0, count: extents.count)
      guard H5Pget_chunk(creation, Int32(chunk.count), &chunk) >= 0 else { return nil }
      return Int(chunk[0])
    }
    return rows > 0 ? rows : nil
  }

  /// Reads some rows of an array of real numbers: the elements whose first index lies in a range.
  ///
  /// - Parameters:
  ///   - location: the path of the array.
  ///   - rows: the range of the first index.
  ///   - target: overwritten with the elements, row-major; it has exactly their number.
  /// - Throws: a `StorageError`: of kind `noSuchData` when there is no such array of numbers, or it
  ///   has not these rows.
  public func readDoubles(
    _ location: String, rows: Range<Int>, into target: UnsafeMutableBufferPointer<Double>
  ) throws(StorageError) {
    try readRows(
      location, rows, as: ch5_native_double(), classes: [H5T_FLOAT, H5T_INTEGER], target)
  }

  /// Reads some rows of an array of integers; see the version for real numbers.
  ///
  /// - Throws: a `StorageError`, likewise.
  public func readInts(_ location: String, rows: Range<Int>) throws(StorageError) -> [Int] {
    let width = try shape(of: location).dropFirst().reduce(1, *)
    var values = [Int64](repeating: 0, count: max(rows.count * width, 0))
    // The closure form of this call cannot throw a typed error.
    let result = values.withUnsafeMutableBufferPointer { target in
      Result { () throws(StorageError) in
        try readRows(location, rows, as: ch5_native_int64(), classes: [H5T_INTEGER], target)
      }
    }
    try result.get()
    return values.map { Int($0) }
  }

  private func readRows<T: BitwiseCopyable>(
    _ location: String, _ rows: Range<Int>, as type: hid_t, classes: [H5T_class_t],
    _ target: UnsafeMutableBufferPointer<T>
  ) throws(StorageError) {
    let (shape, isOfClass) = try examining(location) { dataset, _, extents in
      let stored = H5Dget_type(dataset)
      defer { H5Tclose(stored) }
      return (extents.map { Int($0) }, classes.contains(H5Tget_class(stored)))
    }
    guard isOfClass, let height = shape.first, rows.lowerBound >= 0, rows.upperBound <= height
    else {
      throw StorageError(
        kind: .noSuchData, path: path, operation: "read",
        reason: "'\(location)' of shape \(shape) has no such rows as \(rows) of the needed type")
    }
    precondition(
      target.count == rows.count * shape.dropFirst().reduce(1, *), "room for exactly these rows")
    guard !target.isEmpty else { return }
    try HDF5Library.attempt("read", path: path, object: location) { () -> Void? in
      let dataset = H5Dopen2(handle, location, ch5_default())
      guard dataset >= 0 else { return nil }
      defer { H5Dclose(dataset) }
      let space = H5Dget_space(dataset)
      defer { H5Sclose(space) }
      var start = [hsize_t](repeating: 0, count: shape.count)
      var count = shape.map { hsize_t($0) }
      start[0] = hsize_t(rows.lowerBound)
      count[0] = hsize_t(rows.count)
      guard H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nil, count, nil) >= 0 else {
        return nil
      }
      let memory = H5Screate_simple(Int32(count.count), count, nil)
      guard memory >= 0 else { return nil }
      defer { H5Sclose(memory) }
      return H5Dread(dataset, type, memory, space, ch5_default(), target.baseAddress) >= 0
        ? () : nil
    }
  }

  private func examining<R>(
    _ location: String, _ body: (_ dataset: hid_t, _ space: hid_t, _ extents: [hsize_t]) -> R?
  ) throws(StorageError) -> R {
    guard contains(location) else { throw missing(location) }
    return try HDF5Library.attempt("read", path: path, object: location) { () -> R? in
      let dataset = H5Dopen2(handle, location, ch5_default())
      guard dataset >= 0 else { return nil }
      defer { H5Dclose(dataset) }
      let space = H5Dget_space(dataset)
      guard space >= 0 else { return nil }
      defer { H5Sclose(space) }
      var extents = [hsize_t](repeating: 0, count: Int(max(0, H5Sget_simple_extent_ndims(space))))
      H5Sget_simple_extent_dims(space, &extents, nil)
      return body(dataset, space, extents)
    }
  }
}
