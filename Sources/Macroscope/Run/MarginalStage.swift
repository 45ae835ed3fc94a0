import CoarseGraining

/// Free energies of single coordinates and of the chosen pairs, above two dimensions, each by
/// density regression on its own histogram.
struct MarginalStage {
  let freeEnergies: [MarginalFreeEnergy]

  init(_ run: SampledRun, names: [String]) throws {
    let temperature = run.temperature
    freeEnergies = try run.observer.histograms.map { histogram in
      let intervals =
        histogram.components.count == 1
        ? histogram.components.map { min(run.intervals[$0], 64) }
        : histogram.components.map { min(run.intervals[$0], 16) }
      let fit = try DensityRegression(intervals: intervals).fit(
        histogram, temperature: temperature)
      let axes = histogram.axes.map {
        UniformAxis(lower: $0.lower, upper: $0.upper, count: $0.count > 64 ? 100 : 50)
      }
      let grid = fit.grid(on: axes)
      let labels = histogram.components.map { names[$0] }
      return MarginalFreeEnergy(
        name: labels.joined(separator: ","),
        axes: zip(labels, axes).map { GridAxis(coordinate: $0, points: $1.centers) },
        values: grid.values, standardErrors: grid.standardErrors, supported: grid.isSupported)
    }
  }
}
