import LinearAlgebra
import Statistics

/// What remains of one system's series: curves over the trajectories, with their influences, so that
/// the errors of differences come out right.
struct LangevinReduction {
  private struct Observable {
    let meanPath: CurveEstimate
    let autocorrelation: CurveEstimate
    let distribution: CurveEstimate
    let density: CurveEstimate
    let mean: Estimate
    let deviation: Estimate
    let autocorrelationTime: Estimate
  }

  struct Differences {
    let observables: [LangevinResult.Differences]
    let vectorAutocorrelation: CurveDifference?
  }

  private let settings: LangevinComparison.Settings
  private let edges: [[Double]]
  private let observables: [Observable]
  /// Of the whole vector q, above one dimension.
  let vectorAutocorrelation: CurveEstimate?

  /// Bins of the densities.
  static let bins = 100

  init(
    _ series: LangevinRun.Series, settings: LangevinComparison.Settings, edges: [[Double]]
  ) throws {
    self.settings = settings
    self.edges = edges
    let first = settings.records + 1
    observables = try zip(series.observables, edges).map { values, edges in
      let law = try empiricalDistribution(values, from: first, edges: edges)
      let moments = try equilibriumMoments(values, from: first)
      let time = integratedAutocorrelationTime(of: Self.equilibriumChains(values, from: first))
      return Observable(
        meanPath: try CurveEstimate(meanOf: values.leading(rows: values.rows, columns: first)),
        autocorrelation: try ensembleAutocorrelation([values], maximumLag: settings.records),
        distribution: law.distribution, density: law.density, mean: moments.mean,
        deviation: moments.deviation,
        autocorrelationTime: time.isReliable
          ? settings.interval * (time.estimate ?? .undefined) : .undefined)
    }
    let components = series.coordinates.isEmpty ? series.observables : series.coordinates
    vectorAutocorrelation =
      settings.friction.rows > 1
      ? try ensembleAutocorrelation(components, maximumLag: settings.records) : nil
  }

  /// Up to a thousand of the trajectories after the path; they tell τ well enough.
  private static func equilibriumChains(_ series: Matrix, from first: Int) -> [[Double]] {
    (0..<min(series.rows, 1000)).map { row in
      Array(series.elements[row * series.columns + first..<(row + 1) * series.columns])
    }
  }

  /// The standard deviation of an observable in equilibrium.
  func scale(_ observable: Int) -> Double { observables[observable].deviation.value }

  /// The same straight from a series.
  static func equilibriumScale(
    _ series: Matrix, settings: LangevinComparison.Settings
  ) throws -> Double {
    try equilibriumMoments(series, from: settings.records + 1).deviation.value
  }

  /// Equal bins for each observable between the extremes of the given systems' equilibria, one value
  /// in ten thousand left out on either side.
  static func edges(
    _ systems: [LangevinRun.Series], settings: LangevinComparison.Settings
  ) -> [[Double]] {
    settings.observables.indices.map { n in
      var sample: [Double] = []
      for system in systems {
        let series = system.observables[n]
        let first = settings.records + 1
        // Some hundred thousand values tell the extremes well enough.
        let stride = max(1, series.rows * (series.columns - first) / 200_000)
        var skipped = 0
        for row in 0..<series.rows {
          for column in first..<series.columns {
            skipped += 1
            guard skipped >= stride else { continue }
            skipped = 0
            sample.append(series[row, column])
          }
        }
      }
      sample = sample.filter(\.isFinite).sorted()
      guard let lowest = sample.first, let highest = sample.last, lowest < highest else {
        let centre = sample.first ?? 0
        return (0...bins).map { centre + (Double($0) / Double(bins) - 0.5) }
      }
      let tail = sample.count / 10_000
      let (lower, upper) = (sample[tail], sample[sample.count - 1 - tail])
      return (0...bins).map { lower + (upper - lower) * Double($0) / Double(bins) }
    }
  }

  /// The curves of one observable with their bands.
  func curves(_ n: Int, _ generator: Philox) -> LangevinResult.Curves {
    let observable = observables[n]
    return LangevinResult.Curves(
      meanPath: observable.meanPath.band(generator: generator),
      autocorrelation: observable.autocorrelation.band(generator: generator),
      density: observable.density.band(generator: generator),
      distribution: observable.distribution.band(generator: generator), mean: observable.mean,
      deviation: observable.deviation, autocorrelationTime: observable.autocorrelationTime)
  }

  /// This system against the original.
  func differences(from original: LangevinReduction, _ generator: Philox) -> Differences {
    let tolerance = settings.tolerance
    let lags = (0...settings.records).map { Double($0) * settings.interval }
    let compared = observables.indices.map { n in
      let (mine, theirs) = (observables[n], original.observables[n])
      let distribution = mine.distribution - theirs.distribution
      let (distance, floor) = wasserstein1(difference: distribution, edges: edges[n])
      return LangevinResult.Differences(
        meanPath: CurveDifference(
          mine.meanPath - theirs.meanPath,
          tolerance: tolerance.meanPath * original.scale(n), at: lags, generator),
        autocorrelation: CurveDifference(
          mine.autocorrelation - theirs.autocorrelation, tolerance: tolerance.autocorrelation,
          at: lags, generator),
        equilibrium: CurveDifference(
          distribution, tolerance: tolerance.equilibrium, at: edges[n], generator),
        wasserstein: distance, wassersteinFloor: floor,
        autocorrelationTime: mine.autocorrelationTime - theirs.autocorrelationTime)
    }
    var vector: CurveDifference?
    if let mine = vectorAutocorrelation, let theirs = original.vectorAutocorrelation {
      vector = CurveDifference(
        mine - theirs, tolerance: tolerance.autocorrelation, at: lags, generator)
    }
    return Differences(observables: compared, vectorAutocorrelation: vector)
  }
}

extension CurveDifference {
  /// Judges a difference curve whose points stand at `places`.
  init(
    _ difference: CurveEstimate, tolerance: Double, at places: [Double], _ generator: Philox
  ) {
    let comparison = CurveComparison(difference, tolerance: tolerance, generator: generator)
    self.init(
      band: comparison.band, maxDeviation: comparison.maxDeviation,
      location: places[comparison.index], tolerance: tolerance,
      isEquivalent: comparison.isEquivalent, holdsZero: comparison.holdsZero)
  }
}

extension Matrix {
  /// The first rows and columns.
  func leading(rows: Int, columns: Int) -> Matrix {
    var elements: [Double] = []
    elements.reserveCapacity(rows * columns)
    for row in 0..<rows {
      elements += self.elements[row * self.columns..<row * self.columns + columns]
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
