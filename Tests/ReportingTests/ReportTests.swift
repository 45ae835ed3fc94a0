import Foundation
import Macroscope
import Reporting
import Storage
import Testing

private let hasGnuplot = Gnuplot.onSearchPath().executable != nil

@Suite struct ReportTests {
  /// Writes results and their report and hands over the page.
  private func report(
    _ results: RunResults, gnuplot: Gnuplot = .onSearchPath(),
    _ body: (_ page: String, _ outcome: ReportOutcome, _ folder: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      try ResultsFolder(folder).write(results)
      let outcome = try writeReport(for: folder, gnuplot: gnuplot)
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      try body(page, outcome, folder)
    }
  }

  @Test(.enabled(if: hasGnuplot), arguments: [0, 1, 2, 3])
  func pageIsWellFormedSelfContainedAndAccessible(index: Int) throws {
    let (results, pictures) = [
      (Fixtures.doubleWell(), 7), (Fixtures.muellerBrown(), 14),
      (Fixtures.muellerBrown(withReference: false), 11), (Fixtures.tenDimensional(), 28),
    ][index]
    try report(results) { page, outcome, folder in
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(outcome.failedPlots.isEmpty && outcome.warning == nil)
      #expect(outcome.drawnPlots == pictures)
      #expect(checker.counts["svg"] == pictures && checker.counts["figure"] == pictures)
      #expect(checker.unlabelledPictures == 0 && checker.unscopedHeaders == 0)
      #expect(checker.counts["script"] == nil && checker.counts["link"] == nil)
      #expect(checker.handlers.isEmpty)
      // Nothing is fetched: only pictures inside the page and links within it.
      #expect(checker.references.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:image/") })
      #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("@import"))
      #expect(Set(checker.identifiers).count == checker.identifiers.count)
      let names = try contents(of: folder)
      #expect(names.filter { $0.hasPrefix(".") } == [])
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(plots.filter { $0.hasSuffix(".svg") }.count == pictures)
      #expect(plots.filter { $0.hasSuffix(".gp") }.count == pictures)
      #expect(plots.filter { $0.hasPrefix(".") } == [])
    }
  }

