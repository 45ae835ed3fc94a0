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

  /// The micro gradients of the stored samples about a fitted force, with their covariance.
  ///
  /// Windows that leave the fitted domain are dropped. Nil when there is nothing to go by.
  static func residual(
    _ run: SampledRun, domain: [ClosedRange<Double>], gradient: ([Double]) -> [Double]
  ) -> ResidualNoiseCovariance? {
    let d = run.samples.dimension
    let window = run.samples.windowLength
    let midpoints = run.samples.midpoint
    let gradients = run.samples.gradient
    var residuals: [Double] = []
    var cohorts: [Int] = []
    residuals.reserveCapacity(midpoints.count)
    for n in 0..<run.samples.count {
      let base = n * window * d
      let isInside = (0..<(window * d)).allSatisfy { domain[$0 % d].contains(midpoints[base + $0]) }
      guard isInside else { continue }
      for s in 0..<window {
        let at = base + s * d
        let force = gradient(Array(midpoints[at..<(at + d)]))
        for i in 0..<d { residuals.append(gradients[at + i] - force[i]) }
      }
      cohorts.append(run.samples.cohort(ofSample: n))
    }
    return try? ResidualNoiseCovariance(
      residuals: residuals, window: window, dimension: d, cohorts: run.layout.cohorts
    ) { cohorts[$0] }
  }
}
