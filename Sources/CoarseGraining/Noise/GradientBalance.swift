import Dynamics
import LinearAlgebra
import Statistics

/// The noise covariance of a stationary gradient descent, from consecutive gradients u and u′ alone:
///
///     G = E[u uᵀ] + sym E[u′ uᵀ]
///
/// With u = Kx + g, g white, E[u uᵀ] = K Cov(x) K + G; and as x′ = x − ηDu, E[u′ uᵀ] = K E[x′ uᵀ] =
/// −K Cov(x) K where DK Cov(x) is symmetric: what the force explains, with the opposite sign. It is exact
/// for harmonic V at any stable learning rate in one dimension, and in more of them when the law is
/// Gibbs' (D ∝ E[u uᵀ]⁻¹). Else only the trace Tr(DG) is exact (docs/gradient-descent.md).
///
/// - Throws: `StatisticsError` for fewer than two walkers or moments that are not finite.
public func gradientBalanceCovariance(_ moments: WalkerMoments) throws -> NoiseCovariance {
  let matrices = zip(moments.gradientProducts(), moments.laggedGradientProducts()).map {
    $0 + $1.symmetrized
  }
  let estimate = try CovarianceEstimate(ofIndependentMatrices: matrices)
  return try NoiseCovariance(
    method: .gradientBalance, value: estimate.value, standardErrors: estimate.standardErrors)
}
