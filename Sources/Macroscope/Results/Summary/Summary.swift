import Statistics

/// The numbers of a run that a person or a script asks for: the content of `summary.json`.
///
/// Keys are in snake_case, matrices are arrays of rows, and every estimate is an object with `value`
/// and `standard_error`. Parts that a run does not have are absent; a number that is not finite is
/// `null`. The format is described in docs/results.md.
public struct Summary: Codable, Equatable, Sendable {
  /// The version of this format.
  public var schemaVersion: Int
  /// Which program wrote it.
  public var program: Program
  /// Which scenario it comes from.
  public var scenario: ScenarioRecord
  /// What the diagnostics say, in the order in which they were made.
  public var verdicts: [Verdict]
  /// How the sampling went.
  public var sampling: Sampling
  /// The kinetic temperature: the mean of p²/m over components, walkers and time. A descent has no
  /// momenta: then that of the positions.
  public var temperature: Estimate
  /// The temperature of the positions at the ends of the steps, T in V = −T log ρ; a little below
  /// the kinetic one at large steps. Absent where `temperature` is it.
  public var configurationalTemperature: Estimate?
  /// The covariance of the gradient noise that the step makes of the microscopic terms.
  public var noiseCovariance: NoiseCovariance?
  /// The friction used, and the momentum covariance that it led to.
  public var calibration: Calibration?
  /// Normality tests of the momenta across walkers, keyed by the name of the test.
  public var equilibrium: [String: EquilibriumTest]
  /// Split-R̂ across walkers, per coordinate.
  public var splitRHat: [Double]
  /// The kurtosis of the momentum, per component; 3 for a Gaussian.
  public var kurtosis: [Estimate]
  /// The fits of the effective potential, keyed by method: `density`, `force`, …
  public var effectivePotential: [String: PotentialSummary]
  /// How far the density and the force method are apart.
  public var consistency: Consistency?
  /// The networks that learned V.
  public var surrogate: Surrogate?
  /// Hamiltonian dynamics of V against f.
  public var hamiltonian: Hamiltonian?
  /// Langevin dynamics of V against f, keyed by observable.
  public var langevin: [String: Langevin]?
  /// How the Langevin dynamics were run.
  public var langevinRun: LangevinRun?
  /// Wells, their populations and the passages between them.
  public var kinetics: Kinetics?
  /// What the dynamics of V save.
  public var speedup: Speedup?
  /// The scale spectrum, of a run that has scanned.
  public var scaleSpectrum: ScaleSpectrum?
  /// Where the time went.
  public var timing: Timing

  /// The version of the format that this program writes.
  public static let currentSchemaVersion = 1

  /// Whether diagnostics were made and every one passed.
  public var isTrustworthy: Bool { !verdicts.isEmpty && verdicts.allSatisfy(\.passed) }

  /// A value from its parts.
  public init(
    schemaVersion: Int = Summary.currentSchemaVersion, program: Program, scenario: ScenarioRecord,
    verdicts: [Verdict], sampling: Sampling, temperature: Estimate,
    configurationalTemperature: Estimate? = nil,
    noiseCovariance: NoiseCovariance? = nil, calibration: Calibration? = nil,
    equilibrium: [String: EquilibriumTest] = [:], splitRHat: [Double] = [],
    kurtosis: [Estimate] = [], effectivePotential: [String: PotentialSummary] = [:],
    consistency: Consistency? = nil, surrogate: Surrogate? = nil, hamiltonian: Hamiltonian? = nil,
    langevin: [String: Langevin]? = nil, langevinRun: LangevinRun? = nil,
    kinetics: Kinetics? = nil, speedup: Speedup? = nil, scaleSpectrum: ScaleSpectrum? = nil,
    timing: Timing
  ) {
    self.schemaVersion = schemaVersion
    self.program = program
    self.scenario = scenario
    self.verdicts = verdicts
    self.sampling = sampling
    self.temperature = temperature
    self.configurationalTemperature = configurationalTemperature
    self.noiseCovariance = noiseCovariance
    self.calibration = calibration
    self.equilibrium = equilibrium
    self.splitRHat = splitRHat
    self.kurtosis = kurtosis
    self.effectivePotential = effectivePotential
    self.consistency = consistency
    self.surrogate = surrogate
    self.hamiltonian = hamiltonian
    self.langevin = langevin
    self.langevinRun = langevinRun
    self.kinetics = kinetics
    self.speedup = speedup
    self.scaleSpectrum = scaleSpectrum
    self.timing = timing
  }

  private enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case program
    case scenario
    case verdicts
    case sampling
    case temperature
    case configurationalTemperature = "configurational_temperature"
    case noiseCovariance = "noise_covariance"
    case calibration
    case equilibrium
    case splitRHat = "split_r_hat"
    case kurtosis
    case effectivePotential = "effective_potential"
    case consistency
    case surrogate
    case hamiltonian
    case langevin
    case langevinRun = "langevin_run"
    case kinetics
    case speedup
    case scaleSpectrum = "scale_spectrum"
    case timing
  }
}
