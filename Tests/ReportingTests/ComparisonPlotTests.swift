import Comparison
import Foundation
import Macroscope
import Reporting
import Statistics
import Testing

/// What the data files of the plots hold, against the arrays that they come from.
@Suite struct ComparisonPlotTests {
  @Test func curvesHoldTheArrays() throws {
    let results = Fixtures.comparedDoubleWell()
    let langevin = try #require(results.langevin)
    let observable = langevin.observables[0]
    let middles = zip(observable.edges, observable.edges.dropFirst()).map { ($0 + $1) / 2 }
    try withReport(of: results) { _, folder in
      for (name, points, bands) in [
        ("mean-path-0.dat", langevin.time, observable.curves.map(\.meanPath)),
        ("mean-path-0-difference.dat", langevin.time, observable.differences.map(\.meanPath.band)),
        ("acf-0.dat", langevin.lag, observable.curves.map(\.autocorrelation)),
        (
          "acf-0-difference.dat", langevin.lag, observable.differences.map(\.autocorrelation.band)
        ),
        ("equilibrium-0.dat", middles, observable.curves.map(\.density)),
        (
          "equilibrium-0-difference.dat", observable.edges,
          observable.differences.map(\.equilibrium.band)
        ),
      ] {
        let expected = points.indices.map { row in
          [points[row]] + bands.flatMap { [$0.values[row], $0.standardErrors[row]] }
        }
        let rows = try plotData(name, in: folder)
        #expect(rows == expected, "\(name)")
      }
    }
  }

  @Test func scriptsDrawBandsOfTheirFactorAndTheTolerance() throws {
    let results = Fixtures.comparedDoubleWell()
    let difference = try #require(results.langevin?.observables.first?.differences.first?.meanPath)
    try withReport(of: results) { _, folder in
      let url = folder.appendingPathComponent("plots/mean-path-0.gp")
      let script = try String(contentsOf: url, encoding: .utf8)
      let factor = difference.band.factor
      #expect(script.contains("using 1:($2-\(factor)*$3):($2+\(factor)*$3) with filledcurves"))
      #expect(script.contains("\(difference.tolerance) with lines"))
      #expect(script.contains("-\(difference.tolerance) with lines"))
      #expect(script.contains("title 'truncation'"))
    }
  }

  @Test func aToleranceOutOfSightIsSaidToBe() throws {
    var results = Fixtures.comparedDoubleWell()
    results.langevin?.observables[0].differences[0].meanPath.tolerance = 25
    try withReport(of: results, gnuplot: .onSearchPath()) { page, folder in
      let url = folder.appendingPathComponent("plots/mean-path-0.gp")
      let script = try String(contentsOf: url, encoding: .utf8)
      #expect(!script.contains("25.0 with lines"))
      let isSaid = page.contains("The tolerance, ± 25, lies outside the lower panel.")
      #expect(isSaid || Gnuplot.onSearchPath().executable == nil)
    }
  }

  @Test func longCurvesAreThinnedToPointsOfTheArrays() throws {
    var results = Fixtures.comparedDoubleWell()
    let time = (0...5000).map { 0.002 * Double($0) }
    func stretched(_ band: CurveBand) -> CurveBand {
      CurveBand(
        values: time.map { sin($0) }, standardErrors: time.map { 0.01 + 0.001 * $0 },
        factor: band.factor)
    }
    results.langevin?.time = time
    for system in 0..<3 {
      guard let curve = results.langevin?.observables[0].curves[system].meanPath else { continue }
      results.langevin?.observables[0].curves[system].meanPath = stretched(curve)
      guard system > 0 else { continue }
      results.langevin?.observables[0].differences[system - 1].meanPath.band = stretched(curve)
    }
    try withReport(of: results) { _, folder in
      let rows = try plotData("mean-path-0.dat", in: folder)
      #expect(rows.count == 250)
      #expect(rows.first?[0] == 0 && rows.last?[0] == 10)
      #expect(rows.allSatisfy { $0[1] == sin($0[0]) && $0[2] == 0.01 + 0.001 * $0[0] })
    }
  }

  @Test func portraitsHoldTheTrajectories() throws {
    let results = Fixtures.comparedDoubleWell()
    let hamiltonian = try #require(results.hamiltonian)
    try withReport(of: results) { _, folder in
      let blocks = try plotBlocks("phase-portrait-0.dat", in: folder)
      #expect(blocks.count == 2 * hamiltonian.trajectories.count)
      for (index, block) in blocks.enumerated() {
        let trajectory = hamiltonian.trajectories[index / 2]
        let orbit = index % 2 == 0 ? trajectory.original : trajectory.surrogate
        #expect(isPart(block, of: hamiltonian.time, orbit.position[0], orbit.momentum[0]))
        // A pixel or two apart, so most records stay.
        #expect(block.count > hamiltonian.time.count / 2)
      }
    }
  }

