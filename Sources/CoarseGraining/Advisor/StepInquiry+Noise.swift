import Dynamics
import Foundation
import LinearAlgebra
import Statistics

/// Noise, temperature and friction.
extension StepInquiry {
  /// Walkers and steps of the test for chaos.
  private static let chaosWalkers = 32
  private static let chaosSteps = 256

  /// Whether the step keeps walkers in motion, and by chaos: the map of a smooth function can have
  /// attracting orbits as well, with a Lyapunov exponent below zero.
  func makesNoise(_ findings: ProbeFindings) -> Bool {
    guard findings.strength > PlateauFinder.Rule().silence * survey.meanSquareGradient else {
      return false
    }
    guard case .dampedVerlet = findings.map else { return true }
    let stride = max(1, findings.states.count / Self.chaosWalkers)
    let states = Swift.stride(from: 0, to: findings.states.count, by: stride).map {
      findings.states[$0]
    }
    let extent = states.flatMap(\.q).map { abs($0) }.max() ?? 0
    let exponent = largestLyapunovExponent(
      of: advisor.potential, step: findings.map.step, friction: friction, states: states,
      steps: Self.chaosSteps, separation: 1e-9 * max(extent, 1e-3),
      generator: Philox(seed: settings.seed, stream: 0xAD5E))
    return !(exponent.value + 3 * exponent.standardError < 0)
  }

  /// G: the shape of the residual estimator with the trace of the energy balance, which needs no fit.
  func noiseCovariance(_ findings: ProbeFindings) -> Matrix? {
    let d = maps.dimension
    guard d > 1 else { return Matrix(rows: [[findings.strength]]) }
    guard let shape = findings.noise?.estimate.value, shape.trace > 0, shape.isFinite else {
      return nil
    }
    return (findings.strength / shape.trace) * shape
  }

  /// The temperature of the probe, or from G by the balance of noise and friction where the probe was too
  /// short for equilibrium.
  func temperature(of findings: ProbeFindings) -> Estimate {
    guard case .dampedVerlet = findings.map, let noise = findings.noise?.estimate,
      !maps.reachesEquilibrium(maps.length(step: step), step: step)
    else { return findings.temperature }
    let d = maps.dimension
    let trace = (0..<d).reduce(Estimate.exact(0)) { $0 + noise[$1, $1] }
    return (step * step / 4 / tanh(friction * step / 2) / Double(d)) * trace
  }

  /// A probe with the friction or preconditioner that the run would choose.
  mutating func calibrated(
    _ main: ProbeFindings?, _ covariance: Matrix?
  ) throws -> ProbeFindings? {
    guard let calibration = settings.calibration, let main, makesNoise(main) else { return nil }
    let map: SamplingMap
    do {
      switch settings.integrator {
      case .dampedVerlet:
        guard let covariance else {
          note(
            "the calibrated friction: no noise covariance was estimated"
              + (maps.dimension > StepProbe.mostCoordinatesWithNoise
                ? ", which takes too long in \(maps.dimension) coordinates" : ""))
          return nil
        }
        let friction = try FrictionCalibration(temperature: calibration.temperature, step: step)
          .friction(for: covariance)
        map = .dampedVerlet(try DampedVerlet(step: step, friction: friction))
      case .gradientDescent:
        map = .gradientDescent(
          try GradientDescent(
            step: step,
            preconditioner: PreconditionerCalibration.preconditioner(for: main.gradientProducts)))
      }
    } catch let error as CalibrationError {
      add(.calibration(error))
      return nil
    }
    let length = maps.length(step: step)
    return try attempt("what the calibrated run would give") { inquiry in
      try inquiry.probe.findings(
        map, initial: main.law, length: length, run: Stream.calibrated, details: inquiry.details)
    }.findings
  }

  /// The largest step whose noise some friction can balance at the temperature asked for.
  func noiseLimit(_ covariance: Matrix?) -> Double? {
    guard settings.integrator == .dampedVerlet, let calibration = settings.calibration,
      let strongest = covariance.flatMap({ try? SymmetricEigen($0.symmetrized) })?.values.last,
      strongest > 0
    else { return nil }
    return 2 * (calibration.temperature / strongest).squareRoot()
  }

  /// Where 1.5 tanh(γh), the excess kurtosis that the sine of one wave leaves to the momenta, reaches the
  /// limit.
  var strongestFriction: Double? {
    settings.integrator == .dampedVerlet ? atanh(settings.limits.kurtosis / 1.5) / step : nil
  }

  /// Judges kurtosis, colour and isotropy of the run's own law.
  mutating func judgeNoise(_ findings: ProbeFindings) {
    guard !hasSinks else { return }
    let limits = settings.limits
    if let kurtosis = findings.worstKurtosis {
      let excess = kurtosis.value - 3
      let least = limits.kurtosis + 2 * kurtosis.standardError
      if excess > least { add(.betweenScales(kurtosis: kurtosis)) }
      if excess < -least { add(.strongFriction(kurtosis: kurtosis)) }
    }
    if let correlation = findings.noise?.lagOneCorrelation,
      abs(correlation.value) > limits.colour + 2 * correlation.standardError
    {
      add(.colouredNoise(correlation: correlation))
    }
    guard maps.dimension > 1, !isCalibrated else { return }
    var worst = 0.0
    let matrix = findings.temperatureMatrix
    for i in 0..<maps.dimension {
      for j in 0...i {
        let entry = matrix[i, j] - .exact(i == j ? findings.temperature.value : 0)
        worst = max(worst, (abs(entry.value) - 3 * entry.standardError))
      }
    }
    let deviation = worst / findings.temperature.value
    if deviation > limits.anisotropy { add(.anisotropic(deviation: deviation)) }
  }
}
