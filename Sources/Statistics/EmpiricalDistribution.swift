import LinearAlgebra

/// The distribution function at given edges and the density in the bins between them, averaged over
/// time and over independent units.
///
/// Each unit gives the part of its time with x ≤ edge, and the part in (e_j, e_{j+1}] per width;
/// means and errors are over units, so correlation in time needs no care. Values beyond the edges
/// count in the distribution function (and in the norm of the density), but in no bin. Where no
/// unit, or every unit at all times, lies below an edge, the standard error is exactly zero. O(1)
/// per value for evenly spaced edges, O(log edges) otherwise; memory 2 · units × edges.
///
/// - Parameters:
///   - series: units × times.
///   - firstTime: earlier times are left out (before equilibrium).
///   - edges: at least two, ascending.
/// - Returns: the distribution function at each edge and the density in each bin.
/// - Throws: `tooFew` below two units or without a time from `firstTime` on, `notFinite` (for the
///   times used).
public func empiricalDistribution(
  _ series: Matrix, from firstTime: Int = 0, edges: [Double]
) throws(StatisticsError) -> (distribution: CurveEstimate, density: CurveEstimate) {
  precondition(edges.count >= 2, "at least two edges are needed")
  precondition(zip(edges, edges.dropFirst()).allSatisfy { $0 < $1 }, "edges must ascend")
  precondition(firstTime >= 0, "a negative time")
  guard series.rows >= 2 else { throw .tooFew(needed: 2, got: series.rows) }
  guard firstTime < series.columns else { throw .tooFew(needed: 1, got: 0) }

  let finder = EdgeFinder(edges)
  let times = Double(series.columns - firstTime)
  let bins = edges.count - 1
  let densityScales = (0..<bins).map { 1 / (times * (edges[$0 + 1] - edges[$0])) }
  var distribution = Matrix(rows: series.rows, columns: edges.count)
  var density = Matrix(rows: series.rows, columns: bins)
  // One more than there are edges: the last holds what lies beyond them all.
  var counts = [Int](repeating: 0, count: edges.count + 1)
  for u in 0..<series.rows {
    for j in counts.indices { counts[j] = 0 }
    for t in firstTime..<series.columns {
      let x = series.elements[u * series.columns + t]
      guard x.isFinite else { throw .notFinite }
      counts[finder.edgesBelow(x)] += 1
    }
    var below = 0
    for j in edges.indices {
      below += counts[j]
      distribution.elements[u * edges.count + j] = Double(below) / times
      if j > 0 {
        density.elements[u * bins + j - 1] = Double(counts[j]) * densityScales[j - 1]
      }
    }
  }
  return (
    distribution: try CurveEstimate(meanOf: distribution),
    density: try CurveEstimate(meanOf: density)
  )
}

/// Finds the place of values among ascending edges.
struct EdgeFinder {
  private let edges: [Double]
  /// Edges per unit of the value when they are evenly spaced, nil otherwise.
  private let inverseSpacing: Double?

  init(_ edges: [Double]) {
    self.edges = edges
    let spacing = (edges[edges.count - 1] - edges[0]) / Double(edges.count - 1)
    let isEven = edges.enumerated().allSatisfy {
      abs($0.element - edges[0] - Double($0.offset) * spacing) < 0.5 * spacing
    }
    inverseSpacing = isEven && (1 / spacing).isFinite ? 1 / spacing : nil
  }

  /// The number of edges < x: the first edge with x ≤ edge, or their number when there is none.
  func edgesBelow(_ x: Double) -> Int {
    guard let inverseSpacing else { return search(x) }
    // The guess is clamped while it is still a floating-point number: it may exceed every integer.
    let guess = (x - edges[0]) * inverseSpacing
    var index = Int(Swift.min(Swift.max(guess, 0), Double(edges.count)))
    // Rounding, or edges a little off their even places: a step or two.
    while index > 0 && edges[index - 1] >= x { index -= 1 }
    while index < edges.count && edges[index] < x { index += 1 }
    return index
  }

  private func search(_ x: Double) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] < x { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
