import LinearAlgebra

/// A model of V for many coordinates: V_θ = Σ_i s_i(q_i) + Σ_{i<j} c_ij (q_i − m_i)(q_j − m_j), with cubic
/// splines s_i and m the mean of the samples, fitted to stored gradients by least squares.
///
/// It is exact where coordinates couple bilinearly. Elsewhere it is an approximation whose quality `rSquared`
/// tells; its purpose is to take the macroscopic part out of sampled gradients when the covariance of
/// the micro noise is estimated from what remains.
public struct AdditiveForceModel: Sendable {
  /// The terms of single coordinates.
  public let splines: [TensorSpline]
  /// c_ij, symmetric with zero diagonal.
  public let couplings: Matrix
  /// m: the mean of the samples.
  public let centre: [Double]
  /// The share of Σ|g|² that ∇V_θ explains.
  public private(set) var rSquared: Double

  /// The most spline intervals per coordinate.
  static let mostIntervals = 8
  /// Above so many coordinates there are no coupling terms: their number would exceed two thousand.
  public static let mostCoupledCoordinates = 64
  /// Updates of the normal matrix; of more samples than that allows, every k-th is used.
  private static let mostWork = 2e9

  /// Fits the model to samples: `midpoints[i]` and `gradients[i]` hold component i of all of them.
  ///
  /// `resolution` (per coordinate) bounds the distance of knots from below. `temperature` sets the scale of
  /// the weak third-difference prior, as in `ForceRegression`. O(samples · d³) + O(unknowns³).
  public init(
    midpoints: [[Double]], gradients: [[Double]], temperature: Double, resolution: [Double]? = nil
  ) throws(RegressionError) {
    let d = midpoints.count
    guard d > 0 else { throw .unsupportedDimension(0) }
    guard gradients.count == d else {
      throw .mismatch(what: "components of the gradients", expected: d, found: gradients.count)
    }
    if let resolution, resolution.count != d {
      throw .mismatch(what: "resolution lengths", expected: d, found: resolution.count)
    }
    let samples = midpoints[0].count
    for series in midpoints + gradients where series.count != samples {
      throw .mismatch(what: "samples per component", expected: samples, found: series.count)
    }
    let broken = (0..<samples).count { k in
      !(0..<d).allSatisfy { midpoints[$0][k].isFinite && gradients[$0][k].isFinite }
    }
    guard broken == 0 else { throw .notFinite(samples: Double(broken)) }

    let centre = midpoints.map { $0.reduce(0, +) / Double(max(samples, 1)) }
    let bases = midpoints.enumerated().map { i, series in
      Self.basis(series, resolution: resolution?[i] ?? 0)
    }
    var system = AdditiveNormalEquations(
      bases: bases, centre: centre, isCoupled: d <= Self.mostCoupledCoordinates)
    let needed = system.unknowns
    guard samples * d >= needed else {
      throw .tooFewSamples(needed: (needed + d - 1) / d, found: samples)
    }
    let step = max(
      1,
      min(
        Int(Double(samples) * system.workPerSample / Self.mostWork),
        samples * d / (20 * needed)))
    for k in stride(from: 0, to: samples, by: step) {
      system.add(midpoints.map { $0[k] }, gradients.map { $0[k] })
    }
    let solution = try system.solve(temperature: temperature)
    self.centre = centre
    (splines, couplings) = system.terms(solution)
    rSquared = 0
    let residuals = residuals(midpoints: midpoints, gradients: gradients)
    let left = residuals.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    let all = gradients.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    rSquared = 1 - left / all
  }

  /// The number of coordinates.
  public var dimension: Int { splines.count }

  /// V_θ at a point, up to a constant.
  public func value(at q: [Double]) -> Double {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let offset = zip(q, centre).map { $0 - $1 }
    let coupled = zip(offset, couplings * offset).reduce(0) { $0 + $1.0 * $1.1 } / 2
    return zip(splines, q).reduce(coupled) { $0 + $1.0.value(at: [$1.1]) }
  }

  /// ∇V_θ at a point.
  public func gradient(at q: [Double]) -> [Double] {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let coupled = couplings * zip(q, centre).map { $0 - $1 }
    return (0..<dimension).map { splines[$0].gradient(at: [q[$0]])[0] + coupled[$0] }
  }

  /// The micro gradients g − ∇V_θ at samples, component by component.
  public func residuals(midpoints: [[Double]], gradients: [[Double]]) -> [[Double]] {
    precondition(midpoints.count == dimension && gradients.count == dimension, "wrong shape")
    var result = gradients
    for k in 0..<(midpoints.first?.count ?? 0) {
      let slope = gradient(at: midpoints.map { $0[k] })
      for i in 0..<dimension { result[i][k] -= slope[i] }
    }
    return result
  }

  /// Knots over the range of the samples.
  private static func basis(_ series: [Double], resolution: Double) -> BSplineBasis {
    let (lower, upper) = (series.min() ?? 0, series.max() ?? 0)
    let width = max(upper - lower, 1e-9 * max(abs(lower), abs(upper), 1))
    let most = min(width / max(resolution, .leastNormalMagnitude), Double(mostIntervals))
    return BSplineBasis(
      lower: lower, upper: lower + width, intervals: max(1, most.isFinite ? Int(most) : 1))
  }
}
