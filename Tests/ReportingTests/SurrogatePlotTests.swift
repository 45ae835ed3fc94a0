import Foundation
import Macroscope
import Reporting
import Statistics
import Storage
import Testing

private let hasGnuplot = Gnuplot.onSearchPath().executable != nil

/// Pictures of the training of networks.
@Suite struct SurrogatePlotTests {
  /// Draws the report of results in memory.
  private func report(
    _ results: RunResults, gnuplot: Gnuplot = Gnuplot(executable: nil),
    _ body: (_ page: String, _ outcome: ReportOutcome, _ folder: URL) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let outcome = try writeReport(of: results, into: folder, gnuplot: gnuplot)
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      try body(page, outcome, folder)
    }
  }

  /// V of a cut between its points; NaN where it rests on no data.
  private func interpolated(_ rows: [[Double]], at x: Double) -> Double {
    guard let k = rows.indices.dropLast().last(where: { rows[$0][0] <= x }) else { return .nan }
    let t = (x - rows[k][0]) / (rows[k + 1][0] - rows[k][0])
    return (1 - t) * rows[k][1] + t * rows[k + 1][1]
  }

  private func script(_ name: String, in folder: URL) throws -> String {
    let url = folder.appendingPathComponent("plots").appendingPathComponent("\(name).gp")
    return String(decoding: try AtomicFile.read(url), as: UTF8.self)
  }

  private func names(in folder: URL) throws -> Set<String> {
    Set(
      try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent("plots").path))
  }

  @Test(.enabled(if: hasGnuplot))
  func picturesAreDrawn() throws {
    var results = try Fixtures.networkDoubleWell()
    results.summary.surrogate?.transfer = Fixtures.transferSummary()
    results.surrogate?.scratchCurves = [Fixtures.learningCurve(level: 15.6, rate: 0.3)]
    // Those of the run without networks, learning curves, coverage and transfer.
    for (results, pictures) in [(results, 7 + 3), (try Fixtures.networkChain(), 28 + 2 + 10)] {
      try report(results, gnuplot: .onSearchPath()) { page, outcome, _ in
        #expect(outcome.failedPlots.isEmpty && outcome.drawnPlots == pictures)
        let checker = PageChecker()
        let problem = checker.check(page)
        #expect(problem == nil && checker.unlabelledPictures == 0)
        // What stands with a picture is there only with the picture.
        #expect(page.contains("Recalibrated: their width times 0.853"))
        #expect(page.contains("V along the coordinates") == (pictures == 40))
        #expect(page.contains("from the weights of warm: the same samples") == (pictures == 10))
      }
    }
    results.summary.surrogate?.noiseFloor = Estimate(value: 2, standardError: 0.01)
    try report(results, gnuplot: .onSearchPath()) { page, _, _ in
      #expect(page.contains("The noise floor lies outside the lower panel."))
    }
  }

  @Test func learningCurvesOfAllNetworksWithTheFloor() throws {
    let results = try Fixtures.networkDoubleWell()
    try report(results) { _, _, folder in
      let blocks = try plotBlocks("learning-curves.dat", in: folder)
      let curves = try #require(results.surrogate?.curves)
      try #require(blocks.count == 2 * curves.count)
      for (index, curve) in curves.enumerated() {
        // Means over an epoch stand at its middle.
        #expect(blocks[index].map { $0[0] } == curve.epoch.map { $0 - 0.5 })
        #expect(blocks[index].dropFirst().map { $0[1] } == Array(curve.trainingLoss.dropFirst()))
        #expect(blocks[index][0][1].isNaN)
        #expect(blocks[index + 3].map { $0[0] } == curve.epoch)
        #expect(blocks[index + 3].map { $0[1] } == curve.validationLoss)
      }
      let script = try script("learning-curves", in: folder)
      #expect(script.contains("index 0:2 ") && script.contains("index 3:5 "))
      #expect(script.contains("15.535 with lines dashtype 2"))
      // 15.535 ± 1.96 · 0.031
      #expect(script.contains("first 15.47424 to graph 1,first 15.59576"))
      #expect(script.contains("set logscale y") && script.contains("unset logscale y"))
    }
  }

  @Test func aFarFloorDoesNotFlattenTheCurves() throws {
    var results = try Fixtures.networkDoubleWell()
    results.summary.surrogate?.noiseFloor = Estimate(value: 2, standardError: 0.01)
    try report(results) { _, _, folder in
      let ranges = try script("learning-curves", in: folder).split(separator: "\n")
        .filter { $0.hasPrefix("set yrange") }
      #expect(ranges.count == 2 && ranges[1].hasPrefix("set yrange [15."))
    }
  }

  @Test func aDivergentCurveEndsAndHidesNoOther() throws {
    var results = try Fixtures.networkDoubleWell()
    results.surrogate?.curves[1].trainingLoss.replaceSubrange(3..., with: [1e30, .nan])
    results.surrogate?.curves[1].validationLoss.replaceSubrange(3..., with: [.infinity, .nan])
    results.surrogate?.curves[1].epoch = [0, 1, 2, 3, 4]
    try report(results) { _, _, folder in
      let blocks = try plotBlocks("learning-curves.dat", in: folder)
      #expect(blocks[1].count == 5 && blocks[1][3][1] == 1e30 && blocks[1][4][1].isNaN)
      // No infinity, which gnuplot would not take for a gap.
      #expect(blocks[4][3][1].isNaN)
      let range = try script("learning-curves", in: folder).split(separator: "\n")
        .last { $0.hasPrefix("set yrange") }
      #expect(range?.hasPrefix("set yrange [15.") == true)
      #expect(range?.contains("e+") == false)
    }
    for index in 0..<3 {
      results.surrogate?.curves[index].trainingLoss = [.nan]
      results.surrogate?.curves[index].validationLoss = [.nan]
    }
    try report(results) { _, _, folder in
      let found = try names(in: folder)
      #expect(!found.contains("learning-curves.gp") && found.contains("coverage.gp"))
    }
  }

  @Test func aNegativeLossHasNoLogarithm() throws {
    var results = try Fixtures.networkDoubleWell()
    results.summary.surrogate?.noiseFloor = nil
    for index in 0..<3 {
      results.surrogate?.curves[index].validationLoss = (0...20).map { 1 - 0.2 * Double($0) }
    }
    try report(results) { _, _, folder in
      let lines = try script("learning-curves", in: folder).split(separator: "\n")
      #expect(!lines.contains("set logscale y"))
    }
  }

  @Test func coverageIsDrawnWithErrorsAndDiagonal() throws {
    let results = try Fixtures.networkDoubleWell()
    try report(results) { _, _, folder in
      let rows = try plotData("coverage.dat", in: folder)
      let levels = try #require(results.surrogate?.coverage)
      #expect(rows.map { $0[0] } == levels.map(\.nominal))
      #expect(rows.map { $0[1] } == levels.map(\.before.value))
      #expect(rows.map { $0[4] } == levels.map(\.after.standardError))
      let script = try script("coverage", in: folder)
      #expect(script.contains("plot x with lines dashtype 2"))
      #expect(script.contains("with vectors nohead") && !script.contains("yerrorbars"))
      #expect(script.contains("from first 0.9,graph 0"))
    }
  }

  @Test func aSingleNetworkHasNoCoverageCurve() throws {
    var results = try Fixtures.networkDoubleWell()
    results.surrogate = try Fixtures.networks(["x"], members: 1)
    results.summary.surrogate?.coverage = nil
    try report(results) { _, _, folder in
      let found = try names(in: folder)
      #expect(found.contains("learning-curves.gp") && !found.contains("coverage.gp"))
      #expect(!found.contains("transfer.gp"))
    }
  }

  @Test func transferredCurvesStandBesideThoseFromRandomWeights() throws {
    var results = try Fixtures.networkDoubleWell()
    results.surrogate?.scratchCurves = [Fixtures.learningCurve(level: 15.6, rate: 0.3)]
    // Without the numbers of the summary there is nothing to tell.
    try report(results) { _, _, folder in
      let found = try names(in: folder)
      #expect(!found.contains("transfer.gp"))
    }
    results.summary.surrogate?.transfer = Fixtures.transferSummary()
    try report(results) { _, _, folder in
      let blocks = try plotBlocks("transfer.dat", in: folder)
      #expect(blocks.count == 4)
      #expect(blocks[0].map { $0[1] } == results.surrogate?.scratchCurves[0].validationLoss)
      #expect(blocks[3].map { $0[1] } == results.surrogate?.curves[2].validationLoss)
      let script = try script("transfer", in: folder)
      #expect(script.contains("title 'random weights'") && script.contains("title 'transferred'"))
    }
  }

  @Test func aboveTwoDimensionsThereAreCutsOfV() throws {
    let results = try Fixtures.networkChain()
    try report(results) { _, _, folder in
      let cuts = try (0..<10).map { try plotData("cut-\($0).dat", in: folder) }
      for (axis, rows) in cuts.enumerated() {
        #expect(rows.count == 81 && rows.allSatisfy { $0.count == 4 })
        // ±2.5 deviations of 0.7.
        #expect(abs(rows[0][0] + 1.75) < 1e-12 && abs(rows[80][0] - 1.75) < 1e-12)
        // A known parabola of which the curvature is 2(axis + 1), by second differences over the ends.
        let h = rows[80][0] - rows[40][0]
        let curvature = (rows[0][3] - 2 * rows[40][3] + rows[80][3]) / (h * h)
        #expect(abs(curvature - 2 * Double(axis + 1)) < 1e-9)
      }
      // The known parabola tells where the cuts cross, but for the sign; there V is zero on each of them.
      var checked = 0
      for (axis, rows) in cuts.enumerated() {
        let centre = (-rows[40][3] / Double(axis + 1)).squareRoot()
        let crossings = [centre, -centre].map { interpolated(rows, at: $0) }.filter(\.isFinite)
        guard let nearest = crossings.map(abs).min() else { continue }
        checked += 1
        #expect(nearest < 0.01, "axis \(axis)")
        #expect(rows.allSatisfy { !$0[1].isFinite || $0[2] >= 0 })
      }
      #expect(checked >= 5)
    }
    // Where there is a grid, V is on it.
    try report(Fixtures.networkDoubleWell()) { _, _, folder in
      let found = try names(in: folder)
      #expect(!found.contains("cut-0.dat"))
    }
    var unread = results
    unread.scenarioText = "not a scenario"
    try report(unread) { _, _, folder in
      let rows = try plotData("cut-0.dat", in: folder)
      #expect(rows.count == 81 && rows.allSatisfy { $0.count == 3 })
    }
  }
}
