/// A histogram of the positions in one or two dimensions.
public struct PositionHistogram: Equatable, Sendable {
  /// The bin edges, per axis.
  public var edges: [[Double]]
  /// The counts, the first axis slowest.
  public var counts: [Double]

  /// A value from its parts.
  public init(
    edges: [[Double]], counts: [Double]
  ) {
    self.edges = edges
    self.counts = counts
  }
}

/// The momenta: histograms over the run, and the walkers at its end.
public struct MomentumDistribution: Equatable, Sendable {
  /// The bin edges of each component (d rows).
  public var edges: [[Double]]
  /// The counts of each component (d rows).
  public var counts: [[Double]]
  /// The momenta of all walkers at the end (n×d).
  public var snapshot: [Double]

  /// A value from its parts.
  public init(
    edges: [[Double]], counts: [[Double]], snapshot: [Double] = []
  ) {
    self.edges = edges
    self.counts = counts
    self.snapshot = snapshot
  }
}

/// Estimates from the run up to a time.
public struct Convergence: Equatable, Sendable {
  /// The times.
  public var time: [Double]
  /// The temperature from the run so far.
  public var temperature: [Double]
  /// Its standard error.
  public var temperatureStandardError: [Double]
  /// The error of the potential fitted so far against the reference, by method.
  public var rmse: [String: [Double]]

  /// A value from its parts.
  public init(
    time: [Double], temperature: [Double], temperatureStandardError: [Double],
    rmse: [String: [Double]] = [:]
  ) {
    self.time = time
    self.temperature = temperature
    self.temperatureStandardError = temperatureStandardError
    self.rmse = rmse
  }
}

/// Normalised autocorrelation functions of the coordinates and the momenta.
public struct AutocorrelationFunctions: Equatable, Sendable {
  /// The lags, in units of time.
  public var lag: [Double]
  /// For each coordinate (d rows).
  public var position: [[Double]]
  /// For each momentum (d rows); empty for a descent.
  public var momentum: [[Double]]

  /// A value from its parts.
  public init(
    lag: [Double], position: [[Double]], momentum: [[Double]] = []
  ) {
    self.lag = lag
    self.position = position
    self.momentum = momentum
  }
}

/// The free energy −T log ρ of one or two coordinates.
public struct MarginalFreeEnergy: Equatable, Sendable {
  /// A name that is unique in the run, such as `x[1]` or `x[1],x[2]`.
  public var name: String
  /// One or two axes.
  public var axes: [GridAxis]
  /// The free energy on the grid, the first axis slowest.
  public var values: [Double]
  /// Its standard error.
  public var standardErrors: [Double]
  /// Whether there are samples to support the value.
  public var supported: [Bool]
  /// The known free energy, where there is one.
  public var reference: [Double]?

  /// A value from its parts.
  public init(
    name: String, axes: [GridAxis], values: [Double], standardErrors: [Double], supported: [Bool],
    reference: [Double]? = nil
  ) {
    self.name = name
    self.axes = axes
    self.values = values
    self.standardErrors = standardErrors
    self.supported = supported
    self.reference = reference
  }
}

/// Thinned samples of the run, for methods that need single states.
public struct StoredSamples: Equatable, Sendable {
  /// The number d of coordinates.
  public var dimension: Int
  /// Positions at the ends of steps (n×d).
  public var position: [Double]
  /// Momenta at the ends of steps (n×d); empty for a descent.
  public var momentum: [Double]
  /// Where the gradients were taken (n×d): in the middle of steps, or where a step of a descent began.
  public var midpoint: [Double]
  /// Gradients of the full potential there (n×d).
  public var gradient: [Double]

  /// A value from its parts.
  public init(
    dimension: Int, position: [Double], momentum: [Double], midpoint: [Double], gradient: [Double]
  ) {
    self.dimension = dimension
    self.position = position
    self.momentum = momentum
    self.midpoint = midpoint
    self.gradient = gradient
  }
}
