import Statistics

/// How long an ensemble remembers, in physical time.
public struct RelaxationTimes: Sendable, Equatable {
  /// The integrated autocorrelation time of the slowest coordinate.
  public let position: Estimate
  /// The same of the slowest coordinate or squared deviation of one: an oscillating coordinate has a
  /// short time of its own, while its energy lasts for 1/γ.
  public let slowest: Estimate
  /// Whether the series were long enough to tell; else the times are lower bounds.
  public let isReliable: Bool

  /// From the series of each coordinate (several walkers each), with the physical time between values.
  init(_ coordinates: [[[Double]]], interval: Double) {
    func time(_ chains: [[Double]]) -> AutocorrelationTime {
      // Ten autocorrelation times for each of the pooled chains.
      integratedAutocorrelationTime(of: chains, minimumLength: 10)
    }
    func slowest(_ times: [AutocorrelationTime]) -> Estimate {
      times.compactMap(\.estimate).max { $0.value < $1.value }.map { interval * $0 } ?? .undefined
    }
    let positions = coordinates.map(time)
    let squares = coordinates.map { chains in
      let count = chains.reduce(0) { $0 + $1.count }
      let mean = chains.reduce(0) { $0 + $1.reduce(0, +) } / Double(max(count, 1))
      return time(chains.map { $0.map { ($0 - mean) * ($0 - mean) } })
    }
    position = slowest(positions)
    self.slowest = slowest(positions + squares)
    isReliable = (positions + squares).allSatisfy(\.isReliable)
  }
}