  @Test func hostileTextsStayText() throws {
    let attack = "</title><script>alert('1')</script> & \"<img src=x onerror=y>\" \u{1}"
    var results = Fixtures.muellerBrown()
    results.summary.scenario.title = attack
    results.summary.verdicts[0].message = attack
    results.summary.verdicts[1].check = attack
    results.summary.program.build = attack
    results.scenarioText = "</code></pre>" + attack
    results.grid[0].coordinate = "x'; system 'touch broken"
    results.summary.scenario.coordinates[0] = "x'; system 'touch broken"
    try report(results) { page, outcome, folder in
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["script"] == nil && checker.counts["img"] == nil)
      #expect(checker.handlers.isEmpty)
      #expect(checker.heading.hasPrefix("</title><script>"))
      #expect(outcome.failedPlots.isEmpty || !hasGnuplot)
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(!plots.contains("broken"))
    }
  }

  @Test func withoutGnuplotTheReportIsThereAndSaysSo() throws {
    try report(Fixtures.muellerBrown(), gnuplot: .onSearchPath("/nowhere:")) {
      page, outcome, folder in
      #expect(outcome.drawnPlots == 0 && outcome.failedPlots.count == 14)
      #expect(
        outcome.warning
          == "14 of 14 plots are missing from the report: gnuplot is not installed")
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["svg"] == nil)
      #expect(page.contains("14 of 14 pictures are missing (gnuplot is not installed)"))
      #expect(page.contains("6.705 ± 0.027"))
      #expect(page.contains("1.0042 ± 0.0021") && page.contains("1.0013 ± 0.0024"))
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(plots.contains("potential-force.gp") && plots.contains("potential-force.dat"))
    }
  }

  @Test(arguments: [
    ("exit 3", "gnuplot failed: no message"),
    ("echo 'bad terminal' >&2; exit 1", "gnuplot failed: bad terminal"),
    ("kill -9 $$", "gnuplot failed: no message"),
    ("exec sleep 20", "gnuplot took longer than 0.5 s"),
    ("yes | head -c 10000000 >&2; exit 3", "gnuplot failed: y"),
    ("yes >&2", "gnuplot took longer than 0.5 s"),
  ])
  func aFailingGnuplotCostsOnlyThePictures(script: String, reason: String) throws {
    try withTemporaryFolder { tools in
      let program = tools.appendingPathComponent("gnuplot")
      try AtomicFile.write("#!/bin/sh\n\(script)\n", to: program)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
      let start = Date()
      let timeout = reason.contains("took longer") ? 0.5 : 20
      try report(Fixtures.doubleWell(), gnuplot: Gnuplot(executable: program, timeout: timeout)) {
        page, outcome, _ in
        #expect(outcome.failedPlots.map(\.reason) == [String](repeating: reason, count: 7))
        #expect(page.contains("7 of 7 pictures are missing"))
      }
      // One time limit, not one for each picture.
      #expect(Date().timeIntervalSince(start) < 15)
    }
  }

  @Test func aNewReportReplacesTheOldOneAndItsPlots() throws {
    try report(Fixtures.tenDimensional(), gnuplot: Gnuplot(executable: nil)) { _, _, folder in
      let plots = folder.appendingPathComponent("plots")
      let before = try contents(of: plots)
      #expect(before.contains("marginal-9.dat"))
      try ResultsFolder(folder).write(Fixtures.doubleWell())
      try writeReport(for: folder, gnuplot: Gnuplot(executable: nil))
      let after = try contents(of: plots)
      #expect(after.contains("potential.dat") && !after.contains("marginal-9.dat"))
    }
  }

  @Test func aFolderWithoutResultsIsATypedError() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: StorageError.self) { try writeReport(for: folder) }
      #expect(error?.kind == .missing)
      let names = try contents(of: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func failedVerdictsComeFirst() throws {
    try report(Fixtures.muellerBrown(), gnuplot: Gnuplot(executable: nil)) { page, _, _ in
      let failed = try #require(page.range(of: "Momentum covariance"))
      let passed = try #require(page.range(of: "Momentum normality"))
      #expect(failed.lowerBound < passed.lowerBound)
      #expect(page.contains("Do not trust this result: 2 of 7 checks failed."))
    }
    try report(Fixtures.doubleWell(), gnuplot: Gnuplot(executable: nil)) { page, _, _ in
      #expect(page.contains("All 5 checks passed."))
    }
  }

  /// A run that failed early leaves little: everything that may be missing is, or is NaN.
  @Test func sparseAndNonFiniteResultsStillGiveAReport() throws {
    var results = Fixtures.muellerBrown()
    results.summary.temperature = .init(value: .nan, standardError: .nan)
    results.summary.configurationalTemperature = results.summary.temperature
    results.summary.verdicts = []
    results.summary.noiseCovariance = nil
    results.summary.calibration = nil
    results.potentials = results.potentials.map { potential in
      var empty = potential
      empty.values = potential.values.map { _ in .nan }
      empty.standardErrors = empty.values
      empty.supported = potential.supported.map { _ in false }
      return empty
    }
    results.reference = nil
    results.convergence?.temperature = [Double](repeating: .nan, count: 60)
    results.convergence?.rmse = [:]
    results.momentum?.counts = [[Double]](repeating: [Double](repeating: 0, count: 60), count: 2)
    try report(results) { page, _, _ in
      let problem = PageChecker().check(page)
      #expect(problem == nil)
      #expect(page.contains("No checks were made"))
      #expect(!page.contains("✓ pass"))
    }
    let bare = RunResults(summary: results.summary, scenarioText: "")
    try report(bare) { page, outcome, _ in
      #expect(outcome.drawnPlots == 0 && outcome.failedPlots.isEmpty)
      let problem = PageChecker().check(page)
      #expect(problem == nil)
    }
  }
}
