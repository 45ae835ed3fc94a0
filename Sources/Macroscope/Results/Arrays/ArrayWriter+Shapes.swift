import Comparison
import Statistics
import Storage

extension ArrayWriter {
  /// Arrays of different lengths, numbered.
  func writeList(_ arrays: [[Double]], at group: String) throws(StorageError) {
    for (index, array) in arrays.enumerated() {
      try file.write(array, at: "\(group)/\(index)")
    }
  }

  /// Rows of one length as a matrix; nothing where there are none.
  func writeRows(
    _ rows: [[Double]], at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    guard let first = rows.first else { return }
    try file.write(
      rows.flatMap { $0 }, shape: [rows.count, first.count], at: location, attributes: attributes)
  }

  /// Matrices of one shape as an array of three dimensions; nothing where there are none.
  func writeMatrices(
    _ matrices: [[[Double]]], at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    guard let first = matrices.first else { return }
    try file.write(
      matrices.flatMap { $0.flatMap { $0 } },
      shape: [matrices.count, first.count, first.first?.count ?? 0], at: location,
      attributes: attributes)
  }

  /// A matrix of estimates as two: values, and standard errors beside them.
  func writeEstimates(_ rows: [[Estimate]], at location: String) throws(StorageError) {
    try writeRows(rows.map { $0.map(\.value) }, at: location)
    try writeRows(rows.map { $0.map(\.standardError) }, at: "\(location)_standard_error")
  }

  /// Estimates as two arrays: values, and standard errors beside them.
  func writeEstimates(
    _ estimates: [Estimate], shape: [Int]? = nil, at location: String,
    attributes: [String: String] = [:]
  ) throws(StorageError) {
    try file.write(
      estimates.map(\.value), shape: shape, at: location, attributes: attributes)
    try file.write(
      estimates.map(\.standardError), shape: shape, at: "\(location)_standard_error",
      attributes: attributes)
  }

  /// A single number.
  func write(
    _ value: Double, at location: String, attributes: [String: String] = [:]
  ) throws(StorageError) {
    try file.write([value], shape: [], at: location, attributes: attributes)
  }

  /// A single integer.
  func write(_ value: Int, at location: String) throws(StorageError) {
    try file.write([value], shape: [], at: location)
  }

  /// Truth values as 1 and 0.
  func write(_ values: [Bool], at location: String) throws(StorageError) {
    try file.write(values.map { $0 ? 1 : 0 }, at: location)
  }

  /// A number of the original and one of the surrogate.
  func write(
    _ pair: Compared<Double>, at location: String, unit: String
  ) throws(StorageError) {
    try file.write(
      [pair.original, pair.surrogate], at: location,
      attributes: ["axes": "original/surrogate", "unit": unit])
  }

  /// Curves with their bands, one row each; nothing where there are none.
  func writeBands(
    _ bands: [CurveBand], at location: String, attributes: [String: String]
  ) throws(StorageError) {
    guard let first = bands.first else { return }
    let shape = [bands.count, first.values.count]
    try file.write(bands.flatMap(\.values), shape: shape, at: location, attributes: attributes)
    try file.write(
      bands.flatMap(\.standardErrors), shape: shape, at: "\(location)_standard_error",
      attributes: attributes)
    try file.write(bands.map(\.factor), at: "\(location)_factor")
  }

  /// Differences of curves with their bands and judgements, one row each.
  func writeDifferences(
    _ differences: [CurveDifference], at location: String, attributes: [String: String]
  ) throws(StorageError) {
    guard !differences.isEmpty else { return }
    try writeBands(differences.map(\.band), at: location, attributes: attributes)
    try writeEstimates(differences.map(\.maxDeviation), at: "\(location)_max_deviation")
    try file.write(differences.map(\.location), at: "\(location)_at")
    try file.write(differences.map(\.tolerance), at: "\(location)_tolerance")
    try write(differences.map(\.isEquivalent), at: "\(location)_equivalent")
    try write(differences.map(\.holdsZero), at: "\(location)_within_band")
  }
}
