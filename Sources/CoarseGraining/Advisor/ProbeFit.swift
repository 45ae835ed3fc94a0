import Dynamics
import Statistics

/// The histograms of a probe, and how well V is known from them.
struct ProbeFit {
  let observer: PotentialObserver

  /// Knots per coordinate of the fit in two dimensions: enough to tell its precision, and quick.
  static let mostKnots = 12

  /// Coordinates whose marginals are looked at above two dimensions.
  static let mostMarginals = 8

  /// One histogram in one or two dimensions, above it those of some coordinates; knots no finer than
  /// `resolution`.
  init(_ sampler: EnsembleSampler, domain: [ClosedRange<Double>]?, resolution: [Double]) {
    let positions = (0..<sampler.layout.walkers).map { sampler.state(ofWalker: $0).q }
    let isPlane = resolution.count == 2
    let axes = resolution.enumerated().map { i, length in
      let range = domain?[i] ?? sampledRange(positions.map { $0[i] })
      let width = range.upperBound - range.lowerBound
      let intervals = BSplineBasis.intervals(
        width: width, resolution: length, dimension: isPlane ? 2 : 1)
      return UniformAxis(
        lower: range.lowerBound, upper: range.upperBound,
        count: 4 * min(intervals, isPlane ? Self.mostKnots : 100))
    }
    let cohorts = sampler.layout.cohorts
    let histograms =
      axes.count <= 2
      ? [Histogram(axes: axes, components: Array(axes.indices), cohorts: cohorts)]
      : stride(from: 0, to: axes.count, by: max(1, axes.count / Self.mostMarginals)).map {
        Histogram(axes: [axes[$0]], components: [$0], cohorts: cohorts)
      }
    observer = PotentialObserver(histograms: histograms, forces: nil)
  }

  /// The rms standard error of V = −T log ρ in units of T within 4T of its minimum; above two dimensions
  /// that of the least certain marginal. Nil when V cannot be fitted.
  func relativeError() -> Double? {
    let errors = observer.histograms.map { histogram -> Double? in
      let temperature = TemperatureReplicates.exact(1, cohorts: histogram.cohorts)
      guard let fit = try? DensityRegression().fit(histogram, temperature: temperature) else {
        return nil
      }
      let grid = fit.grid(on: histogram.axes)
      let region = grid.region.indices.filter { grid.region[$0] }
      guard !region.isEmpty else { return nil }
      let squares = region.reduce(0) { $0 + grid.standardErrors[$1] * grid.standardErrors[$1] }
      return (squares / Double(region.count)).squareRoot()
    }
    guard !errors.contains(where: { $0?.isFinite != true }) else { return nil }
    return errors.compactMap { $0 }.max()
  }
}
