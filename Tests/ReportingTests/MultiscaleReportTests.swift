import Foundation
import Macroscope
import Reporting
import Statistics
import Storage
import Testing

private let hasGnuplot = Gnuplot.onSearchPath().executable != nil

@Suite("Results and report of several scales") struct MultiscaleReportTests {
  @Test("are read as they were written", arguments: [1, 2, 3])
  func roundTrip(dimension: Int) throws {
    try withTemporaryFolder { folder in
      let results = Fixtures.multiscale(dimension: dimension)
      let place = ResultsFolder(folder)
      try place.write(results)
      let again = try #require(try place.readMultiscale())
      #expect(again.summary == results.summary && again.grid == results.grid)
      #expect(again.components.map(\.region) == results.components.map(\.region))
      #expect(again.potentials.map(\.values) == results.potentials.map(\.values))
      #expect(again.components.map(\.band.factor) == results.components.map(\.band.factor))
      #expect(again.components.map(\.reference) == results.components.map(\.reference))
      // Other kinds of results are something else.
      #expect(place.holdsScales && place.holdsRun)
      #expect(try place.readScan() == nil)
      #expect(place.decompositionURL.isThere == (dimension < 3))
    }
  }

  @Test("the table has V of each scale, and each piece with its band")
  func table() throws {
    try withTemporaryFolder { folder in
      let results = Fixtures.multiscale(dimension: 2)
      try ResultsFolder(folder).write(results)
      let table = try CSVTable(contentsOf: ResultsFolder(folder).decompositionURL)
      #expect(table.rowCount == 400)
      #expect(
        table.columns.map(\.name) == [
          "x", "y", "V_0_density", "se_0_density", "V_0_force", "se_0_force", "V_1_density",
          "se_1_density", "V_1_force", "se_1_force", "V_0_reference", "V_1_reference",
          "component_1_density", "se_component_1_density", "lower_component_1_density",
          "upper_component_1_density", "reference_component_1_density", "component_1_force",
          "se_component_1_force", "lower_component_1_force", "upper_component_1_force",
          "reference_component_1_force",
        ])
      let middle = try #require(table["component_1_force"])
      let upper = try #require(table["upper_component_1_force"])
      #expect(middle[0].isNaN && abs(upper[9] - middle[9] - 3.1 * 0.002) < 1e-12)
    }
  }

  @Test("results of another kind take the place of old ones, and other files stay")
  func replacement() throws {
    try withTemporaryFolder { folder in
      let place = ResultsFolder(folder)
      try place.write(Fixtures.doubleWell())
      let results = Fixtures.multiscale(dimension: 1)
      for scale in 0..<3 { try place.scale(scale).write(Fixtures.doubleWell()) }
      try AtomicFile.write("mine", to: place.scale(2).url.appendingPathComponent("notes.txt"))
      try place.write(results)
      #expect(!place.potentialURL.isThere && place.decompositionURL.isThere)
      #expect(place.scale(1).summaryURL.isThere)
      #expect(try contents(of: place.scale(2).url) == ["notes.txt"])
      try place.write(Fixtures.doubleWell())
      #expect(place.potentialURL.isThere && !place.decompositionURL.isThere)
      #expect(!place.scale(0).url.isThere && !place.scale(1).url.isThere)
      #expect(!place.holdsScales && place.holdsRun)
    }
  }

  @Test(
    "the page is well-formed and fetches nothing", .enabled(if: hasGnuplot),
    arguments: [(1, true, 1), (1, false, 1), (2, true, 4), (2, false, 3), (3, true, 0)])
  func page(dimension: Int, withReference: Bool, pictures: Int) throws {
    try withTemporaryFolder { folder in
      let results = Fixtures.multiscale(dimension: dimension, withReference: withReference)
      try ResultsFolder(folder).write(results)
      let outcome = try writeReport(for: folder)
      #expect(outcome.failedPlots.isEmpty && outcome.drawnPlots == pictures)
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["svg", default: 0] == pictures)
      #expect(checker.unlabelledPictures == 0 && checker.unscopedHeaders == 0)
      #expect(checker.counts["script"] == nil && checker.handlers.isEmpty)
      let links = checker.references.filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:image/") }
      #expect(links == ["scale-0/report.html", "scale-1/report.html"])
      #expect(checker.heading == "Two scales")
      // Failed verdicts of the scales are listed, passed ones are in the reports of these.
      #expect(page.contains("coloured") && !page.contains("white</span>"))
      #expect(page.contains("1 of 3 checks failed"))
      #expect(page.contains("cannot be subtracted") == (dimension > 2))
    }
  }

  @Test(
    "one network for all scales has a table, a picture for each scale, and plain words",
    .enabled(if: hasGnuplot), arguments: [(1, true, 3), (1, false, 3), (2, true, 6), (3, true, 0)])
  func conditioned(dimension: Int, withReference: Bool, pictures: Int) throws {
    try withTemporaryFolder { folder in
      let results = Fixtures.conditioned(dimension: dimension, withReference: withReference)
      try ResultsFolder(folder).write(results)
      let outcome = try writeReport(for: folder)
      #expect(outcome.failedPlots.isEmpty && outcome.drawnPlots == pictures)
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      let checker = PageChecker()
      #expect(checker.check(page) == nil)
      #expect(checker.counts["svg", default: 0] == pictures)
      #expect(checker.unlabelledPictures == 0 && checker.unscopedHeaders == 0)
      #expect(page.contains("One network for all scales") && page.contains("3 networks serve"))
      #expect(page.contains("V₀ is worse off by 0.090\u{A0}±\u{A0}0.010."))
      #expect(page.contains("V₁ is as good either way"))
      #expect(page.contains("321 parameters") && !page.contains("below Tr G"))
      var resolved = results
      resolved.summary.conditioned?.scales[0].loss = Estimate(value: 0.9, standardError: 0.01)
      try ResultsFolder(folder).write(resolved)
      let other = try writeReport(for: folder, gnuplot: Gnuplot(executable: nil))
      let text = String(decoding: try AtomicFile.read(other.reportURL), as: UTF8.self)
      #expect(text.contains("Its loss lies 0.100\u{A0}±\u{A0}0.014 below Tr G"))
    }
    let text = Reporting.closingTable(
      Fixtures.conditioned(dimension: dimension, withReference: withReference).summary)
    #expect(text.contains("All scales  3 networks, \(2 * dimension) → 16 → 16 → 1, SiLU"))
    #expect(text.contains("difference 0.090 ± 0.010"))
    #expect(text.contains("error 0.0200 ± 0.0010") == withReference)
    // Without such networks nothing is said of them.
    let plain = Reporting.closingTable(Fixtures.multiscale(dimension: dimension).summary)
    #expect(!plain.contains("All scales"))
  }

  @Test("pictures that cannot be drawn leave a note, and a hostile title stays a title")
  func withoutGnuplot() throws {
    try withTemporaryFolder { folder in
      var results = Fixtures.multiscale(dimension: 1)
      results.summary.scenario.title = "<script>alert(1)</script>"
      results.grid[0].coordinate = "x'; system 'touch broken"
      try ResultsFolder(folder).write(results)
      let outcome = try writeReport(for: folder, gnuplot: Gnuplot(executable: nil))
      #expect(outcome.failedPlots.map(\.name) == ["decomposition"])
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      let checker = PageChecker()
      #expect(checker.check(page) == nil)
      #expect(checker.counts["script"] == nil && page.contains("gnuplot is not installed"))
    }
  }

  @Test("the closing table names failed verdicts, every scale and every piece")
  func closingTable() {
    let text = Reporting.closingTable(Fixtures.multiscale(dimension: 1).summary)
    #expect(
      text.contains("✗  scale_1_white_noise  coloured") && text.contains("✓  2 checks passed"))
    #expect(text.contains("V₀  step 0.5") && text.contains("V₁  step 0.1"))
    #expect(text.contains("V₁ − V₀  ½A²|k|² = 0.500 ± 0.020"))
    #expect(text.hasSuffix("Do not trust this result: 1 of 3 checks failed.\n"))
    let cube = Reporting.closingTable(Fixtures.multiscale(dimension: 3).summary)
    #expect(cube.contains("cannot be subtracted"))
  }
}

extension URL {
  fileprivate var isThere: Bool { FileManager.default.fileExists(atPath: path) }
}