  @Test func manyLongTrajectoriesStaySmall() throws {
    var results = Fixtures.comparedMuellerBrown()
    let time = (0...20_000).map { 0.01 * Double($0) }
    func orbit(_ phase: Double) -> HamiltonianResult.Orbit {
      // Frequencies without a common multiple: the path never closes.
      func wave(_ frequency: Double) -> [Double] { time.map { sin(frequency * $0 + phase) } }
      return HamiltonianResult.Orbit(
        position: [wave(1), wave(2.0.squareRoot())],
        momentum: [wave(3.0.squareRoot()), wave(5.0.squareRoot())],
        energyError: time.map { 1e-4 * sin($0) })
    }
    let first = try #require(results.hamiltonian?.trajectories.first)
    results.hamiltonian?.time = time
    results.hamiltonian?.trajectories = (0..<10).map { index in
      var trajectory = first
      trajectory.original = orbit(Double(index))
      trajectory.surrogate = orbit(Double(index) + 0.1)
      return trajectory
    }
    try withReport(of: results, gnuplot: .onSearchPath()) { page, folder in
      #expect(page.utf8.count < 3_000_000)
      #expect(page.contains("Drawn are 3 of 10 initial states, up to t = "))
      for pair in 0..<2 {
        let blocks = try plotBlocks("phase-portrait-\(pair).dat", in: folder)
        #expect(blocks.count == 6)
        #expect(blocks.reduce(0) { $0 + $1.count } <= 15_000 / 2 + 6)
        // The first and the last of the initial states are among those drawn, up to one time.
        #expect(isPart(blocks[0], of: time, orbit(0).position[pair], orbit(0).momentum[pair]))
        #expect(isPart(blocks[5], of: time, orbit(9.1).position[pair], orbit(9.1).momentum[pair]))
      }
      // All trajectories are in the table.
      #expect(page.components(separatedBy: "<th scope=\"row\">10</th>").count == 2)
    }
  }

  @Test func energyErrorsAreTheLargestOfTheirSpan() throws {
    let results = Fixtures.comparedDoubleWell()
    let hamiltonian = try #require(results.hamiltonian)
    try withReport(of: results) { _, folder in
      let rows = try plotData("energy-error.dat", in: folder)
      #expect(rows.count == 60)
      let errors = [
        hamiltonian.trajectories.map(\.original.energyError),
        hamiltonian.trajectories.map(\.surrogate.energyError),
      ]
      for (column, orbits) in errors.enumerated() {
        let largest = orbits.flatMap { $0 }.map { abs($0) }.max()
        #expect(rows.map { $0[column + 1] }.max() == largest)
      }
    }
  }

  @Test func passageTimesHaveBarsWhereTheyAreKnown() throws {
    let results = Fixtures.comparedMuellerBrown()
    let kinetics = try #require(results.kinetics)
    try withReport(of: results) { _, folder in
      let rows = try plotData("passage-times.dat", in: folder)
      #expect(rows.count == kinetics.passages.count)
      for (row, passage) in zip(rows, kinetics.passages) {
        for (system, time) in passage.times.enumerated() {
          let (value, lower, upper) = (
            row[1 + 3 * system], row[2 + 3 * system], row[3 + 3 * system]
          )
          guard time.value.isFinite else {
            #expect(value.isNaN && lower.isNaN && upper.isNaN)
            continue
          }
          #expect(value == time.value)
          #expect(abs(upper - value - 1.96 * time.standardError) < 1e-12 * value)
          #expect(abs(value - lower - 1.96 * time.standardError) < 1e-12 * value)
        }
      }
      let url = folder.appendingPathComponent("plots/passage-times.gp")
      let script = try String(contentsOf: url, encoding: .utf8)
      // 6.74 to 63.8: nearly a decade.
      #expect(script.contains("set logscale y"))
    }
  }

  @Test func theMapShowsThePathsOverTheContours() throws {
    let results = Fixtures.comparedMuellerBrown()
    let hamiltonian = try #require(results.hamiltonian)
    try withReport(of: results) { _, folder in
      let blocks = try plotBlocks("position-map.dat", in: folder)
      #expect(blocks.count == 2 * hamiltonian.trajectories.count)
      for (index, block) in blocks.enumerated() {
        let trajectory = hamiltonian.trajectories[index / 2]
        let orbit = index % 2 == 0 ? trajectory.original : trajectory.surrogate
        #expect(isPart(block, of: hamiltonian.time, orbit.position[0], orbit.position[1]))
      }
      let grid = try plotData("position-map-potential.dat", in: folder)
      #expect(grid.count == 100 * 100)
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(!plots.contains("position-map-potential.gp"))
    }
  }

  /// Whether a block holds points of a curve, its first among them, in their order.
  private func isPart(_ block: [[Double]], of time: [Double], _ x: [Double], _ y: [Double]) -> Bool
  {
    var next = 0
    for row in block {
      guard let index = time[next...].firstIndex(of: row[0]), x[index] == row[1], y[index] == row[2]
      else { return false }
      next = index + 1
    }
    return block.first?[0] == time.first
  }
}
