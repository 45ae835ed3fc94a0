import Foundation
import Statistics
import Storage
import Surrogates

extension ArrayReader {
  /// What `ArrayWriter` wrote beside the given networks; nil when there is nothing.
  func readSurrogate(_ model: SurrogateModel) throws(StorageError) -> SurrogateResults? {
    let root = ArrayWriter.surrogateRoot
    guard file.contains(root) else { return nil }
    var results = SurrogateResults(model: model)
    results.curves = try readCurves("\(root)/learning_curve")
    results.scratchCurves = try readCurves("\(root)/scratch_learning_curve")
    if file.contains("\(root)/coverage") {
      let columns = try readColumns("\(root)/coverage")
      guard columns.count == 5 else { throw wrongShape("\(root)/coverage") }
      results.coverage = columns[0].indices.map { n in
        CoverageLevel(
          nominal: columns[0][n],
          before: Estimate(value: columns[1][n], standardError: columns[2][n]),
          after: Estimate(value: columns[3][n], standardError: columns[4][n]))
      }
    }
    if file.contains("\(root)/support") {
      let text = try file.readStrings("\(root)/support").values.first ?? ""
      do {
        results.support = try JSON.decode(OutOfDistributionScore.self, from: Data(text.utf8))
      } catch {
        throw wrongShape("\(root)/support")
      }
      guard results.support?.dimension == model.dimension else {
        throw wrongShape("\(root)/support")
      }
    }
    return results
  }

  /// Curves by number; none where there is no such group.
  private func readCurves(_ group: String) throws(StorageError) -> [TrainingCurve] {
    guard file.contains(group) else { return [] }
    var curves: [TrainingCurve] = []
    for index in file.list(group).indices {
      let location = "\(group)/\(index)"
      guard let curve = TrainingCurve(columns: try readColumns(location)) else {
        throw wrongShape(location)
      }
      curves.append(curve)
    }
    return curves
  }

  private func readColumns(_ location: String) throws(StorageError) -> [[Double]] {
    let rows = try readRows(location)
    let width = rows.first?.count ?? 0
    return (0..<width).map { column in rows.map { $0[column] } }
  }
}
