import LinearAlgebra
import Statistics

/// Kinetic Langevin dynamics of f, of V, and of truncations of f where there are any, from the same
/// initial states under the same temperature and friction.
///
/// Systems are numbered everywhere alike: 0 the original, 1 the surrogate, then the truncations.
public struct LangevinResult: Equatable, Sendable {
  /// The method that V comes from: `force`, `density`, ….
  public var method: String
  public var temperature: Double
  public var friction: Matrix
  /// Trajectories of each system.
  public var trajectories: Int
  /// The time of the paths, and the time after it, of which the last three quarters are taken for the
  /// equilibrium.
  public var pathTime: Double
  public var equilibriumTime: Double
  public var systems: [System]
  /// The times of the mean paths, from 0.
  public var time: [Double]
  /// The lags of the autocorrelation functions, from 0.
  public var lag: [Double]
  public var observables: [Observable]
  /// The autocorrelation of the whole vector q, above one dimension: a curve per system.
  public var vectorAutocorrelation: [CurveBand]
  /// Its difference from the original, for the systems from 1 on.
  public var vectorAutocorrelationDifferences: [CurveDifference]
  /// The part of the recorded states of the surrogate that lie where V rests on no data, over the
  /// paths and over the equilibrium.
  public var unsupported: Unsupported

  /// How one function was integrated.
  public struct System: Equatable, Sendable {
    /// `original`, `surrogate`, or the expression of a truncation.
    public var name: String
    public var step: Double
    /// Friction and noise act in every so many-th step.
    public var noiseInterval: Int
    /// Forces that change slowly act in every so many-th step; 1 where all act in each.
    public var slowForceInterval: Int
    /// The largest eigenvalue of the Hessian over the sampled region.
    public var largestCurvature: Double
    /// Evaluations of one trajectory from each initial state.
    public var gradientEvaluations: Int
    /// Seconds that such took.
    public var seconds: Double
    /// The mean paths at the step h against those at h/2 on a subset, for the original and the
    /// surrogate.
    public var stepCheck: StepCheck?

    public init(
      name: String, step: Double, noiseInterval: Int = 1, slowForceInterval: Int = 1,
      largestCurvature: Double, gradientEvaluations: Int, seconds: Double, stepCheck: StepCheck?
    ) {
      self.name = name
      self.step = step
      self.noiseInterval = noiseInterval
      self.slowForceInterval = slowForceInterval
      self.largestCurvature = largestCurvature
      self.gradientEvaluations = gradientEvaluations
      self.seconds = seconds
      self.stepCheck = stepCheck
    }
  }

  /// What halving the step changes.
  public struct StepCheck: Equatable, Sendable, Codable {
    /// Trajectories of the subset.
    public var trajectories: Int
    /// The largest change of a mean path, in standard deviations of the observable.
    public var maxDeviation: Estimate
    /// The largest change of an autocorrelation function; nil in results of programs that did not look at it.
    public var maxCorrelationDeviation: Estimate?
    /// Whether of every change the simultaneous band of 99.95 % holds zero, or the largest is within the tolerance.
    public var passed: Bool

    enum CodingKeys: String, CodingKey {
      case trajectories
      case maxDeviation = "max_deviation"
      case maxCorrelationDeviation = "max_acf_deviation"
      case passed
    }

    public init(
      trajectories: Int, maxDeviation: Estimate, maxCorrelationDeviation: Estimate? = nil,
      passed: Bool
    ) {
      self.trajectories = trajectories
      self.maxDeviation = maxDeviation
      self.maxCorrelationDeviation = maxCorrelationDeviation
      self.passed = passed
    }
  }

  /// Visits to where V rests on no data: fractions of the recorded states.
  public struct Unsupported: Equatable, Sendable, Codable {
    public var path: Estimate
    public var equilibrium: Estimate

    public init(path: Estimate, equilibrium: Estimate) {
      self.path = path
      self.equilibrium = equilibrium
    }
  }

  /// One observable.
  public struct Observable: Equatable, Sendable {
    public var name: String
    /// The standard deviation of the original's equilibrium: the unit of the tolerance of mean paths.
    public var scale: Double
    /// The edges of the bins of the densities, ascending; distributions are given at the edges.
    public var edges: [Double]
    /// One per system.
    public var curves: [Curves]
    /// Against the original, for the systems from 1 on.
    public var differences: [Differences]

