import Comparison
import Statistics
import Storage

extension ArrayReader {
  func readIfThere(_ location: String) throws(StorageError) -> [Double]? {
    file.contains(location) ? try file.readDoubles(location).values : nil
  }

  func readList(_ group: String) throws(StorageError) -> [[Double]] {
    var arrays: [[Double]] = []
    for index in file.list(group).indices {
      arrays.append(try file.readDoubles("\(group)/\(index)").values)
    }
    return arrays
  }

  func readRows(_ location: String) throws(StorageError) -> [[Double]] {
    guard file.contains(location) else { return [] }
    let array = try file.readDoubles(location)
    guard array.shape.count == 2 else { return [array.values] }
    let width = array.shape[1]
    return (0..<array.shape[0]).map { Array(array.values[$0 * width..<($0 + 1) * width]) }
  }

  // MARK: - Of a known size

  /// Numbers, `count` of them.
  func readDoubles(_ location: String, count: Int) throws(StorageError) -> [Double] {
    let values = try file.readDoubles(location).values
    guard values.count == count else { throw wrongShape(location) }
    return values
  }

  /// Integers, `count` of them.
  func readInts(_ location: String, count: Int) throws(StorageError) -> [Int] {
    let values = try file.readInts(location).values
    guard values.count == count else { throw wrongShape(location) }
    return values
  }

  /// Truth values, `count` of them.
  func readFlags(_ location: String, count: Int) throws(StorageError) -> [Bool] {
    try readInts(location, count: count).map { $0 != 0 }
  }

  /// A single number.
  func readDouble(_ location: String) throws(StorageError) -> Double {
    try readDoubles(location, count: 1)[0]
  }

  /// A single integer.
  func readInt(_ location: String) throws(StorageError) -> Int {
    try readInts(location, count: 1)[0]
  }

  /// A text attached to a group.
  func readText(_ name: String, of group: String) throws(StorageError) -> String {
    guard let text = try file.attributes(at: group)[name] else {
      throw StorageError(
        kind: .noSuchData, path: path, operation: "read",
        reason: "'\(group)' has no attribute '\(name)'")
    }
    return text
  }

  /// A number of the original and one of the surrogate.
  func readPair(_ location: String) throws(StorageError) -> Compared<Double> {
    let values = try readDoubles(location, count: 2)
    return Compared(original: values[0], surrogate: values[1])
  }

  /// Values with their standard errors, `count` of them.
  func readEstimates(_ location: String, count: Int) throws(StorageError) -> [Estimate] {
    zip(
      try readDoubles(location, count: count),
      try readDoubles("\(location)_standard_error", count: count)
    ).map { Estimate(value: $0, standardError: $1) }
  }

  /// `count` rows, none where `count` is zero.
  func readRows(_ location: String, count: Int) throws(StorageError) -> [[Double]] {
    guard count > 0 else { return [] }
    let array = try file.readDoubles(location)
    guard array.shape.count == 2, array.shape[0] == count else { throw wrongShape(location) }
    let width = array.shape[1]
    return (0..<count).map { Array(array.values[$0 * width..<($0 + 1) * width]) }
  }

  /// `count` matrices.
  func readMatrices(_ location: String, count: Int) throws(StorageError) -> [[[Double]]] {
    guard count > 0 else { return [] }
    let array = try file.readDoubles(location)
    guard array.shape.count == 3, array.shape[0] == count else { throw wrongShape(location) }
    let (rows, width) = (array.shape[1], array.shape[2])
    return (0..<count).map { matrix in
      (matrix * rows..<(matrix + 1) * rows).map {
        Array(array.values[$0 * width..<($0 + 1) * width])
      }
    }
  }

  /// `count` curves with their bands.
  func readBands(_ location: String, count: Int) throws(StorageError) -> [CurveBand] {
    guard count > 0 else { return [] }
    let values = try readRows(location, count: count)
    let errors = try readRows("\(location)_standard_error", count: count)
    guard values.map(\.count) == errors.map(\.count) else { throw wrongShape(location) }
    let factors = try readDoubles("\(location)_factor", count: count)
    return (0..<count).map {
      CurveBand(values: values[$0], standardErrors: errors[$0], factor: factors[$0])
    }
  }

  /// `count` differences of curves.
  func readDifferences(_ location: String, count: Int) throws(StorageError) -> [CurveDifference] {
    guard count > 0 else { return [] }
    let bands = try readBands(location, count: count)
    let deviations = try readEstimates("\(location)_max_deviation", count: count)
    let places = try readDoubles("\(location)_at", count: count)
    let tolerances = try readDoubles("\(location)_tolerance", count: count)
    let equivalent = try readFlags("\(location)_equivalent", count: count)
    let withinBand = try readFlags("\(location)_within_band", count: count)
    return (0..<count).map {
      CurveDifference(
        band: bands[$0], maxDeviation: deviations[$0], location: places[$0],
        tolerance: tolerances[$0], isEquivalent: equivalent[$0], holdsZero: withinBand[$0])
    }
  }

  func wrongShape(_ location: String) -> StorageError {
    StorageError(
      kind: .damaged, path: path, operation: "read",
      reason: "'\(location)' does not have the extents of the arrays it belongs to",
      hint: "run the scenario again")
  }
}
