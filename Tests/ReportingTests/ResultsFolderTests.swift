import Foundation
import Macroscope
import Storage
import Testing

@Suite struct ResultsFolderTests {
  @Test func whatIsWrittenIsReadBack() throws {
    for results in [
      Fixtures.doubleWell(), Fixtures.muellerBrown(), Fixtures.tenDimensional(),
    ] {
      try withTemporaryFolder { url in
        let folder = ResultsFolder(url.appendingPathComponent("new/deep"))
        try folder.write(results)
        let read = try folder.read(samples: true)
        // Reading and writing again changes nothing: the shift to zero is already made.
        try folder.write(read)
        let again = try folder.read(samples: true)
        #expect(same(read.potentials, again.potentials))
        #expect(read.summary == results.summary)
        #expect(read.scenarioText == results.scenarioText)
        #expect(read.grid == results.grid)
        #expect(read.histogram == results.histogram)
        #expect(read.momentum == results.momentum)
        #expect(read.convergence == results.convergence)
        #expect(read.autocorrelation == results.autocorrelation)
        #expect(read.samples == results.samples)
        #expect(read.marginals.map(\.name) == results.marginals.map(\.name))
        #expect(read.marginals.map(\.axes) == results.marginals.map(\.axes))
        #expect(read.potentials.map(\.method) == results.potentials.map(\.method))
        for (a, b) in zip(read.potentials, results.potentials) {
          #expect(a.knots == b.knots && a.coefficients == b.coefficients)
          #expect(a.replicates == b.replicates && a.supported == b.supported)
          #expect(a.cellSamples == b.cellSamples)
        }
      }
    }
  }

  /// Equal but for NaN, which is unequal to itself.
  private func same(_ a: [GriddedPotential], _ b: [GriddedPotential]) -> Bool {
    a.map(\.values) == b.map(\.values)
      && a.map { $0.standardErrors.map(\.bitPattern) }
        == b.map { $0.standardErrors.map(\.bitPattern) }
  }

  @Test func arraysHaveTheDocumentedLayout() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.muellerBrown())
      let file = try HDF5File.open(folder.arraysURL)
      #expect(
        file.list("/") == [
          "autocorrelation", "calibration", "convergence", "effective_potential", "grid",
          "histogram", "momentum", "noise_covariance",
        ])
      #expect(
        file.list("/effective_potential/density") == [
          "cell_samples", "coefficients", "knots", "replicates", "standard_error", "supported",
          "value",
        ])
      #expect(try file.attributes(at: "/grid/1")["coordinate"] == "y")
      #expect(try file.readDoubles("/effective_potential/density/value").shape == [100, 100])
      #expect(try file.readDoubles("/effective_potential/reference").shape == [100, 100])
      #expect(try file.readDoubles("/histogram/counts").shape == [20, 30])
      #expect(try file.readDoubles("/momentum/edges").shape == [2, 61])
      #expect(try file.readDoubles("/momentum/counts").shape == [2, 60])
      #expect(try file.readDoubles("/momentum/snapshot").shape == [50, 2])
      #expect(try file.readDoubles("/autocorrelation/position").shape == [2, 200])
      #expect(
        file.list("/noise_covariance") == [
          "residual", "residual_standard_error", "sweep", "sweep_standard_error", "value",
          "value_standard_error",
        ])
      #expect(try file.readDoubles("/noise_covariance/sweep").values == [6.705, 4.41, 4.41, 8.82])
      #expect(
        file.list("/calibration") == [
          "friction", "momentum_covariance", "momentum_covariance_standard_error",
        ])
    }
  }

  @Test func tableHasOneRowPerGridPointWithFullPrecision() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.muellerBrown())
      let table = try CSVTable(contentsOf: folder.potentialURL)
      #expect(
        table.columns.map(\.name) == [
          "x", "y", "V_density", "se_density", "V_force", "se_force", "V_reference",
        ])
      #expect(table.rowCount == 10_000)
      let read = try folder.read()
      #expect(table["V_density"] == read.potentials[0].values)
      #expect(table["V_reference"] == read.reference)
      #expect(table["x"]?[100] == read.grid[0].points[1])
      #expect(table["y"]?[1] == read.grid[1].points[1])
    }
  }

  @Test func minimumOfEveryPotentialIsZeroAndUnsupportedErrorsAreNaN() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.muellerBrown())
      let read = try folder.read()
      #expect(read.reference?.min() == 0)
      for potential in read.potentials {
        let supported = zip(potential.values, potential.supported).filter(\.1).map(\.0)
        #expect(supported.min() == 0)
        #expect(potential.supported.contains(false))
        for (error, isSupported) in zip(potential.standardErrors, potential.supported) {
          #expect(error.isNaN != isSupported)
        }
      }
    }
  }

  @Test func aboveTwoDimensionsTablesHoldMarginals() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.tenDimensional())
      let single = try CSVTable(contentsOf: folder.potentialURL)
      #expect(single.columns.map(\.name) == ["coordinate", "q", "V_density", "se_density"])
      #expect(single.rowCount == 10 * 120)
      let all = try CSVTable(contentsOf: url.appendingPathComponent("marginals.csv"))
      #expect(
        all.columns.map(\.name) == [
          "coordinate_0", "coordinate_1", "q_0", "q_1", "V_density", "se_density",
        ])
      #expect(all.rowCount == 10 * 120 + 5 * 50 * 40)
    }
  }

  /// Two arrays of one name cannot be written: the second write fails half way.
  @Test func aFailedWriteLeavesTheOldResultsAndNothingElse() throws {
    try withTemporaryFolder { url in
      let folder = ResultsFolder(url)
      try folder.write(Fixtures.tenDimensional())
      let names = try contents(of: url)
      let before = try names.map { try AtomicFile.read(url.appendingPathComponent($0)) }
      var broken = Fixtures.tenDimensional()
      broken.summary.scenario.title = "other"
      broken.marginals.append(broken.marginals[0])
      #expect(throws: StorageError.self) { try folder.write(broken) }
      #expect(try contents(of: url) == names)
      #expect(try names.map { try AtomicFile.read(url.appendingPathComponent($0)) } == before)
    }
  }

  @Test func filesOfOthersStay() throws {
    try withTemporaryFolder { url in
      try AtomicFile.write("mine", to: url.appendingPathComponent("notes.txt"))
      try ResultsFolder(url).write(Fixtures.doubleWell())
      #expect(
        try contents(of: url) == [
          "effective-potential.csv", "notes.txt", "results.h5", "scenario.toml", "summary.json",
        ])
    }
  }

  @Test func aFileInPlaceOfTheFolderIsATypedError() throws {
    try withTemporaryFolder { url in
      let file = url.appendingPathComponent("results")
      try AtomicFile.write("a file", to: file)
      #expect(throws: StorageError.self) { try ResultsFolder(file).write(Fixtures.doubleWell()) }
      #expect(throws: StorageError.self) { try ResultsFolder(file).read() }
    }
  }

  @Test func aNewerVersionIsRefused() throws {
    try withTemporaryFolder { url in
      var results = Fixtures.doubleWell()
      results.summary.schemaVersion = 2
      let folder = ResultsFolder(url)
      try folder.write(results)
      let error = #expect(throws: StorageError.self) { try folder.read() }
      #expect(error?.reason.contains("schema_version is 2") == true)
    }
  }
}
