import Statistics
import Testing

@Suite struct AutocorrelationScatterTests {
  /// Series of three windows: τ of AR(1) with φ = 0.8 is 4.5, its window 23 and twice that with the fading. The
  /// estimates of forty experiments scatter as they say.
  @Test func errorsOfShortSeriesAreTheirScatter() throws {
    let results = try (0..<40).map { seed in
      let series = (0..<400).map {
        autoregressive(0.8, count: 75, seed: UInt64(700 + seed), stream: UInt64($0))
      }
      return try #require(
        integratedAutocorrelationTime(of: series, minimumLength: 6).estimate)
    }
    let average = mean(ofIndependent: results.map(\.value))
    // The products of short series about their common mean are a little biased.
    #expect(abs(average.value - 4.5) < 5 * average.standardError + 0.03 * 4.5)
    let spread = average.standardError * 40.0.squareRoot()
    let claimed = mean(ofIndependent: results.map(\.standardError)).value
    // 5 standard errors of a spread over 40.
    #expect(abs(spread / claimed - 1) < 5 / 80.0.squareRoot())
  }

  /// White noise, of which every series has the same: τ = ½, known to the scatter of the series' ρ.
  @Test func errorsOfLongSeriesAgreeWithTheFormula() throws {
    let errors = try [15, 16].map { chains in
      let series = (0..<chains).map {
        autoregressive(0, count: 20_000, seed: 900, stream: UInt64($0))
      }
      return try #require(integratedAutocorrelationTime(of: series).estimate).relativeError
    }
    // The error of an error from 16 series is 18 %.
    #expect(abs(errors[1] / errors[0] - 1) < 5 * 0.18)
  }

  /// Scaling changes nothing, and the zeros that series are filled up with neither.
  @Test func seriesOfDifferentLengths() throws {
    let series = (0..<20).map {
      autoregressive(0.5, count: 200 + 37 * $0, seed: 77, stream: UInt64($0))
    }
    let plain = integratedAutocorrelationTime(of: series)
    let scaled = integratedAutocorrelationTime(of: series.map { $0.map { 1e200 * $0 } })
    let (a, b) = (try #require(plain.estimate), try #require(scaled.estimate))
    #expect(abs(a.standardError / b.standardError - 1) < 1e-9)
    #expect(a.relativeError > 0.005 && a.relativeError < 0.2)
  }
}