    public init(
      name: String, scale: Double, edges: [Double], curves: [Curves], differences: [Differences]
    ) {
      self.name = name
      self.scale = scale
      self.edges = edges
      self.curves = curves
      self.differences = differences
    }
  }

  /// What one system does to one observable.
  public struct Curves: Equatable, Sendable {
    /// The mean over the trajectories at each time.
    public var meanPath: CurveBand
    /// The normalised autocorrelation at each lag.
    public var autocorrelation: CurveBand
    /// The equilibrium density in each bin.
    public var density: CurveBand
    /// The equilibrium distribution function at each edge.
    public var distribution: CurveBand
    /// The equilibrium mean and standard deviation.
    public var mean: Estimate
    public var deviation: Estimate
    /// The integrated autocorrelation time ½ + Σρ, in units of time; undefined where the run is too
    /// short for it.
    public var autocorrelationTime: Estimate

    public init(
      meanPath: CurveBand, autocorrelation: CurveBand, density: CurveBand,
      distribution: CurveBand, mean: Estimate, deviation: Estimate, autocorrelationTime: Estimate
    ) {
      self.meanPath = meanPath
      self.autocorrelation = autocorrelation
      self.density = density
      self.distribution = distribution
      self.mean = mean
      self.deviation = deviation
      self.autocorrelationTime = autocorrelationTime
    }
  }

  /// One system against the original in one observable.
  public struct Differences: Equatable, Sendable {
    public var meanPath: CurveDifference
    public var autocorrelation: CurveDifference
    /// Of the distribution functions: its largest deviation is the Kolmogorov–Smirnov distance.
    public var equilibrium: CurveDifference
    /// ∫ |F − F_original| dx, and what it would be on average if only the statistical errors differed.
    public var wasserstein: Estimate
    public var wassersteinFloor: Double
    public var autocorrelationTime: Estimate

    public init(
      meanPath: CurveDifference, autocorrelation: CurveDifference, equilibrium: CurveDifference,
      wasserstein: Estimate, wassersteinFloor: Double, autocorrelationTime: Estimate
    ) {
      self.meanPath = meanPath
      self.autocorrelation = autocorrelation
      self.equilibrium = equilibrium
      self.wasserstein = wasserstein
      self.wassersteinFloor = wassersteinFloor
      self.autocorrelationTime = autocorrelationTime
    }
  }

  public init(
    method: String, temperature: Double, friction: Matrix, trajectories: Int, pathTime: Double,
    equilibriumTime: Double, systems: [System], time: [Double], lag: [Double],
    observables: [Observable], vectorAutocorrelation: [CurveBand],
    vectorAutocorrelationDifferences: [CurveDifference], unsupported: Unsupported
  ) {
    self.method = method
    self.temperature = temperature
    self.friction = friction
    self.trajectories = trajectories
    self.pathTime = pathTime
    self.equilibriumTime = equilibriumTime
    self.systems = systems
    self.time = time
    self.lag = lag
    self.observables = observables
    self.vectorAutocorrelation = vectorAutocorrelation
    self.vectorAutocorrelationDifferences = vectorAutocorrelationDifferences
    self.unsupported = unsupported
  }
}

/// The difference of two curves with its simultaneous band, and the judgement on it.
public struct CurveDifference: Equatable, Sendable {
  public var band: CurveBand
  /// The largest deviation |Δ| and its standard error there.
  public var maxDeviation: Estimate
  /// Where it is: a time, a lag or a value of the observable.
  public var location: Double
  /// The largest deviation that counts as equivalent, in the units of the curve.
  public var tolerance: Double
  /// Whether the whole simultaneous 95 % band lies within ± tolerance.
  public var isEquivalent: Bool
  /// Whether the simultaneous 95 % band holds zero everywhere.
  public var holdsZero: Bool

  public init(
    band: CurveBand, maxDeviation: Estimate, location: Double, tolerance: Double,
    isEquivalent: Bool, holdsZero: Bool
  ) {
    self.band = band
    self.maxDeviation = maxDeviation
    self.location = location
    self.tolerance = tolerance
    self.isEquivalent = isEquivalent
    self.holdsZero = holdsZero
  }
}
