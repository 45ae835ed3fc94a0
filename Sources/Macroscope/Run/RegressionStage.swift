import CoarseGraining
import Dynamics
import Potentials
import Statistics

/// The effective potentials of a run in one or two dimensions, on the scenario's grid.
struct FittedPotentials {
  let fits: [EffectivePotential]
  let axes: [UniformAxis]
  let reference: [Double]?
  /// Against the reference, in the order of `fits`; nil without a reference.
  let comparisons: [PotentialComparison]?
  /// Density against force; nil unless both were fitted.
  let consistency: PotentialComparison?
  let convergence: Convergence

  /// - Complexity: a fit for each method and another, cheaper one for each checkpoint, all of which are independent
  ///   of one another.
  init(
    _ run: SampledRun, scenario: Scenario, reference: (any Potential)?, threads: Int
  ) throws {
    let temperature = run.temperature
    let axes = Self.grid(run.domain, scenario.regression.grid)
    let data = SampledData(
      histogram: run.observer.histograms.first, forces: run.forces)
    let density = DensityRegression(intervals: run.intervals)
    let calibrated = try run.calibratedTemperatures(scenario)
    let methods = scenario.regression.methods
    let fits = try parallelMap(methods.count, threads: threads) { index in
      try Self.fit(
        methods[index], to: data, density: density, temperature: temperature,
        calibrated: calibrated, threads: threads)
    }
    let values = reference.map { $0.values(at: Self.points(axes)) }
    self.axes = axes
    self.fits = fits
    self.reference = values
    comparisons = values.map { values in fits.map { $0.compare(to: values, on: axes) } }
    let both = [EffectivePotential.Method.density, .force].compactMap { method in
      fits.first { $0.method == method }
    }
    consistency = both.count == 2 ? both[0].difference(from: both[1], on: axes) : nil
    convergence = try Self.convergence(
      run, density: density, fits: fits, axes: axes, reference: values, threads: threads)
  }

  /// V by a method; that by density is corrected where the temperature matrix of a calibrated run is given.
  static func fit(
    _ method: RegressionSection.Method, to data: SampledData, density: DensityRegression,
    temperature: TemperatureReplicates, calibrated: TemperatureMatrix?, threads: Int
  ) throws -> EffectivePotential {
    switch method {
    case .density:
      try calibrated.map { try density.fit(data, temperature: $0) }
        ?? density.fit(data, temperature: temperature)
    case .force: try ForceRegression(threads: threads).fit(data, temperature: temperature)
    }
  }

  /// The grid that is reported.
  static func grid(_ domain: [ClosedRange<Double>], _ counts: [Int]) -> [UniformAxis] {
    zip(domain, counts).map {
      UniformAxis(lower: $0.lowerBound, upper: $0.upperBound, count: $1)
    }
  }

  /// The grid points, the first axis slowest.
  static func points(_ axes: [UniformAxis]) -> [[Double]] {
    axes.reduce([[]]) { points, axis in
      points.flatMap { point in axis.centers.map { point + [$0] } }
    }
  }

  /// Temperature and rmse of each method from the data up to each checkpoint.
  private static func convergence(
    _ run: SampledRun, density: DensityRegression, fits: [EffectivePotential],
    axes: [UniformAxis], reference: [Double]?, threads: Int
  ) throws -> Convergence {
    var errors: [String: [Double]] = [:]
    if let reference {
      let checkpoints = run.checkpoints
      let found = parallelMap(fits.count * checkpoints.count, threads: threads) { n in
        let fit = fits[n / checkpoints.count]
        let spline = partialFit(checkpoints[n % checkpoints.count], like: fit, density: density)
        return spline.map {
          rootMeanSquare($0.values(on: axes), reference, temperature: fit.temperature.value)
        } ?? .nan
      }
      for (index, fit) in fits.enumerated() {
        let first = index * checkpoints.count
        errors[fit.method.rawValue] = Array(found[first..<first + checkpoints.count])
      }
    }
    var convergence = run.temperatureConvergence
    convergence.rmse = errors
    return convergence
  }

  private static func partialFit(
    _ checkpoint: SampledRun.Checkpoint, like fit: EffectivePotential, density: DensityRegression
  ) -> TensorSpline? {
    switch fit.method {
    case .density:
      guard let histogram = checkpoint.histogram else { return nil }
      return try? density.fit(
        snapshot: histogram, smoothing: fit.statistics.smoothing,
        temperature: checkpoint.temperature.value)
    case .force:
      guard let forces = checkpoint.forces else { return nil }
      return try? ForceRegression().fit(
        snapshot: forces, temperature: checkpoint.temperature.value)
    case .mlp: return nil
    }
  }

  /// Over the points within 4T of the reference's minimum, the best constant removed.
  private static func rootMeanSquare(
    _ values: [Double], _ reference: [Double], temperature: Double
  ) -> Double {
    let region = EffectivePotential.region(of: reference, temperature: temperature)
    let differences = values.indices.filter { region[$0] }.map { values[$0] - reference[$0] }
    let (mean, variance) = meanAndVariance(of: differences)
    guard mean.isFinite, differences.count > 1 else { return .nan }
    return (variance * Double(differences.count - 1) / Double(differences.count)).squareRoot()
  }
}
