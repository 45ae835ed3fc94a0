import Foundation
import Statistics

/// Deviations of estimates from the truth in their own standard errors, over independent runs.
struct CoverageTally {
  private(set) var deviations: [String: [Double]] = [:]

  /// Adds one run's estimate of a quantity whose truth is known.
  mutating func add(_ name: String, _ estimate: Estimate, truth: Double) {
    deviations[name, default: []].append((estimate.value - truth) / estimate.standardError)
  }

  /// The intervals that are looked at: nominal coverage and half-width in standard errors.
  static let intervals = [(coverage: 0.6827, width: 1.0), (coverage: 0.95, width: 1.9600)]

  /// The counts k that a binomial law (n, p) does not exclude at the two-sided level `alpha`.
  static func acceptance(n: Int, p: Double, alpha: Double) -> ClosedRange<Int> {
    let logs = (0...n).map { k -> Double in
      let (hits, misses) = (Double(k), Double(n - k))
      let choices = lgamma(Double(n) + 1) - lgamma(hits + 1) - lgamma(misses + 1)
      return choices + hits * log(p) + misses * log(1 - p)
    }
    var lower = 0
    var tail = exp(logs[0])
    while tail < alpha / 2 {
      lower += 1
      tail += exp(logs[lower])
    }
    var upper = n
    tail = exp(logs[n])
    while tail < alpha / 2 {
      upper -= 1
      tail += exp(logs[upper])
    }
    return lower...upper
  }

  /// What is wrong with the errors of one quantity, or nil. `alpha` is the chance of a complaint
  /// about honest ones, for each of the three criteria: both coverages, and the mean deviation.
  func complaint(_ name: String, alpha: Double) -> String? {
    let z = deviations[name] ?? []
    guard z.count > 1 else { return "\(name): no estimates" }
    for interval in Self.intervals {
      let inside = z.filter { abs($0) <= interval.width }.count
      let accepted = Self.acceptance(n: z.count, p: interval.coverage, alpha: alpha)
      if !accepted.contains(inside) {
        return "\(name): \(inside) of \(z.count) intervals of \(interval.coverage) cover the "
          + "truth, accepted \(accepted); \(summary(name))"
      }
    }
    let bias = z.reduce(0, +) / Double(z.count)
    let limit = normalQuantile(1 - alpha / 2) / Double(z.count).squareRoot()
    return abs(bias) <= limit ? nil : "\(name): biased; \(summary(name))"
  }

  /// Mean and mean square of the deviations; honest errors have 0 and 1.
  func summary(_ name: String) -> String {
    let z = deviations[name] ?? []
    let n = Double(z.count)
    return String(
      format: "mean %.3f, mean square %.3f, 68 %%: %.3f, 95 %%: %.3f", z.reduce(0, +) / n,
      z.reduce(0) { $0 + $1 * $1 } / n, Double(z.filter { abs($0) <= 1 }.count) / n,
      Double(z.filter { abs($0) <= 1.96 }.count) / n)
  }
}
