extension StateArchive {
  /// Writes the archive into a group of a file: `reals`, `integers` and `texts`, with an array for each name.
  ///
  /// - Throws: a `StorageError`.
  public func write(to file: HDF5File, at group: String) throws(StorageError) {
    try file.createGroup(group)
    for (name, values) in reals.sorted(by: { $0.key < $1.key }) {
      try file.write(values, at: "\(group)/reals/\(name)")
    }
    for (name, values) in integers.sorted(by: { $0.key < $1.key }) {
      try file.write(values, at: "\(group)/integers/\(name)")
    }
    for (name, values) in texts.sorted(by: { $0.key < $1.key }) {
      try file.write(values, at: "\(group)/texts/\(name)")
    }
  }

  /// Reads the archive from a group of a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - group: where the archive is in it.
  ///   - limit: the most elements that an array may have; a file can claim more than it holds.
  /// - Throws: a `StorageError`.
  public init(
    from file: HDF5File, at group: String, limit: Int = 1 << 32
  ) throws(StorageError) {
    self.init()
    func check(_ location: String) throws(StorageError) {
      var count = 1
      for extent in try file.shape(of: location) {
        let (product, overflows) = count.multipliedReportingOverflow(by: max(extent, 0))
        guard !overflows, extent >= 0, product <= limit else {
          throw Self.mismatch("'\(location)' claims more values than the file can hold")
        }
        count = product
      }
    }
    for name in file.list("\(group)/reals") {
      try check("\(group)/reals/\(name)")
      put(try file.readDoubles("\(group)/reals/\(name)").values, as: name)
    }
    for name in file.list("\(group)/integers") {
      try check("\(group)/integers/\(name)")
      put(try file.readInts("\(group)/integers/\(name)").values, as: name)
    }
    for name in file.list("\(group)/texts") {
      try check("\(group)/texts/\(name)")
      put(try file.readStrings("\(group)/texts/\(name)").values, as: name)
    }
  }
}
