import Foundation

/// How fast something went: units of work per second, over a number of repetitions.
public struct Throughput: Codable, Sendable, Equatable {
  /// That of the fastest repetition: what the machine can do when nothing else runs on it.
  public let best: Double
  /// That of the median repetition.
  public let median: Double
  /// How many there were.
  public let repetitions: Int

  /// Repeats work for about so many seconds, and at least three times; a repetition before these is not counted.
  ///
  /// - Parameters:
  ///   - units: what one repetition does, in the units of the throughput.
  ///   - seconds: how long to repeat it.
  ///   - body: one repetition.
  /// - Throws: what the body throws.
  public init(units: Double, seconds: Double, _ body: () throws -> Void) rethrows {
    try body()
    var times: [Double] = []
    var total = 0.0
    while times.count < 3 || total < seconds {
      let begin = ContinuousClock.now
      try body()
      let time = begin.duration(to: .now) / .seconds(1)
      times.append(time)
      total += time
    }
    times.sort()
    best = units / times[0]
    median = units / times[times.count / 2]
    repetitions = times.count
  }
}
