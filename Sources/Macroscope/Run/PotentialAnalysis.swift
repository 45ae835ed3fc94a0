import CoarseGraining
import Dynamics
import Potentials
import Statistics

/// Everything that is learned of V from the sampled data: the fits on their grid in one or two
/// dimensions, marginal free energies above, and the micro gradients about the fitted force.
struct PotentialAnalysis {
  /// Nil above two dimensions.
  let fitted: FittedPotentials?
  let grids: [PotentialGrid]
  let marginals: [MarginalFreeEnergy]
  let residualNoise: ResidualNoiseCovariance?
  let histogram: PositionHistogram?
  let summaries: [String: Summary.PotentialSummary]

  init(
    _ run: SampledRun, scenario: Scenario, reference: (any Potential)?, threads: Int
  ) throws {
    residualNoise = run.residualNoise(threads: threads)
    guard scenario.dimension <= 2 else {
      fitted = nil
      grids = []
      summaries = [:]
      histogram = nil
      marginals = try MarginalStage(run, scenario: scenario).freeEnergies
      return
    }
    let fits = try FittedPotentials(
      run, scenario: scenario, reference: reference, threads: threads)
    fitted = fits
    grids = parallelMap(fits.fits.count, threads: threads) {
      fits.fits[$0].grid(on: fits.axes)
    }
    marginals = []
    histogram = run.observer.histograms.first.map {
      PositionHistogram(edges: $0.axes.map(\.edges), counts: $0.snapshot().counts)
    }
    var summaries: [String: Summary.PotentialSummary] = [:]
    for (n, fit) in fits.fits.enumerated() {
      let samples = fit.statistics.samples
      summaries[fit.method.rawValue] = Summary.PotentialSummary(
        resolution: fit.resolution, rmse: fits.comparisons?[n].rmse,
        maxError: fits.comparisons?[n].maxError, smoothing: fit.statistics.smoothing,
        samples: Int(samples.inside),
        outOfDomainFraction: samples.outside / max(samples.inside + samples.outside, 1))
    }
    self.summaries = summaries
  }

  /// The fits on the grid, for the results folder.
  var gridded: [GriddedPotential] {
    guard let fitted else { return [] }
    return zip(fitted.fits, grids).map { fit, grid in
      GriddedPotential(
        method: fit.method.rawValue, values: grid.values, standardErrors: grid.standardErrors,
        supported: grid.isSupported, coefficients: fit.spline.coefficients,
        knots: fit.spline.bases.map { basis in
          (0...basis.intervals).map { basis.lower + Double($0) * basis.spacing }
        },
        replicates: fit.replicates, cellSamples: fit.support.effectiveSamples)
    }
  }
}

extension UniformAxis {
  /// The ends of the cells, from `lower` to `upper`.
  var edges: [Double] { (0...count).map { lower + Double($0) * width } }
}
