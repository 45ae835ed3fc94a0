import Foundation
import Macroscope
import Statistics
import Storage
import Testing

/// The keys of summary.json are what scripts outside rely on.
@Suite struct SummaryTests {
  private func object(_ summary: Summary) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: JSON.encode(summary))
    return try #require(value as? [String: Any])
  }

  private func keys(_ value: Any?) throws -> Set<String> {
    Set(try #require(value as? [String: Any]).keys)
  }

  @Test func topLevelKeys() throws {
    let json = try object(Fixtures.muellerBrown().summary)
    #expect(
      Set(json.keys) == [
        "schema_version", "program", "scenario", "verdicts", "sampling", "temperature",
        "configurational_temperature",
        "noise_covariance", "calibration", "equilibrium", "split_r_hat", "kurtosis",
        "effective_potential", "consistency", "timing",
      ])
    #expect(json["schema_version"] as? Int == 1)
  }

  @Test func keysOfTheParts() throws {
    let json = try object(Fixtures.muellerBrown().summary)
    #expect(try keys(json["program"]) == ["name", "version", "build"])
    #expect(try keys(json["scenario"]) == ["title", "sha256", "seed", "coordinates"])
    #expect(try keys((json["verdicts"] as? [Any])?.first) == ["check", "passed", "message"])
    #expect(
      try keys(json["sampling"]) == [
        "walkers", "steps", "step", "gradient_evaluations", "trapped_fraction", "escape_rate",
        "autocorrelation_time", "effective_samples", "revivals",
      ])
    #expect(try keys(json["temperature"]) == ["value", "standard_error"])
    #expect(
      try keys(json["calibration"]) == [
        "enabled", "temperature", "friction", "momentum_covariance", "iterations",
      ])
    let tests = try #require(json["equilibrium"] as? [String: Any])
    #expect(
      try keys(tests["anderson_darling_x"]) == [
        "statistic", "p_value", "effect_size", "component",
      ])
    #expect(try keys(tests["henze_zirkler"]) == ["statistic", "p_value", "effect_size"])
    let potentials = try #require(json["effective_potential"] as? [String: Any])
    #expect(Set(potentials.keys) == ["density", "force"])
    #expect(
      try keys(potentials["density"]) == [
        "resolution", "rmse", "max_error", "smoothing", "samples", "out_of_domain_fraction",
      ])
    #expect(try keys(json["consistency"]) == ["rmse", "max", "in_sigma"])
    #expect(try keys(json["timing"]) == ["threads", "stages", "total", "steps_per_second"])
  }

  @Test func matricesAreRowsOfEstimates() throws {
    let json = try object(Fixtures.muellerBrown().summary)
    let noise = try #require(json["noise_covariance"] as? [String: Any])
    #expect(Set(noise.keys) == ["value", "source", "sweep", "residual", "difference_in_sigma"])
    let rows = try #require(noise["value"] as? [[[String: Double]]])
    #expect(rows.count == 2 && rows[0].count == 2)
    #expect(rows[0][1]["value"] == 4.41)
    #expect(rows[0][1]["standard_error"] == 0.004 * 4.41)
    #expect(
      try keys(noise["sweep"]) == [
        "value", "chi_squared", "degrees_of_freedom", "p_value", "mass_matrices", "projected",
      ])
    #expect(try keys(noise["residual"]) == ["value", "lag_one_correlation", "lags_summed"])
    let calibration = try #require(json["calibration"] as? [String: Any])
    #expect(calibration["friction"] as? [[Double]] == [[0.1677, 0.1103], [0.1103, 0.2206]])
  }

  @Test func roundTripIsExact() throws {
    for results in [
      Fixtures.doubleWell(), Fixtures.muellerBrown(), Fixtures.tenDimensional(),
    ] {
      let data = try JSON.encode(results.summary)
      #expect(try JSON.decode(Summary.self, from: data) == results.summary)
      #expect(try JSON.encode(JSON.decode(Summary.self, from: data)) == data)
    }
  }

  @Test func nonFiniteNumbersAreNullAndReadBackAsNaN() throws {
    var summary = Fixtures.muellerBrown().summary
    summary.temperature.standardError = .nan
    summary.sampling.effectiveSamples = .nan
    summary.splitRHat = [.infinity, 1]
    summary.calibration?.friction = [[.nan, 0], [0, 1]]
    summary.noiseCovariance?.differenceInSigma = [[.nan]]
    summary.noiseCovariance?.sweep?.pValue = .nan
    let data = try JSON.encode(summary)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.contains("\"effective_samples\" : null"))
    let read = try JSON.decode(Summary.self, from: data)
    #expect(read.temperature.value == summary.temperature.value)
    #expect(read.temperature.standardError.isNaN && read.sampling.effectiveSamples.isNaN)
    #expect(read.splitRHat[0].isNaN && read.splitRHat[1] == 1)
    #expect(read.calibration?.friction?[0][0].isNaN == true)
    #expect(read.noiseCovariance?.differenceInSigma?[0][0].isNaN == true)
    #expect(read.noiseCovariance?.sweep?.pValue.isNaN == true)
  }

  @Test func trustNeedsEveryVerdict() {
    #expect(Fixtures.doubleWell().summary.isTrustworthy)
    #expect(!Fixtures.muellerBrown().summary.isTrustworthy)
    var unchecked = Fixtures.doubleWell().summary
    unchecked.verdicts = []
    #expect(!unchecked.isTrustworthy)
  }
}
