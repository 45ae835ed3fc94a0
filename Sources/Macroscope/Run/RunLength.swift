import CoarseGraining

/// How long a run is, and how long it must be, for its verdicts and for a precision of V.
struct RunLength {
  let burnInTime: Double
  let recordedTime: Double
  private let sampling: SamplingSection
  private let step: Double

  init(_ sampling: SamplingSection, step: Double) {
    self.sampling = sampling
    self.step = step
    burnInTime = Double(sampling.burnInSteps) * step
    recordedTime = Double(sampling.steps - sampling.burnInSteps) * step
  }

  /// The steps that forget the start in the burn-in and let split-R̂ pass.
  ///
  /// Means over half of the recorded time t scatter by 2τ/(t/2) of the variance, hence
  /// R̂² = 1 + 4τ/t: with the limit 1.1 it takes t = 19τ.
  func leastSteps(_ relaxation: RelaxationTimes) -> Double {
    let limit = Verdicts.Limit.splitRHat
    func finite(_ value: Double) -> Double { value.isFinite ? value : 0 }
    let recorded = 4 * finite(relaxation.position.value) / (limit * limit - 1)
    let burnIn = Verdicts.Limit.burnIn * finite(relaxation.slowest.value)
    return max(
      recorded / (1 - sampling.burnIn), sampling.burnIn > 0 ? burnIn / sampling.burnIn : 0) / step
  }

  /// The steps that besides bring the error of V to so many T.
  func steps(
    forError error: Double, _ precision: PotentialPrecision, _ relaxation: RelaxationTimes?
  ) -> Double {
    let recorded = precision.time(relativeError: error, walkers: sampling.walkers)
    return max(
      recorded / (step * (1 - sampling.burnIn)), relaxation.map(leastSteps) ?? 0)
  }

  /// The error of V that the run itself will have, in T.
  func relativeError(_ precision: PotentialPrecision) -> Double {
    precision.relativeError(walkers: sampling.walkers, time: recordedTime)
  }
}
