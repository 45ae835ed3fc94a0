import Dynamics
import LinearAlgebra
import Statistics

/// The balance of noise and dissipation in the stationary damped Störmer–Verlet map:
///
///     E[(p′ + p)ᵀ M⁻¹ a⁻¹ (I − E) p′] = Tr(a M⁻¹ G),     Γ = γI
///
/// It follows by multiplying the momentum update by a⁻¹M⁻¹(p′ + p) and using stationarity, and is
/// exact for harmonic V at any step and friction; its limit h → 0 is Theorem 3.1 of Li & Tao, arXiv
/// 2401.03511, which at the method's own steps is off by several per cent
/// (docs/noise-covariance.md). Each mass matrix gives one linear equation for the entries of G.
public struct DissipationIdentity: Sendable {
  /// (aM⁻¹)_ii for the diagonal and (aM⁻¹)_ij + (aM⁻¹)_ji for the pairs i > j, ordered as
  /// `entry(i, j)`.
  public let coefficients: [Double]
  /// M⁻¹ a⁻¹ (I − E).
  private let form: Matrix

  /// The number of distinct entries of a symmetric d × d matrix.
  public static func entries(_ dimension: Int) -> Int { dimension * (dimension + 1) / 2 }

  /// Where entry (i, j), i ≥ j, of G stands among the unknowns.
  public static func entry(_ i: Int, _ j: Int) -> Int { i * (i + 1) / 2 + j }

  public init(_ map: DampedVerlet) throws(LinearAlgebraError) {
    let d = map.dimension
    form =
      map.inverseMass
      * (try map.kick.solve(Matrix.identity(d) - map.decay))
    let weight = map.kick * map.inverseMass
    var row = [Double](repeating: 0, count: Self.entries(d))
    for i in 0..<d {
      row[Self.entry(i, i)] = weight[i, i]
      for j in 0..<i { row[Self.entry(i, j)] = weight[i, j] + weight[j, i] }
    }
    coefficients = row
  }

  /// The left-hand side, estimated over independent walkers.
  public func dissipation(_ moments: WalkerMoments) -> Estimate {
    let products = moments.momentumProducts()
    let lagged = moments.laggedProducts()
    return mean(
      ofIndependent: zip(products, lagged).map { now, before in
        var sum = 0.0
        for i in 0..<form.rows {
          for j in 0..<form.columns { sum += form[i, j] * (now[i, j] + before[j, i]) }
        }
        return sum
      })
  }
}

/// The noise covariance of a stationary run with M = I whose friction is already close to the
/// fluctuation–dissipation relation.
///
/// Multiplying the momentum update by (p′ + p)ᵀ instead of contracting it gives a full matrix,
///
///     G = sym[ a⁻¹ E[(p′ − E p)(p′ + p)ᵀ] a⁻ᵀ ],
///
/// which holds when the stationary law has no probability current, as in the calibrated run. Away
/// from there it gets Tr(aG) right and nothing more: the covariance of the momenta in one run does
/// not determine G, and repeating the calibration with this matrix need not converge to it.
///
/// - Throws: `StatisticsError` for fewer than two walkers or moments that are not finite.
public func momentumBalanceCovariance(_ map: DampedVerlet, _ moments: WalkerMoments) throws
  -> NoiseCovariance
{
  let inverseKick = try map.kick.inverse()
  let matrices = zip(moments.momentumProducts(), moments.laggedProducts()).map { now, lagged in
    // Stationarity: E[p pᵀ] = E[p′ p′ᵀ].
    let update = now + lagged - map.decay * (lagged.transpose + now)
    return (inverseKick * update * inverseKick.transpose).symmetrized
  }
  let estimate = try CovarianceEstimate(ofIndependentMatrices: matrices)
  return try NoiseCovariance(
    method: .calibratedRun, value: estimate.value, standardErrors: estimate.standardErrors)
}
