import CoarseGraining
import LinearAlgebra
import Statistics

/// The two independent estimates of the noise covariance, side by side.
package struct NoiseCrossCheck {
  /// From the dissipation identity: mass sweep, or the single run in one dimension.
  let identity: NoiseCovariance?
  /// From the micro gradients that the fitted force leaves behind.
  let residual: ResidualNoiseCovariance?
  /// (identity − residual) of each entry in combined standard errors.
  package let differenceInSigma: [[Double]]?
  /// The largest difference against the largest entry.
  let largestRelativeDifference: Double?

  package init(identity: NoiseCovariance?, residual: ResidualNoiseCovariance?) {
    self.identity = identity
    self.residual = residual
    guard let a = identity?.estimate, let b = residual?.estimate else {
      differenceInSigma = nil
      largestRelativeDifference = nil
      return
    }
    let d = a.value.rows
    differenceInSigma = (0..<d).map { i in (0..<d).map { a[i, $0].deviation(from: b[i, $0]) } }
    largestRelativeDifference = (a.value - b.value).maxAbs / max(a.value.maxAbs, 1e-300)
  }
}
