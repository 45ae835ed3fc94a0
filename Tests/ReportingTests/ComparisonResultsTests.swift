import Comparison
import Foundation
import Macroscope
import Statistics
import Storage
import Testing

/// The comparisons in the results folder: arrays, tables, and their replacement.
@Suite struct ComparisonResultsTests {
  @Test func whatIsWrittenIsReadBack() throws {
    let results = Fixtures.comparedDoubleWell()
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(results)
      let read = try folder.read(samples: true)
      #expect(read.hamiltonian == results.hamiltonian)
      #expect(read.langevin == results.langevin)
      #expect(read.kinetics == results.kinetics)
      #expect(read.summary.speedup == results.summary.speedup)
    }
  }

  /// NaN is unequal to itself, but its description is not; descriptions of numbers are exact.
  @Test func numbersThatDoNotExistAreReadBackToo() throws {
    var results = Fixtures.comparedMuellerBrown()
    results.hamiltonian?.portraitDistance.standardError = .nan
    results.hamiltonian?.trajectories[1].period.surrogate = .undefined
    results.langevin?.observables[1].curves[0].autocorrelationTime = .undefined
    results.langevin?.systems[1].stepCheck = nil
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(results)
      let read = try folder.read()
      func text(_ value: Any) -> String { String(describing: value) }
      #expect(text(read.hamiltonian as Any) == text(results.hamiltonian as Any))
      #expect(text(read.langevin as Any) == text(results.langevin as Any))
      #expect(text(read.kinetics as Any) == text(results.kinetics as Any))
    }
  }

  @Test func emptyPartsAreReadBack() throws {
    var results = Fixtures.comparedMuellerBrown()
    results.hamiltonian?.trajectories = []
    results.langevin?.observables = []
    results.kinetics?.wells = []
    results.kinetics?.passages = []
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(results)
      let read = try folder.read()
      #expect(read.hamiltonian == results.hamiltonian)
      #expect(read.langevin == results.langevin)
      #expect(read.kinetics == results.kinetics)
    }
  }

  @Test func arraysHaveTheDocumentedLayout() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.comparedMuellerBrown())
      let file = try HDF5File.open(folder.arraysURL)
      func shape(_ location: String) throws -> [Int] { try file.readDoubles(location).shape }
      #expect(
        file.list("/hamiltonian") == [
          "energy_error", "equivalent", "gradient_evaluations", "largest_curvature",
          "period_difference", "period_difference_standard_error", "portrait_distance",
          "portrait_distance_standard_error", "portrait_resolution", "seconds", "step", "time",
          "tolerance", "trajectories", "unsupported", "unsupported_standard_error",
        ])
      #expect(try file.attributes(at: "/hamiltonian")["coordinates"] == "x, y")
      #expect(try shape("/hamiltonian/trajectories/original/position") == [2, 2, 301])
      #expect(try shape("/hamiltonian/trajectories/surrogate/energy_error") == [2, 301])
      #expect(
        try file.attributes(at: "/hamiltonian/trajectories/original/position")["axes"]
          == "trajectory, coordinate, time")
      #expect(try file.readStrings("/langevin/systems/name").values == ["original", "surrogate"])
      #expect(try file.attributes(at: "/langevin/observables/1")["observable"] == "y")
      #expect(
        file.list("/langevin/observables/0") == [
          "acf", "acf_factor", "acf_standard_error", "autocorrelation_time",
          "autocorrelation_time_standard_error", "density", "density_factor",
          "density_standard_error", "deviation", "deviation_standard_error", "differences",
          "distribution", "distribution_factor", "distribution_standard_error", "edges", "mean",
          "mean_path", "mean_path_factor", "mean_path_standard_error", "mean_standard_error",
          "scale",
        ])
      #expect(try shape("/langevin/observables/0/density") == [2, 50])
      #expect(try shape("/langevin/observables/0/distribution") == [2, 51])
      #expect(try shape("/langevin/observables/0/differences/mean_path") == [1, 151])
      #expect(try shape("/langevin/vector/acf") == [2, 151])
      #expect(try shape("/langevin/friction") == [2, 2])
      #expect(try shape("/kinetics/wells/population") == [3, 2])
      #expect(try shape("/kinetics/passages/time") == [6, 2])
      #expect(try file.readDoubles("/kinetics/wells/depth").values[0] == .infinity)
    }
  }

  @Test func curvesAreTablesInLongForm() throws {
    let results = Fixtures.comparedDoubleWell()
    let langevin = try #require(results.langevin)
    let band: [String] = ["value", "standard_error", "lower", "upper"]
    let difference = band.map { $0 == "value" ? "difference" : "difference_\($0)" }
    try withTemporaryFolder { url in
      try ResultsFolder(url).write(results)
      for (name, place, rows) in [
        ("mean-path", ["t"], 3 * 201), ("acf", ["lag"], 3 * 201),
        ("equilibrium-distribution", ["x"], 3 * 61),
        ("equilibrium-density", ["bin_lower", "bin_upper"], 3 * 60),
      ] {
        let table = try CSVTable(contentsOf: url.appendingPathComponent("\(name).csv"))
        let isDensity = place.count == 2
        #expect(
          table.columns.map(\.name)
            == ["system", "observable"] + place + band + (isDensity ? [] : difference))
        #expect(table.rowCount == rows)
      }
      let table = try CSVTable(contentsOf: url.appendingPathComponent("mean-path.csv"))
      let surrogate = langevin.observables[0].curves[1].meanPath
      let change = langevin.observables[0].differences[0].meanPath.band
      let row = 201 + 40
      #expect(
        table.columns[0].content
          == .words(
            langevin.systems.flatMap { system in
              [String](repeating: system.name, count: 201)
            }))
      #expect(table["t"]?[row] == langevin.time[40])
      #expect(table["value"]?[row] == surrogate.values[40])
      #expect(table["standard_error"]?[row] == surrogate.standardErrors[40])
      #expect(
        table["upper"]?[row] == surrogate.values[40] + 2.91 * surrogate.standardErrors[40])
      #expect(table["difference"]?[row] == change.values[40])
      #expect(
        table["difference_lower"]?[row]
          == change.values[40] - change.factor * change.standardErrors[40])
      #expect(table["difference"]?[40].isNaN == true)
    }
  }

  @Test func vectorPortraitAndKineticsAreTables() throws {
    let results = Fixtures.comparedMuellerBrown()
    try withTemporaryFolder { url in
      try ResultsFolder(url).write(results)
      let acf = try CSVTable(contentsOf: url.appendingPathComponent("acf.csv"))
      #expect(acf.rowCount == 6 * 151)
      #expect(acf["value"]?.last == results.langevin?.vectorAutocorrelation[1].values.last)
      let portrait = try CSVTable(contentsOf: url.appendingPathComponent("phase-portrait.csv"))
      #expect(
        portrait.columns.map(\.name) == [
          "trajectory", "system", "t", "q_x", "q_y", "p_x", "p_y", "energy_error",
        ])
      #expect(portrait.rowCount == 4 * 301)
      let orbit = try #require(results.hamiltonian?.trajectories[1].original)
      #expect(portrait["trajectory"]?[2 * 301 + 7] == 1)
      #expect(portrait["q_y"]?[2 * 301 + 7] == orbit.position[1][7])
      #expect(portrait["p_x"]?[2 * 301 + 7] == orbit.momentum[0][7])
      let kinetics = try CSVTable(contentsOf: url.appendingPathComponent("kinetics.csv"))
      #expect(
        kinetics.columns.map(\.name) == [
          "system", "quantity", "from", "to", "count", "value", "standard_error",
        ])
      #expect(kinetics.rowCount == 3 * 2 + 6 * 2)
      #expect(kinetics["to"]?[0].isNaN == true && kinetics["to"]?[6] == 1)
      #expect(kinetics["count"]?[9] == 894)
      #expect(kinetics["value"]?[9] == 63.8)
    }
  }

  @Test func resultsWithoutAComparisonLeaveNoneBehind() throws {
    let compared = Fixtures.comparedDoubleWell()
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(compared)
      #expect(
        try contents(of: url) == [
          "acf.csv", "effective-potential.csv", "equilibrium-density.csv",
          "equilibrium-distribution.csv", "kinetics.csv", "mean-path.csv", "phase-portrait.csv",
          "results.h5", "scenario.toml", "summary.json",
        ])
      try folder.write(try folder.read(samples: true).removingComparison())
      #expect(
        try contents(of: url) == [
          "effective-potential.csv", "results.h5", "scenario.toml", "summary.json",
        ])
      let read = try folder.read()
      #expect(read.hamiltonian == nil && read.langevin == nil && read.kinetics == nil)
      #expect(read.summary == Fixtures.doubleWell().summary)
    }
  }

  @Test func replacingChangesTheComparisonOnly() throws {
    let compared = Fixtures.comparedDoubleWell()
    let verdict = Summary.Verdict(check: "langevin_paths", passed: true, message: "They agree.")
    let replaced = compared.replacingComparison(
      hamiltonian: nil, langevin: compared.langevin, kinetics: nil, verdicts: [verdict])
    #expect(replaced.hamiltonian == nil && replaced.kinetics == nil)
    #expect(replaced.langevin == compared.langevin)
    #expect(replaced.summary.hamiltonian == nil && replaced.summary.kinetics == nil)
    #expect(replaced.summary.langevin == compared.summary.langevin)
    #expect(replaced.summary.verdicts == Fixtures.doubleWell().summary.verdicts + [verdict])
    #expect(replaced.summary.speedup == compared.summary.speedup)
    #expect(replaced.removingComparison() == Fixtures.doubleWell())
    #expect(compared.removingComparison() == Fixtures.doubleWell())
  }

  @Test func aDamagedFileIsATypedError() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.comparedDoubleWell())
      try HDF5File.create(at: folder.arraysURL) { file in
        try file.write([1.0], at: "/kinetics/wells/energy")
        try file.write([1.0, 2], at: "/kinetics/wells/depth")
        try file.write([0.0], shape: [1, 1], at: "/kinetics/wells/minimum")
      }
      let error = #expect(throws: StorageError.self) { try folder.read() }
      #expect(error?.kind == .damaged && error?.path == folder.arraysURL.path)
      #expect(error?.reason.contains("/kinetics/wells/depth") == true)
    }
  }

  /// Of the time before these were stored.
  @Test func cellSamplesMayBeAbsent() throws {
    var results = Fixtures.doubleWell()
    results.potentials[0].cellSamples = []
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(results)
      let file = try HDF5File.open(folder.arraysURL)
      #expect(!file.contains("/effective_potential/density/cell_samples"))
      let read = try folder.read()
      #expect(read.potentials[0].cellSamples.isEmpty)
      #expect(read.potentials[1].cellSamples == results.potentials[1].cellSamples)
    }
  }
}
