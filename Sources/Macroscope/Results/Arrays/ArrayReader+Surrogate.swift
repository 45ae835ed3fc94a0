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
    for index in file.list("\(root)/learning_curve").indices {
      let location = "\(root)/learning_curve/\(index)"
      guard let curve = TrainingCurve(columns: try readColumns(location)) else {
        throw wrongShape(location)
      }
      results.curves.append(curve)
    }
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

  private func readColumns(_ location: String) throws(StorageError) -> [[Double]] {
    let rows = try readRows(location)
    let width = rows.first?.count ?? 0
    return (0..<width).map { column in rows.map { $0[column] } }
  }
}
