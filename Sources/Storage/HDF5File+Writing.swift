import CHDF5
import Foundation

extension HDF5File {
  /// Writes real numbers as little-endian doubles.
  ///
  /// - Parameters:
  ///   - values: the elements, row-major.
  ///   - shape: the extents; their product is the number of elements. Nil: one dimension.
  ///   - location: the absolute path of the new array.
  ///   - attributes: texts attached to it.
  /// - Throws: a `StorageError`, for instance when the array exists already.
  public func write(
    _ values: [Double], shape: [Int]? = nil, at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    let shape = checkedShape(shape, count: values.count)
    try attempt("write", location) {
      values.withUnsafeBufferPointer {
        store(
          $0.baseAddress, as: ch5_native_double(), onDisk: ch5_little_double(), shape: shape,
          at: location)
      }
    }
    try setAttributes(attributes, at: location)
  }

  /// Writes integers as little-endian 64-bit numbers; see the version for real numbers.
  public func write(
    _ values: [Int], shape: [Int]? = nil, at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    let shape = checkedShape(shape, count: values.count)
    try attempt("write", location) {
      values.map(Int64.init).withUnsafeBufferPointer {
        store(
          $0.baseAddress, as: ch5_native_int64(), onDisk: ch5_little_int64(), shape: shape,
          at: location)
      }
    }
    try setAttributes(attributes, at: location)
  }

  /// Writes texts as variable-length UTF-8 strings in one dimension.
  public func write(
    _ values: [String], at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    try attempt("write", location) {
      let type = ch5_string_type()
      defer { H5Tclose(type) }
      let pointers = values.map { strdup($0) }
      defer { pointers.forEach { free($0) } }
      return pointers.withUnsafeBufferPointer {
        store($0.baseAddress, as: type, onDisk: type, shape: [values.count], at: location)
      }
    }
    try setAttributes(attributes, at: location)
  }

  /// Creates a group and those above it; nothing happens when it exists.
  public func createGroup(_ location: String) throws(StorageError) {
    if contains(location) { return }
    try attempt("create group in", location) {
      let links = ch5_link_creation_list()
      defer { H5Pclose(links) }
      let group = H5Gcreate2(handle, location, links, ch5_default(), ch5_default())
      guard group >= 0 else { return false }
      return H5Gclose(group) >= 0
    }
  }

  /// Attaches texts to an array or a group (`/` for the file itself).
  public func setAttributes(
    _ attributes: [String: String], at location: String
  ) throws(StorageError) {
    // Sorted, so that equal contents give equal files.
    for (name, value) in attributes.sorted(by: { $0.key < $1.key }) {
      try attempt("write attribute '\(name)' in", location) {
        storeAttribute(name, value, at: location)
      }
    }
  }

  // MARK: - Inside the library's lock

  private func store(
    _ values: UnsafeRawPointer?, as type: hid_t, onDisk stored: hid_t, shape: [Int],
    at location: String
  ) -> Bool {
    let extents = shape.map { hsize_t($0) }
    let space = H5Screate_simple(Int32(extents.count), extents, nil)
    guard space >= 0 else { return false }
    defer { H5Sclose(space) }
    let links = ch5_link_creation_list()
    defer { H5Pclose(links) }
    let creation = ch5_dataset_creation_list()
    defer { H5Pclose(creation) }
    let count = shape.reduce(1, *)
    if compresses, count >= Self.compressionThreshold,
      H5Zfilter_avail(H5Z_FILTER_DEFLATE) > 0
    {
      let chunk = Self.chunk(of: shape).map { hsize_t($0) }
      H5Pset_chunk(creation, Int32(chunk.count), chunk)
      H5Pset_shuffle(creation)
      H5Pset_deflate(creation, 4)
    }
    let dataset = H5Dcreate2(handle, location, stored, space, links, creation, ch5_default())
    guard dataset >= 0 else { return false }
    let written =
      count == 0 || H5Dwrite(dataset, type, ch5_all(), ch5_all(), ch5_default(), values) >= 0
    return H5Dclose(dataset) >= 0 && written
  }

  private func storeAttribute(_ name: String, _ value: String, at location: String) -> Bool {
    let type = ch5_string_type()
    defer { H5Tclose(type) }
    let space = ch5_scalar_space()
    defer { H5Sclose(space) }
    let attribute = H5Acreate_by_name(
      handle, location, name, type, space, ch5_default(), ch5_default(), ch5_default())
    guard attribute >= 0 else { return false }
    let written = value.withCString { text in
      withUnsafePointer(to: text) { H5Awrite(attribute, type, $0) >= 0 }
    }
    return H5Aclose(attribute) >= 0 && written
  }

  /// Halves the longest extents until a chunk has at most 2¹⁶ elements.
  static func chunk(of shape: [Int]) -> [Int] {
    var chunk = shape
    while chunk.reduce(1, *) > 1 << 16 {
      guard let longest = chunk.indices.max(by: { chunk[$0] < chunk[$1] }) else { break }
      chunk[longest] = (chunk[longest] + 1) / 2
    }
    return chunk
  }

  private func checkedShape(_ shape: [Int]?, count: Int) -> [Int] {
    let shape = shape ?? [count]
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count,
      "an array's shape must hold its elements")
    return shape
  }

  private func attempt(
    _ operation: String, _ location: String, _ body: () -> Bool
  ) throws(StorageError) {
    try HDF5Library.attempt(operation, path: path, object: location) { body() ? () : nil }
  }
}
