import LinearAlgebra
import Statistics

/// The noise covariance of a single run, from the micro gradients r = ∇f(q½) − ∇V(q½): the
/// cross-check of the mass sweep.
///
/// White noise has G = E[r rᵀ]. When consecutive micro gradients are correlated by more than three
/// standard errors the noise is coloured, and the covariances at the stored lags are added, as they
/// act on momentum together.
public struct ResidualNoiseCovariance: Sendable {
  public let estimate: CovarianceEstimate
  /// Tr E[r_s r_{s+1}ᵀ] / Tr E[r_s r_sᵀ]; zero for white noise.
  public let lagOneCorrelation: Estimate
  /// ρ₁ − ρ₂ + 2ρ₁² of the correlations at lags one and two: what of ρ₁ is not due to a force.
  ///
  /// A harmonic force of curvature k that is left in the residuals of a gradient descent gives them
  /// ρ_m = −(ηk/2)(1 − ηk)^(m−1), hence zero here; the correlation ρ₁ of a coloured noise that forgets
  /// within two steps stays. So wells that the walkers feel as such and the fit of V does not show are not
  /// taken for colour. Undefined for windows of fewer than three steps.
  public let colour: Estimate
  /// Lags that were added to the instantaneous covariance; zero for white noise.
  public let lagsSummed: Int

  /// - Parameters:
  ///   - residuals: samples × window × d, row-major, consecutive steps within a window.
  ///   - window: steps in a window.
  ///   - d: the number of coordinates.
  ///   - cohorts: the number of cohorts; they are independent.
  ///   - cohort: the cohort of a sample.
  /// - Throws: `StatisticsError` when there are fewer than two cohorts or values are not finite.
  public init(
    residuals: [Double], window: Int, dimension d: Int, cohorts: Int, cohort: (Int) -> Int
  ) throws {
    let samples = residuals.count / max(window * d, 1)
    // cohorts × lags × d × d
    var sums = [Double](repeating: 0, count: cohorts * window * d * d)
    var counts = [Double](repeating: 0, count: cohorts)
    for n in 0..<samples {
      let g = cohort(n)
      counts[g] += 1
      for lag in 0..<window {
        let weight = 1 / Double(window - lag)
        let matrix = (g * window + lag) * d * d
        for s in 0..<(window - lag) {
          let a = (n * window + s) * d
          let b = (n * window + s + lag) * d
          for i in 0..<d {
            for j in 0..<d {
              sums[matrix + i * d + j] += weight * residuals[a + i] * residuals[b + j]
            }
          }
        }
      }
    }
    let present = (0..<cohorts).filter { counts[$0] > 0 }
    let means = present.map { g in
      (0..<window).map { lag in
        let first = (g * window + lag) * d * d
        let sum = Matrix(rows: d, columns: d, elements: Array(sums[first..<first + d * d]))
        return (1 / counts[g]) * sum.symmetrized
      }
    }
    if window > 1 {
      lagOneCorrelation = try Jackknife(means: means.map { [$0[1].trace, $0[0].trace] }) {
        $0[0] / $0[1]
      }.estimate
    } else {
      lagOneCorrelation = .undefined
    }
    if window > 2 {
      colour = try Jackknife(means: means.map { $0.prefix(3).map(\.trace) }) {
        let (first, second) = ($0[1] / $0[0], $0[2] / $0[0])
        return first - second + 2 * first * first
      }.estimate
    } else {
      colour = .undefined
    }
    let coloured = abs(lagOneCorrelation.value) > 3 * lagOneCorrelation.standardError
    let lags = coloured ? window - 1 : 0
    lagsSummed = lags
    estimate = try CovarianceEstimate(
      ofIndependentMatrices: means.map { lagged in
        lagged[1...].prefix(lags).reduce(lagged[0]) { $0 + 2 * $1 }
      })
  }
}
