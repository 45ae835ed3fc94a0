import CoarseGraining
import Potentials
import Statistics

/// The pieces of f between the scales of a run at several steps, made from the results of each alone
/// (docs/decomposition.md).
struct Decomposition {
  let axes: [UniformAxis]
  let potentials: [ScalePotential]
  let components: [ComponentCurve]
  let summaries: [MultiscaleSummary.Component]

  /// Nil above two dimensions, where the results hold no V of all coordinates.
  ///
  /// - Parameters:
  ///   - results: of each scale, the coarsest first.
  ///   - pieces: the known pieces of f; the reference of scale k is the sum of the first k + 1.
  ///   - names: their expressions.
  ///   - reference: the known V of the coarsest scale, used without `pieces`.
  ///   - seed: of the bands.
  init?(
    _ results: [RunResults], pieces: [any Potential], names: [String],
    reference: (any Potential)?, seed: UInt64
  ) {
    guard let axes = Self.commonAxes(results) else { return nil }
    let points = FittedPotentials.points(axes)
    let known = pieces.map { $0.values(at: points) }
    let coarsest = known.first ?? reference?.values(at: points)
    var potentials: [ScalePotential] = []
    var curves: [[String: PotentialCurve]] = []
    for (scale, result) in results.enumerated() {
      var byMethod: [String: PotentialCurve] = [:]
      let sum =
        scale == 0
        ? coarsest : known.count > scale ? Self.sum(known.prefix(scale + 1)) : nil
      for fit in result.potentials {
        guard let spline = fit.spline, let support = fit.support, spline.dimension == axes.count
        else { continue }
        let curve = PotentialCurve(
          spline: spline, replicates: fit.replicates, support: support,
          temperature: result.summary.potentialTemperature.value, on: axes)
        byMethod[fit.method] = curve
        potentials.append(
          ScalePotential(
            scale: scale, method: fit.method, values: curve.values,
            standardErrors: curve.standardErrors, supported: curve.isSupported,
            reference: sum.map(Self.fromZero)))
      }
      curves.append(byMethod)
    }
    var components: [ComponentCurve] = []
    var summaries: [MultiscaleSummary.Component] = []
    for index in results.indices.dropFirst() {
      var fits: [String: MultiscaleSummary.Fit] = [:]
      let piece = known.indices.contains(index) ? known[index] : nil
      for (number, fit) in results[index].potentials.enumerated() {
        guard let coarse = curves[index - 1][fit.method], let fine = curves[index][fit.method]
        else { continue }
        let component = ScaleComponent(from: coarse, to: fine)
        let stream = UInt64(index) << 8 | UInt64(number)
        let band = component.band(
          generator: Philox(seed: seed, stream: Self.bandStream &+ stream))
        components.append(
          ComponentCurve(
            index: index, method: fit.method, band: band, region: component.region,
            reference: piece.map { Self.centred($0, over: component.region) }))
        fits[fit.method] = Self.summary(component, band, piece: piece, axes: axes)
      }
      let strengths = results[(index - 1)...index].map { $0.summary.noiseStrength }
      summaries.append(
        MultiscaleSummary.Component(
          index: index, steps: results[(index - 1)...index].map { $0.summary.sampling.step },
          strength: strengths[0].flatMap { coarse in strengths[1].map { coarse - $0 } },
          reference: names.indices.contains(index) ? names[index] : nil, methods: fits))
    }
    self.axes = axes
    self.potentials = potentials
    self.components = components
    self.summaries = summaries
  }

  /// Apart from the streams of ensembles, which are small numbers.
  private static let bandStream: UInt64 = 0xDEC0 << 32
}

extension Decomposition {
  /// The grid of all scales: theirs where they have one in common, as with a given domain; else as wide as
  /// all of them together, and as fine as half the finest knots, within limits.
  private static func commonAxes(_ results: [RunResults]) -> [UniformAxis]? {
    let grids = results.map { $0.grid.compactMap(\.cells) }
    guard let first = grids.first, (1...2).contains(first.count),
      grids.allSatisfy({ $0.count == first.count })
    else { return nil }
    if grids.allSatisfy({ $0 == first }) { return first }
    return first.indices.map { i in
      let axes = grids.map { $0[i] }
      let lower = axes.map(\.lower).min() ?? first[i].lower
      let upper = axes.map(\.upper).max() ?? first[i].upper
      let spacings = results.flatMap(\.potentials).compactMap { $0.spline?.bases[i].spacing }
      let wanted = (2 * (upper - lower) / (spacings.min() ?? .infinity)).rounded(.up)
      let most = first.count == 1 ? 10_000.0 : 200
      let least = axes.map(\.count).max() ?? first[i].count
      return UniformAxis(
        lower: lower, upper: upper, count: max(least, Int(min(wanted, most))))
    }
  }

  private static func summary(
    _ component: ScaleComponent, _ band: CurveBand, piece: [Double]?, axes: [UniformAxis]
  ) -> MultiscaleSummary.Fit {
    let comparison = component.isKnown ? piece.map(component.compare(to:)) : nil
    return MultiscaleSummary.Fit(
      supportedPoints: component.isSupported.count { $0 },
      regionPoints: component.region.count { $0 },
      region: component.isKnown ? extent(component.region, axes) : [],
      amplitude: component.amplitude, standardError: component.standardError,
      bandFactor: band.factor, rmse: comparison?.rmse, maxError: comparison?.maxError)
  }

  /// The least and the largest of each coordinate over a region of the grid.
  private static func extent(_ region: [Bool], _ axes: [UniformAxis]) -> [[Double]] {
    let points = gridPoints(axes.map(\.centers))
    return points.map { coordinate in
      let inside = zip(coordinate, region).filter(\.1).map(\.0)
      return [inside.min() ?? .nan, inside.max() ?? .nan]
    }
  }

  private static func sum(_ curves: ArraySlice<[Double]>) -> [Double] {
    curves.dropFirst().reduce(curves[curves.startIndex]) { zip($0, $1).map(+) }
  }

  private static func fromZero(_ values: [Double]) -> [Double] {
    let least = values.filter(\.isFinite).min() ?? 0
    return values.map { $0 - least }
  }

  private static func centred(_ values: [Double], over region: [Bool]) -> [Double] {
    let inside = zip(values, region).filter(\.1).map(\.0)
    let mean = inside.reduce(0, +) / Double(max(inside.count, 1))
    return values.map { $0 - mean }
  }
}

extension Summary {
  /// Tr G. The errors of its diagonal entries are taken as independent.
  var noiseStrength: Estimate? {
    guard let covariance = noiseCovariance?.value, !covariance.isEmpty else { return nil }
    return covariance.indices.reduce(.exact(0)) { $0 + covariance[$1][$1] }
  }
}
