import Foundation

/// A distance between two laws with the p-value of its being zero.
public struct KolmogorovSmirnov: Sendable, Equatable {
  /// The largest distance D between the two distribution functions.
  public let distance: Double
  /// The probability of a distance at least as large when the laws are the same, asymptotic with
  /// Stephens' correction for finite samples; good for 10 values or more.
  public let pValue: Double

  /// Compares two independent samples. O(n log n).
  public init(_ a: [Double], _ b: [Double]) throws(StatisticsError) {
    let (x, y) = (try sortedFinite(a), try sortedFinite(b))
    let (n, m) = (Double(x.count), Double(y.count))
    var (i, j, largest) = (0, 0, 0.0)
    while i < x.count && j < y.count {
      let value = min(x[i], y[j])
      // Ties move both functions before the distance is taken.
      while i < x.count && x[i] == value { i += 1 }
      while j < y.count && y[j] == value { j += 1 }
      largest = max(largest, abs(Double(i) / n - Double(j) / m))
    }
    self.init(distance: largest, effectiveCount: n * m / (n + m))
  }

  /// Compares an independent sample with a fully specified continuous distribution function.
  public init(_ sample: [Double], cumulative: (Double) -> Double) throws(StatisticsError) {
    let x = try sortedFinite(sample)
    let n = Double(x.count)
    var largest = 0.0
    for (i, value) in x.enumerated() {
      let f = cumulative(value)
      largest = max(largest, Double(i + 1) / n - f, f - Double(i) / n)
    }
    self.init(distance: largest, effectiveCount: n)
  }

  private init(distance: Double, effectiveCount: Double) {
    let root = effectiveCount.squareRoot()
    self.distance = distance
    pValue = kolmogorovSurvival((root + 0.12 + 0.11 / root) * distance)
  }
}

/// The Wasserstein-1 (earth mover's) distance between two samples: ∫ |F_a − F_b| dx, in the units of
/// the values. O(n log n).
public func wasserstein1(_ a: [Double], _ b: [Double]) throws(StatisticsError) -> Double {
  let (x, y) = (try sortedFinite(a), try sortedFinite(b))
  var (i, j, total) = (0, 0, 0.0)
  var previous = min(x[0], y[0])
  while i < x.count || j < y.count {
    let value = j == y.count || (i < x.count && x[i] <= y[j]) ? x[i] : y[j]
    let gap = abs(Double(i) / Double(x.count) - Double(j) / Double(y.count))
    total += gap * (value - previous)
    previous = value
    if j == y.count || (i < x.count && x[i] <= y[j]) { i += 1 } else { j += 1 }
  }
  return total
}

private func sortedFinite(_ sample: [Double]) throws(StatisticsError) -> [Double] {
  guard !sample.isEmpty else { throw .tooFew(needed: 1, got: 0) }
  guard sample.allSatisfy(\.isFinite) else { throw .notFinite }
  return sample.sorted()
}
