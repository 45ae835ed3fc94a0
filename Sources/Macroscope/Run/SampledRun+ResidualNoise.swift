import CoarseGraining

extension SampledRun {
  /// The noise covariance from the micro gradients ∇f(q½) − ∇V(q½) of the stored samples, V being
  /// the force fit of this run: the spline in one or two dimensions, the additive model above.
  ///
  /// Windows that leave the fitted domain are dropped. Nil when there is nothing to go by.
  func residualNoise() -> ResidualNoiseCovariance? {
    guard let macroscopic = macroscopicGradient() else { return nil }
    let d = samples.dimension
    let window = samples.windowLength
    let midpoints = samples.midpoint
    let gradients = samples.gradient
    let fitted = axes.map { $0.lower...$0.upper }
    var residuals: [Double] = []
    var cohorts: [Int] = []
    residuals.reserveCapacity(midpoints.count)
    for n in 0..<samples.count {
      let base = n * window * d
      let isInside = (0..<(window * d)).allSatisfy { fitted[$0 % d].contains(midpoints[base + $0]) }
      guard isInside else { continue }
      for s in 0..<window {
        let at = base + s * d
        let force = macroscopic(Array(midpoints[at..<(at + d)]))
        for i in 0..<d { residuals.append(gradients[at + i] - force[i]) }
      }
      cohorts.append(samples.cohort(ofSample: n))
    }
    return try? ResidualNoiseCovariance(
      residuals: residuals, window: window, dimension: d, cohorts: layout.cohorts
    ) { cohorts[$0] }
  }

  /// ∇V by force regression; nil when too little was sampled.
  private func macroscopicGradient() -> (([Double]) -> [Double])? {
    if let forces = observer.forces {
      let fit = try? ForceRegression().fit(
        snapshot: forces.snapshot(), temperature: temperature.value)
      return fit.map { spline in { spline.gradient(at: $0) } }
    }
    let d = samples.dimension
    let midpoints = samples.midpoint
    let gradients = samples.gradient
    func component(_ values: [Double], _ i: Int) -> [Double] {
      stride(from: i, to: values.count, by: samples.windowLength * d).map { values[$0] }
    }
    let model = try? AdditiveForceModel(
      midpoints: (0..<d).map { component(midpoints, $0) },
      gradients: (0..<d).map { component(gradients, $0) }, temperature: temperature.value)
    return model.map { model in { model.gradient(at: $0) } }
  }
}
