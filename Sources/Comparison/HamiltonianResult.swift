import Statistics

/// Hamiltonian trajectories of f and of V from the same initial states, and how far they are apart.
public struct HamiltonianResult: Equatable, Sendable {
  /// The method that V comes from: `force`, `density`, ….
  public var method: String
  /// The steps h.
  public var step: Compared<Double>
  /// The largest eigenvalue of the Hessian over the sampled region, from which the steps follow.
  public var largestCurvature: Compared<Double>
  /// Gradients evaluated, over all trajectories.
  public var gradientEvaluations: Compared<Int>
  /// Wall-clock time.
  public var seconds: Compared<Double>
  /// The recorded times, from 0.
  public var time: [Double]
  /// One pair of trajectories for each initial state.
  public var trajectories: [Trajectory]
  /// Mean over the trajectories of the distance between the portraits, with the standard error of
  /// that mean (NaN for a single trajectory).
  public var portraitDistance: Estimate
  /// The distance that the finite number of recorded points alone would give.
  public var portraitResolution: Double
  /// The largest |H(t) − H(0)|, relative to the energy above the minimum, over all trajectories.
  public var energyError: Compared<Double>
  /// The mean over the trajectories of (period of V − period of f) / period of f; undefined when no
  /// trajectory returns.
  public var periodDifference: Estimate
  /// The part of the recorded states of V that lie where V rests on no data, the mean over the trajectories
  /// (its error is NaN for a single one); undefined where nobody counted.
  public var unsupported: Estimate
  /// The largest portrait distance that counts as equivalent.
  public var tolerance: Double
  /// Whether the distance is within the tolerance, its resolution allowed for.
  public var isEquivalent: Bool

  /// One pair of trajectories.
  public struct Trajectory: Equatable, Sendable {
    /// Where both start.
    public var initialPosition: [Double]
    public var initialMomentum: [Double]
    /// The energy above the minimum of V.
    public var energy: Double
    public var original: Orbit
    public var surrogate: Orbit
    /// The distance of the two portraits in phase space, every coordinate and momentum in units of
    /// its root-mean-square deviation along the orbit of f.
    public var portraitDistance: Double
    /// The mean time between returns, with the standard error of that mean; undefined when there is
    /// none.
    public var period: Compared<Estimate>

    public init(
      initialPosition: [Double], initialMomentum: [Double], energy: Double, original: Orbit,
      surrogate: Orbit, portraitDistance: Double, period: Compared<Estimate>
    ) {
      self.initialPosition = initialPosition
      self.initialMomentum = initialMomentum
      self.energy = energy
      self.original = original
      self.surrogate = surrogate
      self.portraitDistance = portraitDistance
      self.period = period
    }
  }

  /// A recorded trajectory.
  public struct Orbit: Equatable, Sendable {
    /// A row over the recorded times for each coordinate.
    public var position: [[Double]]
    /// A row for each momentum.
    public var momentum: [[Double]]
    /// (H(t) − H(0)) relative to the energy above the minimum.
    public var energyError: [Double]

    public init(position: [[Double]], momentum: [[Double]], energyError: [Double]) {
      self.position = position
      self.momentum = momentum
      self.energyError = energyError
    }
  }

  public init(
    method: String, step: Compared<Double>, largestCurvature: Compared<Double>,
    gradientEvaluations: Compared<Int>, seconds: Compared<Double>, time: [Double],
    trajectories: [Trajectory], portraitDistance: Estimate, portraitResolution: Double,
    energyError: Compared<Double>, periodDifference: Estimate,
    unsupported: Estimate = .undefined, tolerance: Double, isEquivalent: Bool
  ) {
    self.method = method
    self.step = step
    self.largestCurvature = largestCurvature
    self.gradientEvaluations = gradientEvaluations
    self.seconds = seconds
    self.time = time
    self.trajectories = trajectories
    self.portraitDistance = portraitDistance
    self.portraitResolution = portraitResolution
    self.energyError = energyError
    self.periodDifference = periodDifference
    self.unsupported = unsupported
    self.tolerance = tolerance
    self.isEquivalent = isEquivalent
  }
}
