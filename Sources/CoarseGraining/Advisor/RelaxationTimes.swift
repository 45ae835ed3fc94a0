import Foundation
import Statistics

/// How long an ensemble remembers, in physical time.
public struct RelaxationTimes: Sendable, Equatable {
  /// The integrated autocorrelation time of the slowest coordinate.
  public let position: Estimate
  /// The same of the slowest coordinate or squared deviation of one: an oscillating coordinate has a
  /// short time of its own, while its energy lasts for 1/γ.
  public let slowest: Estimate
  /// Whether the series were long enough to tell; else the times are rough, and rather too small.
  public let isReliable: Bool

  /// From the series of each coordinate (several walkers each), with the physical time between values.
  package init(_ coordinates: [[[Double]]], interval: Double) {
    let positions = coordinates.map(Self.time)
    let squares = coordinates.map { chains in
      let mean = Self.mean(chains.flatMap { $0 })
      return Self.time(chains.map { $0.map { ($0 - mean) * ($0 - mean) } })
    }
    func slowest(_ times: [(time: Estimate, isReliable: Bool)]) -> Estimate {
      interval
        * (times.map(\.time).filter(\.value.isFinite).max { $0.value < $1.value } ?? .undefined)
    }
    position = slowest(positions)
    self.slowest = slowest(positions + squares)
    isReliable = (positions + squares).allSatisfy(\.isReliable)
  }

  /// In units of the series' step.
  private static func time(_ chains: [[Double]]) -> (time: Estimate, isReliable: Bool) {
    // Chains of ten autocorrelation times are long enough when there are many.
    let found = integratedAutocorrelationTime(of: chains, minimumLength: 10)
    guard case .tooShort(let guess, let length) = found else {
      return (found.estimate ?? .undefined, found.isReliable)
    }
    let slow = timeFromMeans(chains, length: length)
    return (slow > guess.value ? Estimate(value: slow, standardError: .nan) : guess, false)
  }

  /// The time τ of an exponential correlation for which means over chains of that length scatter as they
  /// do:
  ///
  ///     Var(mean)/Var = (2τ/n)(1 − (τ/n)(1 − e^(−n/τ)))
  ///
  /// which tells τ ≫ n as well, where the walkers of each chain stay in a well. Fast motion within the
  /// wells makes it too small.
  private static func timeFromMeans(_ chains: [[Double]], length: Int) -> Double {
    let total = mean(chains.flatMap { $0 })
    let means = chains.map { mean($0) }
    let between = mean(means.map { ($0 - total) * ($0 - total) })
    let variance = mean(chains.flatMap { $0.map { ($0 - total) * ($0 - total) } })
    let share = between / variance
    guard share > 0, share < 1 else { return .nan }
    func scatter(_ x: Double) -> Double { 2 * x * (1 + x * expm1(-1 / x)) }
    // Monotonic in x = τ/n.
    var (low, high) = (1e-6, 1e4)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if scatter(middle) < share { low = middle } else { high = middle }
    }
    return low * Double(length)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }
}
