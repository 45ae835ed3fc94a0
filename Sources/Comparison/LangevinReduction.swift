import Dynamics
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

    /// The trajectories of one initial state are one unit, so that all systems have the same units.
    init(
      _ values: Matrix, units: Int, settings: LangevinComparison.Settings, edges: [Double]
    ) throws {
      let first = settings.equilibriumStart
      meanPath = try CurveEstimate(
        meanOf: values.leading(rows: values.rows, columns: settings.records + 1)
          .meansOfRows(values.rows / units))
      autocorrelation = try ensembleAutocorrelation([values], maximumLag: settings.records)
        .grouped(into: units)
      let equilibrium = try empiricalDistribution(values, from: first, edges: edges)
      distribution = equilibrium.distribution.grouped(into: units)
      density = equilibrium.density.grouped(into: units)
      (mean, deviation) = try equilibriumMoments(values, from: first)
      // A single series must be long to tell τ; of many, each need hold little more than the window.
      let time = integratedAutocorrelationTime(
        of: LangevinReduction.equilibriumChains(values, from: first), minimumLength: 6)
      autocorrelationTime =
        time.isReliable ? settings.interval * (time.estimate ?? .undefined) : .undefined
    }
  }

  private let settings: LangevinComparison.Settings
  private let edges: [[Double]]
  private let observables: [Observable]
  /// Of the whole vector q, above one dimension.
  let vectorAutocorrelation: CurveEstimate?

  /// Bins of the densities.
  static let bins = 100

  /// One for each of the systems, all their observables on all threads.
  static func reduce(
    _ systems: [LangevinRun.Series], settings: LangevinComparison.Settings, edges: [[Double]]
  ) throws -> [LangevinReduction] {
    let count = settings.observables.count
    // Of each system its observables, then the autocorrelation of the vector.
    let vectors = settings.friction.rows > 1 ? systems.count : 0
    let parts = try parallelMap(systems.count * count + vectors, threads: settings.threads) { n in
      guard n < systems.count * count else {
        return Part.vector(try vectorAutocorrelation(systems[n - systems.count * count], settings))
      }
      let series = systems[n / count]
      do {
        return Part.observable(
          try Observable(
            series.observables[n % count], units: series.units, settings: settings,
            edges: edges[n % count]))
      } catch let error as StatisticsError {
        throw ComparisonError.observable(settings.observables[n % count].source, error)
      }
    }
    let observables = parts.compactMap {
      if case .observable(let value) = $0 { value } else { nil }
    }
    let curves = parts.compactMap { if case .vector(let curve) = $0 { curve } else { nil } }
    return systems.indices.map { index in
      LangevinReduction(
        settings: settings, edges: edges,
        observables: Array(observables[index * count..<(index + 1) * count]),
        vectorAutocorrelation: vectors > 0 ? curves[index] : nil)
    }
  }

  /// What is computed at a time.
  private enum Part {
    case observable(Observable)
    case vector(CurveEstimate)
  }

  private static func vectorAutocorrelation(
    _ series: LangevinRun.Series, _ settings: LangevinComparison.Settings
  ) throws -> CurveEstimate {
    try ensembleAutocorrelation(
      series.coordinates.isEmpty ? series.observables : series.coordinates,
      maximumLag: settings.records
    ).grouped(into: series.units)
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
    try equilibriumMoments(series, from: settings.equilibriumStart).deviation.value
  }

  /// Equal bins for each observable between the extremes of the given systems' equilibria, one value
  /// in ten thousand left out on either side.
  static func edges(
    _ systems: [LangevinRun.Series], settings: LangevinComparison.Settings
  ) -> [[Double]] {
    parallelMap(settings.observables.count, threads: settings.threads) { n in
      var sample: [Double] = []
      for system in systems {
        let series = system.observables[n]
        let first = settings.equilibriumStart
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

  /// One observable of this system against that of the original.
  func differences(
    _ n: Int, from original: LangevinReduction, _ generator: Philox
  ) -> LangevinResult.Differences {
    let tolerance = settings.tolerance
    let (mine, theirs) = (observables[n], original.observables[n])
    let distribution = mine.distribution - theirs.distribution
    let (distance, floor) = wasserstein1(difference: distribution, edges: edges[n])
    return LangevinResult.Differences(
      meanPath: CurveDifference(
        mine.meanPath - theirs.meanPath, tolerance: tolerance.meanPath * original.scale(n),
        at: settings.times, generator),
      autocorrelation: CurveDifference(
        mine.autocorrelation - theirs.autocorrelation, tolerance: tolerance.autocorrelation,
        at: settings.times, generator),
      equilibrium: CurveDifference(
        distribution, tolerance: tolerance.equilibrium, at: edges[n], generator),
      wasserstein: distance, wassersteinFloor: floor,
      autocorrelationTime: mine.autocorrelationTime - theirs.autocorrelationTime)
  }

  func vectorAutocorrelationDifference(
    from original: LangevinReduction, _ generator: Philox
  ) -> CurveDifference? {
    guard let mine = vectorAutocorrelation, let theirs = original.vectorAutocorrelation else {
      return nil
    }
    return CurveDifference(
      mine - theirs, tolerance: settings.tolerance.autocorrelation, at: settings.times, generator)
  }
}

extension LangevinRun.Series {
  /// Initial states.
  fileprivate var units: Int { (observables.first?.rows ?? 0) / replicas }
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
  /// The means of every so many rows, exact where all agree.
  fileprivate func meansOfRows(_ count: Int) -> Matrix {
    guard count > 1 else { return self }
    var means = Matrix(rows: rows / count, columns: columns)
    for row in 0..<means.rows {
      for column in 0..<columns {
        let first = self[row * count, column]
        let sum = (1..<count).reduce(0) { $0 + self[row * count + $1, column] - first }
        means[row, column] = first + sum / Double(count)
      }
    }
    return means
  }

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
