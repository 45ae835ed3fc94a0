import CoarseGraining
import Dynamics
import Foundation
import Statistics

/// What the diagnostics say, each with what to do when it fails (docs/diagnostics.md).
///
/// With enough samples every deviation is significant, so a verdict asks whether the *effect* is
/// small, allowing for its error; a p-value alone fails nothing.
package struct Verdicts {
  /// The limits, in one place.
  enum Limit {
    /// Captures per relaxation time.
    static let escape = 1e-3
    /// Lag-1 correlation of the micro gradient.
    static let colour = 0.05
    /// Excess kurtosis of the momenta.
    static let kurtosis = 0.2
    /// Distance of the empirical from the normal distribution function.
    static let normalDistance = 0.06
    /// Split-R̂.
    static let splitRHat = 1.1
    /// Drift between halves of the run, in standard deviations of the coordinate.
    static let drift = 0.1
    /// Burn-in, in autocorrelation times.
    static let burnIn = 3.0
    /// Deviation of the temperature matrix Θ/T from the identity.
    static let momentum = 0.04
    /// Difference of the two noise covariances against their largest entry.
    static let noise = 0.1
    /// Difference of density and force potentials beyond its error, in T.
    static let consistency = 0.1
    /// Error of V over the region within 4T, in T.
    static let precision = 0.25
    /// Energy error of Hamiltonian trajectories, relative to the energy above the minimum.
    static let energy = 0.02
    /// Recorded states of the surrogate where V rests on no data.
    static let unsupported = 0.01
    /// Noise that a smaller step resolves, relative to that of the larger.
    static let strength = 0.05
    /// Grid points that two scales must have in common.
    static let regionPoints = 10
  }

  package private(set) var list: [Summary.Verdict] = []

  package init() {}

  mutating func add(_ check: String, _ passed: Bool, _ finding: String, cure: String) {
    list.append(
      Summary.Verdict(
        check: check, passed: passed, message: passed ? finding : "\(finding): \(cure)"))
  }

  /// Verdicts of other parts.
  mutating func append(_ verdicts: [Summary.Verdict]) { list += verdicts }

  /// Whether a check was made and passed.
  func hasPassed(_ check: String) -> Bool {
    list.contains { $0.check == check && $0.passed }
  }

  /// Trapped walkers, from the production run and from every run of the sweep.
  package mutating func judgeSinks(_ sinks: SinkReport, relaxation: Double) {
    let rate = sinks.escapeRate
    let perRelaxation = rate.value * relaxation
    let cure =
      "micro minima capture walkers and V is not to be trusted; "
      + (sinks.suggestedStep.map { "sampling.step ≥ \(text($0)) would cure it" }
        ?? "a larger sampling.step would cure it")
    add(
      "trapped_walkers", perRelaxation <= Limit.escape,
      "\(sinks.revivals) walkers were trapped and revived, \(text(perRelaxation)) per walker and "
        + "relaxation time (limit \(text(Limit.escape)))", cure: cure)
  }

  package mutating func judgeColour(_ correlation: Estimate?) {
    guard let correlation, correlation.value.isFinite else { return }
    let size = abs(correlation.value)
    add(
      "white_noise", size <= Limit.colour || size <= 4 * correlation.standardError,
      "the micro gradients of consecutive steps correlate by \(text(correlation)) "
        + "(limit \(text(Limit.colour)))",
      cure: "the noise is coloured and T and G are biased; a larger sampling.step decorrelates it")
  }

  package mutating func judgeNormality(_ diagnostics: EquilibriumDiagnostics) {
    let excess = diagnostics.kurtosis.map { abs($0.value - 3) }
    if let worst = Self.worst(excess) {
      let kurtosis = diagnostics.kurtosis[worst]
      add(
        "momentum_kurtosis", abs(kurtosis.value - 3) <= Limit.kurtosis,
        "the kurtosis of the momenta is \(text(kurtosis)), normal is 3 ± \(text(Limit.kurtosis))",
        cure: "the momenta are not thermal: the step lies between two scales, or friction acts "
          + "within few steps; move sampling.step to a plateau or lower sampling.friction")
    }
    let failed = diagnostics.tests.filter { entry in
      entry.test.pValue < 1e-3 / Double(max(diagnostics.tests.count, 1))
        && entry.test.effectSize.magnitude > Limit.normalDistance
    }
    let weakest = diagnostics.tests.min { $0.test.pValue < $1.test.pValue }
    if let weakest {
      let names = failed.map(\.key).joined(separator: ", ")
      add(
        "momentum_normality", failed.isEmpty,
        failed.isEmpty
          ? "the momenta pass \(diagnostics.tests.count) tests of normality (smallest p = "
            + "\(text(weakest.test.pValue)), \(weakest.key))"
          : "the momenta fail \(names)",
        cure: "the ensemble is not in equilibrium at one temperature; run longer, or change the "
          + "step")
    }
  }

  package mutating func judgeMixing(
    _ diagnostics: EquilibriumDiagnostics, burnInTime: Double, coordinates: [String]
  ) {
    if let worst = Self.worst(diagnostics.splitRHat) {
      let value = diagnostics.splitRHat[worst]
      // Written so that NaN fails.
      add(
        "split_r_hat", value <= Limit.splitRHat,
        "split-R̂ of \(coordinates[worst]) over walkers is \(text(value)) "
          + "(limit \(text(Limit.splitRHat)))",
        cure: "walkers still remember where they started; run longer")
    }
    let slowest = diagnostics.slowestTime
    if slowest.value.isFinite {
      add(
        "burn_in", burnInTime >= Limit.burnIn * slowest.value,
        "the burn-in lasts \(text(burnInTime / slowest.value)) autocorrelation times (at least "
          + "\(text(Limit.burnIn)))",
        cure: "the initial law still shows; raise sampling.burn_in or run longer")
    }
    if let drift = Self.farthest(diagnostics.drift) {
      let spread = Self.farthest(diagnostics.spreadDrift)
      add(
        "stationarity",
        Self.isStationary(drift.value) && spread.map { Self.isStationary($0.value) } != false,
        "between the halves of the run the mean of \(coordinates[drift.place]) moves by "
          + "\(text(drift.value)) standard deviations"
          + (spread.map {
            ", and the deviation of \(coordinates[$0.place]) changes by \(text(100 * $0.value)) %"
          } ?? ""),
        cure: "the run is not stationary; raise sampling.burn_in or run longer (with weak "
          + "friction energies relax in 1/γ, long after the mean)")
    }
  }

  /// A change that is small or that may be chance.
  private static func isStationary(_ change: Estimate) -> Bool {
    abs(change.value) <= max(Limit.drift, 4 * change.standardError)
  }

  /// The change that is farthest from zero of those that are known: first those that are not stationary.
  private static func farthest(_ changes: [Estimate]) -> (place: Int, value: Estimate)? {
    let known = changes.indices.filter { changes[$0].value.isFinite }
    let moved = known.filter { !isStationary(changes[$0]) }
    return (moved.isEmpty ? known : moved)
      .max { abs(changes[$0].value) < abs(changes[$1].value) }
      .map { ($0, changes[$0]) }
  }

  /// The temperature matrix Θ = T·I: no entry of Θ/T is significantly farther from the identity than the limit, and all
  /// are known better than that.
  package mutating func judgeIsotropy(
    _ covariance: CovarianceEstimate, temperature: Double, isDescent: Bool = false
  ) {
    let d = covariance.value.rows
    let entries = Double(d * (d + 1) / 2)
    // Where Θ is just at the limit, all entries together exceed it so in 1 % of the runs.
    let significance = -normalQuantile(0.01 / entries)
    var worst = Estimate(value: 0, standardError: 0)
    var excess = -Double.infinity
    var isKnown = covariance.value.isFinite && covariance.standardErrors.isFinite
    for i in 0..<d {
      for j in 0...i {
        let deviation = abs(covariance.value[i, j] - (i == j ? temperature : 0)) / temperature
        let error = covariance.standardErrors[i, j] / temperature
        if deviation - significance * error > excess {
          excess = deviation - significance * error
          worst = Estimate(value: deviation, standardError: error)
        }
        if error > Limit.momentum { isKnown = false }
      }
    }
    let isBalanced =
      isDescent ? "the preconditioner does not balance" : "the friction does not balance"
    let cure =
      excess > Limit.momentum
      ? "\(isBalanced) the noise, so the law is not Gibbs'; enable [calibration], or give it more "
        + "steps and refinements"
      : "too few data to tell whether the law is Gibbs'; take more steps or walkers"
    add(
      isDescent ? "isotropic_temperature" : "thermal_momenta",
      isKnown && excess <= Limit.momentum,
      "the temperature matrix Θ/T deviates from the identity by \(text(100 * worst)) % (limit "
        + "\(text(100 * Limit.momentum)) %, errors allowed for)", cure: cure)
  }

  package mutating func judgeNoise(_ check: NoiseCrossCheck) {
    if let sweep = check.identity, let p = sweep.pValue {
      add(
        "sweep_consistency", p >= 1e-4,
        "the sweep's equations agree: χ² = \(text(sweep.chiSquared ?? .nan)) for "
          + "\(sweep.degreesOfFreedom) (p = \(text(p)))",
        cure: "G depends on the mass matrix, so some run of the sweep is not at equilibrium or has "
          + "coloured noise; bring calibration.mass_contrast nearer to 1, or change the step")
    }
    if let sigma = check.differenceInSigma, let relative = check.largestRelativeDifference {
      let largest = sigma.joined().map(abs).max() ?? .nan
      add(
        "noise_estimators", largest <= 4 || relative <= Limit.noise,
        "the two estimates of G differ by \(text(largest)) σ or \(text(100 * relative)) % at most",
        cure: "the noise is not white, or V changes within a step; change the step")
    }
  }

  package mutating func judgePotential(
    _ fits: [EffectivePotential], grids: [PotentialGrid], consistency: PotentialComparison?,
    temperature: Double
  ) {
    if let consistency, consistency.points > 0 {
      let excess =
        (max(
          consistency.rmse.value * consistency.rmse.value
            - consistency.expectedRMSE * consistency.expectedRMSE, 0)).squareRoot()
      let passed = excess <= Limit.consistency * temperature
      let isSystematic = passed && consistency.rmsInStandardErrors > 2
      add(
        "consistency", passed,
        "V by density and by force differ by \(text(consistency.rmse)) rms "
          + "(\(text(consistency.rmse.value / temperature)) T)"
          + (isSystematic
            ? ", more than their errors explain: the finite step adds a systematic error of that size"
            : ""),
        cure: "the sampled law is not that of the mean force; do not use −T log ρ as V")
    }
    for (fit, grid) in zip(fits, grids) {
      let error = grid.precision
      add(
        "precision_\(fit.method.rawValue)", error <= Limit.precision * temperature,
        "V by \(fit.method.rawValue) is known to \(text(error)) rms "
          + "(\(text(error / temperature)) T) within 4T of its minimum",
        cure: "the run is too short for this domain: take more steps or walkers")
    }
  }

  /// Where the largest value stands; a NaN counts as larger than anything. Nil for no values.
  static func worst(_ values: [Double]) -> Int? {
    values.firstIndex(where: \.isNaN) ?? values.indices.max { values[$0] < values[$1] }
  }

  func text(_ value: Double) -> String { String(format: "%.3g", value) }

  func text(_ estimate: Estimate) -> String {
    String(format: "%.4g ± %.2g", estimate.value, estimate.standardError)
  }
}
