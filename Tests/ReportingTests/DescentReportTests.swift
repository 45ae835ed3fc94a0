import Foundation
import Macroscope
import Reporting
import Statistics
import Storage
import Testing

/// Results of a gradient descent: what needs momenta is in no file.
@Suite struct DescentReportTests {
  private static func results() -> RunResults {
    var results = Fixtures.doubleWell()
    results.summary.sampling.integrator = "gradient-descent"
    results.summary.configurationalTemperature = nil
    results.summary.equilibrium = [:]
    results.summary.kurtosis = []
    results.summary.verdicts = [.init(check: "burn_in", passed: true, message: "long enough")]
    results.summary.noiseCovariance?.source = "gradient-balance"
    results.summary.calibration = Summary.Calibration(
      enabled: false, preconditioner: [[1]], temperatureMatrix: [[results.summary.temperature]],
      iterations: 1)
    results.momentum = nil
    results.autocorrelation?.momentum = []
    results.samples = StoredSamples(
      dimension: 1, position: [1, 2], momentum: [], midpoint: [3, 4], gradient: [5, 6])
    return results
  }

  @Test func survivesTheFolder() throws {
    try withTemporaryFolder { folder in
      try ResultsFolder(folder).write(Self.results())
      let read = try ResultsFolder(folder).read(samples: true)
      #expect(read.summary == Self.results().summary)
      #expect(read.momentum == nil && read.autocorrelation?.momentum == [])
      #expect(read.samples == Self.results().samples)
      let summary = String(
        decoding: try AtomicFile.read(folder.appendingPathComponent("summary.json")), as: UTF8.self)
      #expect(summary.contains("\"integrator\" : \"gradient-descent\""))
      #expect(!summary.contains("momentum") && !summary.contains("\"friction\""))
    }
  }

  @Test func reportSpeaksOfNoMomenta() throws {
    try withTemporaryFolder { folder in
      try ResultsFolder(folder).write(Self.results())
      let outcome = try writeReport(for: folder, gnuplot: Gnuplot(executable: nil))
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      #expect(PageChecker().check(page) == nil)
      let settings = try #require(page.range(of: "Settings"))
      let numbers = page[..<settings.lowerBound]
      #expect(!numbers.contains("moment") && !numbers.contains("Friction"))
      #expect(numbers.contains("learning\u{A0}rate\u{A0}η") && numbers.contains("gradient balance"))
      let table = closingTable(Self.results().summary)
      #expect(table.contains("Noise G (gradient-balance)") && !table.contains("omentum"))
    }
  }
}
