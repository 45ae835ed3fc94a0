import CHDF5
import Foundation

/// An array read from a file: its elements in row-major order and its extents.
public struct HDF5Array<Element: Sendable & Equatable>: Sendable, Equatable {
  /// The elements, row-major.
  public let values: [Element]
  /// The extents; empty for a scalar.
  public let shape: [Int]
}

extension HDF5File {
  /// Reads real numbers; integers on disk are converted.
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when there is no such array of numbers.
  public func readDoubles(_ location: String) throws(StorageError) -> HDF5Array<Double> {
    try read(location, as: ch5_native_double(), classes: [H5T_FLOAT, H5T_INTEGER], filling: 0)
  }

  /// Reads integers.
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when there is no such array of integers.
  public func readInts(_ location: String) throws(StorageError) -> HDF5Array<Int> {
    let array = try read(
      location, as: ch5_native_int64(), classes: [H5T_INTEGER], filling: Int64(0))
    return HDF5Array(values: array.values.map { Int($0) }, shape: array.shape)
  }

  /// Reads texts, of variable or of fixed length.
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when there is no such array of texts.
  public func readStrings(_ location: String) throws(StorageError) -> HDF5Array<String> {
    try reading(location, classes: [H5T_STRING]) { dataset, space, shape in
      let type = ch5_string_type()
      defer { H5Tclose(type) }
      var pointers = [UnsafeMutablePointer<CChar>?](repeating: nil, count: shape.reduce(1, *))
      guard
        pointers.isEmpty
          || Self.get(dataset, type, &pointers) >= 0
      else { return nil as HDF5Array<String>? }
      let values = pointers.map { $0.map { String(cString: $0) } ?? "" }
      H5Dvlen_reclaim(type, space, ch5_default(), &pointers)
      return HDF5Array(values: values, shape: shape)
    }
  }

  /// The texts attached to an array or a group (`/` for the file itself).
  ///
  /// - Throws: a `StorageError` of kind `noSuchData` when the object does not exist.
  public func attributes(at location: String) throws(StorageError) -> [String: String] {
    guard contains(location) else { throw missing(location) }
    return HDF5Library.locked {
      let object = H5Oopen(handle, location, ch5_default())
      guard object >= 0 else { return [:] }
      defer { H5Oclose(object) }
      var result: [String: String] = [:]
      for index in 0..<hsize_t(max(0, H5Aget_num_attrs(object))) {
        let attribute = H5Aopen_by_idx(
          object, ".", H5_INDEX_NAME, H5_ITER_INC, index, ch5_default(), ch5_default())
        guard attribute >= 0 else { continue }
        defer { H5Aclose(attribute) }
        guard let value = Self.text(of: attribute) else { continue }
        result[Self.name { H5Aget_name(attribute, $1, $0) }] = value
      }
      return result
    }
  }

  /// The names directly inside a group, in alphabetical order; empty when there is no such group.
  public func list(_ group: String = "/") -> [String] {
    guard contains(group) else { return [] }
    return HDF5Library.locked {
      let opened = H5Gopen2(handle, group, ch5_default())
      guard opened >= 0 else { return [] }
      defer { H5Gclose(opened) }
      var information = H5G_info_t()
      guard H5Gget_info(opened, &information) >= 0 else { return [] }
      return (0..<information.nlinks).map { index in
        Self.name {
          H5Lget_name_by_idx(
            opened, ".", H5_INDEX_NAME, H5_ITER_INC, index, $0, $1, ch5_default())
        }
      }
    }
  }

  /// Whether an array or a group exists.
  public func contains(_ location: String) -> Bool {
    HDF5Library.locked {
      // H5Lexists fails, rather than answering no, when a group on the way is missing.
      var prefix = ""
      for part in location.split(separator: "/") {
        prefix += "/\(part)"
        if H5Lexists(handle, prefix, ch5_default()) <= 0 { return false }
      }
      return true
    }
  }

  // MARK: - Helpers

  private static func get(
    _ dataset: hid_t, _ type: hid_t, _ memory: UnsafeMutableRawPointer
  ) -> herr_t {
    H5Dread(dataset, type, ch5_all(), ch5_all(), ch5_default(), memory)
  }

