import CoarseGraining

/// Free energies of single coordinates and of the chosen pairs, above two dimensions, on grids for
/// the results folder.
struct MarginalStage {
  let freeEnergies: [MarginalFreeEnergy]

  /// Grid points along each axis of a pair.
  static let pairGrid = 50

  init(_ run: SampledRun, scenario: Scenario) throws {
    let names = scenario.potential.coordinateNames
    let histograms = run.observer.histograms
    let fits =
      try run.calibratedTemperatures(scenario).map {
        try MarginalFreeEnergies(
          histograms, temperature: $0, covariance: try run.positionCovariance())
      } ?? MarginalFreeEnergies(histograms, temperature: run.temperature)
    freeEnergies = (fits.singles + fits.pairs).map { marginal in
      let axes = marginal.coordinates.map { i in
        UniformAxis(
          lower: run.domain[i].lowerBound, upper: run.domain[i].upperBound,
          count: marginal.coordinates.count == 1 ? scenario.regression.grid[i] : Self.pairGrid)
      }
      let grid = marginal.freeEnergy.grid(on: axes)
      let labels = marginal.coordinates.map { names[$0] }
      return MarginalFreeEnergy(
        name: labels.joined(separator: ","),
        axes: zip(labels, axes).map { GridAxis(coordinate: $0, points: $1.centers) },
        values: grid.values, standardErrors: grid.standardErrors, supported: grid.isSupported)
    }
  }
}
