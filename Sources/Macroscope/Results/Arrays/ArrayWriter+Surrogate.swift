import Foundation
import Storage
import Surrogates

extension ArrayWriter {
  static let surrogateRoot = "/surrogate"

  /// Learning curves, coverage and support; the networks have a file of their own.
  func write(_ surrogate: SurrogateResults) throws {
    let root = Self.surrogateRoot
    try file.createGroup(root)
    for (group, curves) in [
      ("learning_curve", surrogate.curves), ("scratch_learning_curve", surrogate.scratchCurves),
    ] {
      for (index, curve) in curves.enumerated() {
        try writeTable(
          curve.columns, names: TrainingCurve.names, at: "\(root)/\(group)/\(index)")
      }
    }
    if !surrogate.coverage.isEmpty {
      let levels = surrogate.coverage
      try writeTable(
        [
          levels.map(\.nominal), levels.map(\.before.value), levels.map(\.before.standardError),
          levels.map(\.after.value), levels.map(\.after.standardError),
        ], names: ["nominal", "before", "se_before", "after", "se_after"], at: "\(root)/coverage")
    }
    if let support = surrogate.support {
      try file.write(
        [String(decoding: JSON.encode(support), as: UTF8.self)], at: "\(root)/support")
    }
  }

  /// Columns of equal length as the columns of an array.
  private func writeTable(
    _ columns: [[Double]], names: [String], at location: String
  ) throws(StorageError) {
    let rows = columns.first?.count ?? 0
    try file.write(
      (0..<rows).flatMap { row in columns.map { $0[row] } }, shape: [rows, columns.count],
      at: location, attributes: ["columns": names.joined(separator: ", ")])
  }
}
