import CoarseGraining
import Dynamics

extension SampledRun {
  /// The noise covariance from the micro gradients ∇f(q½) − ∇V(q½) of the stored samples, V being
  /// the force fit of this run: the spline in one or two dimensions, the additive model above.
  ///
  /// Windows that leave the fitted domain are dropped. Nil when there is nothing to go by.
  func residualNoise(threads: Int) -> ResidualNoiseCovariance? {
    guard let macroscopic = macroscopicGradient() else { return nil }
    let d = samples.dimension
    let window = samples.windowLength
    let midpoints = samples.midpoint
    let gradients = samples.gradient
    let fitted = axes.map { $0.lower...$0.upper }
    /// Residuals of the windows that stay inside, and the cohorts of these.
    typealias Part = (residuals: [Double], cohorts: [Int])
    let batch = 1024
    let parts = parallelMap((samples.count + batch - 1) / batch, threads: threads) { part -> Part in
      var (residuals, cohorts): Part = ([], [])
      for n in part * batch..<min((part + 1) * batch, samples.count) {
        let base = n * window * d
        let isInside = (0..<window * d).allSatisfy {
          fitted[$0 % d].contains(midpoints[base + $0])
        }
        guard isInside else { continue }
        for at in stride(from: base, to: base + window * d, by: d) {
          let force = macroscopic(Array(midpoints[at..<at + d]))
          for i in 0..<d { residuals.append(gradients[at + i] - force[i]) }
        }
        cohorts.append(samples.cohort(ofSample: n))
      }
      return (residuals, cohorts)
    }
    let cohorts = parts.flatMap(\.cohorts)
    return try? ResidualNoiseCovariance(
      residuals: parts.flatMap(\.residuals), window: window, dimension: d, cohorts: layout.cohorts
    ) { cohorts[$0] }
  }

  /// ∇V by force regression; nil when too little was sampled.
  private func macroscopicGradient() -> (@Sendable ([Double]) -> [Double])? {
    if let forces = observer.forces {
      guard
        let spline = try? ForceRegression().fit(
          snapshot: forces.snapshot(), temperature: temperature.value)
      else { return nil }
      return { spline.gradient(at: $0) }
    }
    let d = samples.dimension
    let midpoints = samples.midpoint
    let gradients = samples.gradient
    func component(_ values: [Double], _ i: Int) -> [Double] {
      stride(from: i, to: values.count, by: samples.windowLength * d).map { values[$0] }
    }
    guard
      let model = try? AdditiveForceModel(
        midpoints: (0..<d).map { component(midpoints, $0) },
        gradients: (0..<d).map { component(gradients, $0) }, temperature: temperature.value)
    else { return nil }
    return { model.gradient(at: $0) }
  }
}
