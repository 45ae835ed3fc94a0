import Foundation
import Statistics
import Testing

@Suite struct AutocorrelationTimeTests {
  /// The estimates of several seeds of AR(1), all of which must be reliable.
  func estimates(_ phi: Double, count: Int, seeds: Int, chains: Int = 1) throws -> [Estimate] {
    try (0..<seeds).map { seed in
      let series = (0..<chains).map {
        autoregressive(phi, count: count, seed: UInt64(seed), stream: UInt64($0))
      }
      let result = integratedAutocorrelationTime(of: series)
      #expect(result.isReliable)
      return try #require(result.estimate)
    }
  }

  // τ = ½(1+φ)/(1−φ). The mean over 60 seeds lies within 5σ of the truth, apart from e⁻⁵ of it that
  // the window cuts; every single one within 5 of its own standard errors; and the spread of the
  // estimates is what the standard errors say, within 5σ (1/√120 each).
  @Test(arguments: [0.9, 0.5, 0.0])
  func matchesAutoregressiveSeries(phi: Double) throws {
    let truth = 0.5 * (1 + phi) / (1 - phi)
    let results = try estimates(phi, count: 20_000, seeds: 60)
    let average = mean(ofIndependent: results.map(\.value))
    #expect(abs(average.value - truth) < 5 * average.standardError + exp(-5) * truth)
    #expect(results.allSatisfy { abs($0.deviation(from: truth)) < 5 })
    let spread = average.standardError * 60.0.squareRoot()
    let claimed = mean(ofIndependent: results.map(\.standardError)).value
    #expect(abs(spread / claimed - 1) < 5 / 120.0.squareRoot())
  }

  @Test func severalChainsAreWorthOneLongOne() throws {
    let results = try estimates(0.9, count: 1000, seeds: 20, chains: 20)
    let average = mean(ofIndependent: results.map(\.value))
    #expect(abs(average.value - 9.5) < 5 * average.standardError + exp(-5) * 9.5)
    // Errors from the scatter of 20 chains are known to 16 % each.
    let claimed = mean(ofIndependent: results.map(\.relativeError)).value
    #expect(abs(claimed - 0.09) < 5 * 0.16 * 0.09 / 20.0.squareRoot())
    #expect(results.allSatisfy { $0.relativeError < 2 * claimed && $0.relativeError > claimed / 3 })
  }

  // Negative correlation: τ = ½·0.1/1.9 = 0.026. The window must not close while partial sums are
  // still negative.
  @Test func coversAntitheticSeries() throws {
    let results = try estimates(-0.9, count: 50_000, seeds: 20)
    let average = mean(ofIndependent: results.map(\.value))
    #expect(abs(average.value - 0.5 * 0.1 / 1.9) < 5 * average.standardError + 0.003)
    #expect(results.allSatisfy { $0.value < 0.1 })
  }

  // An underdamped AR(2) oscillates: ρ_k = r^k (cos kω + …); its τ from the spectral density at zero.
  @Test func coversOscillations() throws {
    let (r, omega) = (0.95, 0.5)
    let (a, b) = (2 * r * cos(omega), -r * r)
    let noise = 1.0
    let spectrum = noise / ((1 - a - b) * (1 - a - b))
    let variance = (1 - b) * noise / ((1 + b) * ((1 - b) * (1 - b) - a * a))
    let truth = 0.5 * spectrum / variance
    let values = try (0..<40).map { seed -> Double in
      let e = normalSample(60_000, seed: UInt64(500 + seed))
      var x = [0.0, 0.0]
      for t in 2..<e.count { x.append(a * x[t - 1] + b * x[t - 2] + e[t]) }
      let result = integratedAutocorrelationTime(of: Array(x.dropFirst(1000)))
      #expect(result.isReliable)
      return try #require(result.estimate).value
    }
    let average = mean(ofIndependent: values)
    #expect(abs(average.value - truth) < 5 * average.standardError + 0.05)
  }

  @Test func saysTooShortWithAnEstimate() throws {
    let series = autoregressive(0.99, count: 400, seed: 1)
    let result = integratedAutocorrelationTime(of: series)
    guard case .tooShort(let estimate, let length) = result else {
      Issue.record("\(result)")
      return
    }
    // Two correlation times tell hardly more than that there is correlation: that τ is not ½.
    #expect(length == 400 && estimate.value > 0.5 && !result.isReliable)
    #expect(result.estimate == estimate)
  }

  @Test func chainsStuckInDifferentPlacesAreTooShort() {
    let chains = [0.0, 10, 20].enumerated().map { k, offset in
      normalSample(500, seed: 9, stream: UInt64(k)).map { offset + $0 }
    }
    #expect(!integratedAutocorrelationTime(of: chains).isReliable)
    #expect(integratedAutocorrelationTime(of: chains[0]).isReliable)
  }

  @Test func typesDegenerateInput() {
    func of(_ x: [Double]) -> AutocorrelationTime { integratedAutocorrelationTime(of: x) }
    #expect(of([3, 3, 3, 3]) == .constant)
    #expect(of([1, .nan, 2]) == .notFinite)
    #expect(of([1, .infinity]) == .notFinite)
    for series in [[], [1.0]] {
      guard case .tooShort(let estimate, let length) = of(series) else {
        Issue.record("length \(series.count)")
        continue
      }
      #expect(length == series.count && estimate.value.isNaN)
      #expect(of(series).estimate == nil)
    }
    guard case .tooShort = integratedAutocorrelationTime(of: [[Double]]()) else {
      Issue.record("no chains")
      return
    }
    #expect(of([3, 3]).estimate == nil)
    // Exact alternation never loses its correlation.
    guard case .tooShort(let estimate, _) = of((0..<1000).map { $0 % 2 == 0 ? 1 : -1 }) else {
      Issue.record("alternating")
      return
    }
    #expect(estimate.value.isFinite)
  }

  @Test func effectiveSampleSizes() throws {
    let white = try #require(effectiveSampleSize(of: [normalSample(20_000, seed: 4)]))
    #expect(abs(white / 20_000 - 1) < 0.15)
    let correlated = try #require(
      effectiveSampleSize(of: [autoregressive(0.9, count: 20_000, seed: 4)]))
    #expect(abs(correlated / (20_000.0 / 19) - 1) < 0.4)
    #expect(effectiveSampleSize(of: [[1, 1, 1]]) == nil)
    #expect(effectiveSampleSize(of: [[1, .nan, 1]]) == nil)
    #expect(effectiveSampleSize(of: []) == nil)
    let exact = AutocorrelationTime.estimated(.exact(2.5), window: 9)
    #expect(exact.effectiveSampleSize(count: 100) == 20)
    let negative = AutocorrelationTime.estimated(.exact(-1), window: 9)
    #expect(negative.effectiveSampleSize(count: 100) == 200)
  }
}