  private func read<T: BitwiseCopyable>(
    _ location: String, as type: hid_t, classes: [H5T_class_t], filling: T
  ) throws(StorageError) -> HDF5Array<T> {
    try reading(location, classes: classes) { dataset, _, shape in
      var values = [T](repeating: filling, count: shape.reduce(1, *))
      guard
        values.isEmpty || Self.get(dataset, type, &values) >= 0
      else { return nil as HDF5Array<T>? }
      return HDF5Array(values: values, shape: shape)
    }
  }

  private func reading<T>(
    _ location: String, classes: [H5T_class_t],
    _ body: (_ dataset: hid_t, _ space: hid_t, _ shape: [Int]) -> HDF5Array<T>?
  ) throws(StorageError) -> HDF5Array<T> {
    guard contains(location) else { throw missing(location) }
    let fits = HDF5Library.locked {
      let dataset = H5Dopen2(handle, location, ch5_default())
      guard dataset >= 0 else { return false }
      defer { H5Dclose(dataset) }
      let type = H5Dget_type(dataset)
      defer { H5Tclose(type) }
      return classes.contains(H5Tget_class(type))
    }
    guard fits else {
      throw StorageError(
        kind: .noSuchData, path: path, operation: "read",
        reason: "'\(location)' is not an array of the needed type")
    }
    return try HDF5Library.attempt("read", path: path, object: location) {
      let dataset = H5Dopen2(handle, location, ch5_default())
      guard dataset >= 0 else { return nil as HDF5Array<T>? }
      defer { H5Dclose(dataset) }
      let space = H5Dget_space(dataset)
      defer { H5Sclose(space) }
      var extents = [hsize_t](repeating: 0, count: Int(max(0, H5Sget_simple_extent_ndims(space))))
      H5Sget_simple_extent_dims(space, &extents, nil)
      guard Self.isCredible(extents, dataset) else { return nil }
      let shape = extents.compactMap { Int(exactly: $0) }
      return shape.count == extents.count ? body(dataset, space, shape) : nil
    }
  }

  /// Whether an array can have as many elements as it claims, given the bytes that it takes in the file: a few
  /// wrong bytes must not make the reader ask for all memory.
  private static func isCredible(_ extents: [hsize_t], _ dataset: hid_t) -> Bool {
    let type = H5Dget_type(dataset)
    defer { H5Tclose(type) }
    var bytes = hsize_t(max(H5Tget_size(type), 1))
    for extent in extents {
      let (product, overflows) = bytes.multipliedReportingOverflow(by: extent)
      guard !overflows else { return false }
      bytes = product
    }
    // Deflate packs up to 1032 bytes into one.
    let (most, overflows) = H5Dget_storage_size(dataset).multipliedReportingOverflow(by: 1032)
    return overflows || bytes <= most
  }

  func missing(_ location: String) -> StorageError {
    StorageError(
      kind: .noSuchData, path: path, operation: "read", reason: "it has no '\(location)'",
      hint: "the file may come from another version")
  }

  private static func text(of attribute: hid_t) -> String? {
    let stored = H5Aget_type(attribute)
    defer { H5Tclose(stored) }
    guard H5Tget_class(stored) == H5T_STRING else { return nil }
    let space = H5Aget_space(attribute)
    defer { H5Sclose(space) }
    guard H5Sget_simple_extent_npoints(space) == 1 else { return nil }
    let type = ch5_string_type()
    defer { H5Tclose(type) }
    var pointer: UnsafeMutablePointer<CChar>?
    guard H5Aread(attribute, type, &pointer) >= 0, let text = pointer else { return nil }
    defer { H5Dvlen_reclaim(type, space, ch5_default(), &pointer) }
    return String(cString: text)
  }

  /// Asks for a name twice: for its length, then for its text.
  private static func name(_ get: (UnsafeMutablePointer<CChar>?, Int) -> Int) -> String {
    let length = max(0, get(nil, 0))
    var buffer = [CChar](repeating: 0, count: length + 1)
    _ = buffer.withUnsafeMutableBufferPointer { get($0.baseAddress, $0.count) }
    return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
