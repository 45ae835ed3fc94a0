import Statistics

extension Summary {
  /// The covariance G of the gradient noise, by each estimator that was used.
  public struct NoiseCovariance: Codable, Equatable, Sendable {
    /// The adopted matrix: the one the friction was computed from.
    public var value: [[Estimate]]
    /// Where the adopted matrix comes from: `mass-sweep`, `single-run`, `gradient-balance`
    /// or `residual`.
    public var source: String
    /// From the runs with different mass matrices.
    public var sweep: Sweep?
    /// From the scatter of the gradient about that of the effective potential, in one run.
    public var residual: Residual?
    /// From the energy balance of the run itself.
    public var identity: [[Estimate]]?
    /// The sweep, or the balance where there is none, less the residual: each entry in standard errors of
    /// the difference.
    public var differenceInSigma: [[Double]]?

    /// A value from its parts.
    public init(
      value: [[Estimate]], source: String, sweep: Sweep? = nil, residual: Residual? = nil,
      identity: [[Estimate]]? = nil, differenceInSigma: [[Double]]? = nil
    ) {
      self.value = value
      self.source = source
      self.sweep = sweep
      self.residual = residual
      self.identity = identity
      self.differenceInSigma = differenceInSigma
    }

    private enum CodingKeys: String, CodingKey {
      case value
      case source
      case sweep
      case residual
      case identity
      case differenceInSigma = "difference_in_sigma"
    }
  }
}

extension Summary.NoiseCovariance {
  /// The estimate from the mass-matrix sweep.
  public struct Sweep: Codable, Equatable, Sendable {
    /// The matrix.
    public var value: [[Estimate]]
    /// χ² of the least-squares solution.
    public var chiSquared: Double
    /// The runs in excess of the unknowns.
    public var degreesOfFreedom: Int
    /// The probability of a larger χ².
    public var pValue: Double
    /// The number of mass matrices.
    public var massMatrices: Int
    /// Whether the solution had to be projected to a positive semidefinite matrix.
    public var projected: Bool

    /// A value from its parts.
    public init(
      value: [[Estimate]], chiSquared: Double, degreesOfFreedom: Int, pValue: Double,
      massMatrices: Int, projected: Bool
    ) {
      self.value = value
      self.chiSquared = chiSquared
      self.degreesOfFreedom = degreesOfFreedom
      self.pValue = pValue
      self.massMatrices = massMatrices
      self.projected = projected
    }

    private enum CodingKeys: String, CodingKey {
      case value
      case chiSquared = "chi_squared"
      case degreesOfFreedom = "degrees_of_freedom"
      case pValue = "p_value"
      case massMatrices = "mass_matrices"
      case projected
    }
  }

  /// The estimate from the residual of the gradient.
  public struct Residual: Codable, Equatable, Sendable {
    /// The matrix, the lags included.
    public var value: [[Estimate]]
    /// The correlation of the microscopic gradient over one step.
    public var lagOneCorrelation: Estimate
    /// How many lags on either side were added; 0 for white noise.
    public var lagsSummed: Int

    /// A value from its parts.
    public init(
      value: [[Estimate]], lagOneCorrelation: Estimate, lagsSummed: Int
    ) {
      self.value = value
      self.lagOneCorrelation = lagOneCorrelation
      self.lagsSummed = lagsSummed
    }

    private enum CodingKeys: String, CodingKey {
      case value
      case lagOneCorrelation = "lag_one_correlation"
      case lagsSummed = "lags_summed"
    }
  }
}

extension Summary {
  /// The friction of the run, or the preconditioner of a descent, and what it led to.
  public struct Calibration: Codable, Equatable, Sendable {
    /// Whether the friction or the preconditioner was calibrated; otherwise it is the isotropic one of
    /// the scenario, or the identity.
    public var enabled: Bool
    /// The temperature that was aimed at, when calibrated.
    public var temperature: Double?
    /// The friction matrix Γ of the run; a descent has none.
    public var friction: [[Double]]?
    /// The preconditioner D of a descent.
    public var preconditioner: [[Double]]?
    /// The covariance of the momenta that came out; a descent has none.
    public var momentumCovariance: [[Estimate]]?
    /// The temperature matrix that came out, (I + E)⁻¹E[p′(p′ + p)ᵀ], or (η/2)·sym(D E[∇f ∇fᵀ]) of a
    /// descent: T·I in a thermal run.
    public var temperatureMatrix: [[Estimate]]?
    /// How many runs the calibration took.
    public var iterations: Int

    /// A value from its parts.
    public init(
      enabled: Bool, temperature: Double? = nil, friction: [[Double]]? = nil,
      preconditioner: [[Double]]? = nil, momentumCovariance: [[Estimate]]? = nil,
      temperatureMatrix: [[Estimate]]? = nil, iterations: Int
    ) {
      self.enabled = enabled
      self.temperature = temperature
      self.friction = friction
      self.preconditioner = preconditioner
      self.momentumCovariance = momentumCovariance
      self.temperatureMatrix = temperatureMatrix
      self.iterations = iterations
    }

    private enum CodingKeys: String, CodingKey {
      case enabled
      case temperature
      case friction
      case preconditioner
      case momentumCovariance = "momentum_covariance"
      case temperatureMatrix = "temperature_matrix"
      case iterations
    }
  }
}
