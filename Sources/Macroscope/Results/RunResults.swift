import Comparison
import Foundation
import Statistics

/// Everything a run leaves behind: the summary and the arrays.
///
/// Arrays are row-major; n×d means n rows, one per sample or walker. Parts that a run does not have
/// are nil or empty. The layout on disk is described in docs/results.md.
public struct RunResults: Equatable, Sendable {
  /// The numbers.
  public var summary: Summary
  /// The scenario with all defaults resolved, as TOML.
  public var scenarioText: String
  /// The axes of the grid on which the potentials are given; empty above two dimensions.
  public var grid: [GridAxis]
  /// The fits on that grid, in the order in which they are to be shown.
  public var potentials: [GriddedPotential]
  /// The known macroscopic potential on that grid.
  public var reference: [Double]?
  /// The histogram of the positions.
  public var histogram: PositionHistogram?
  /// The distribution of the momenta.
  public var momentum: MomentumDistribution?
  /// Estimates along the run.
  public var convergence: Convergence?
  /// Autocorrelation functions.
  public var autocorrelation: AutocorrelationFunctions?
  /// Free energies of one or two coordinates, above two dimensions.
  public var marginals: [MarginalFreeEnergy]
  /// Thinned samples.
  public var samples: StoredSamples?
  /// The results.h5 that has all samples where ``samples`` are only some of them, for they need not fit into memory; it
  /// is where they are copied from when the results are written. Nil: there are no more.
  public var samplesFile: URL?
  /// The networks that learned V.
  public var surrogate: SurrogateResults?
  /// Hamiltonian dynamics of V against f.
  public var hamiltonian: HamiltonianResult?
  /// Langevin dynamics of V against f.
  public var langevin: LangevinResult?
  /// Wells, their populations and the passages between them.
  public var kinetics: KineticsResult?

  /// A value from its parts.
  public init(
    summary: Summary, scenarioText: String, grid: [GridAxis] = [],
    potentials: [GriddedPotential] = [], reference: [Double]? = nil,
    histogram: PositionHistogram? = nil, momentum: MomentumDistribution? = nil,
    convergence: Convergence? = nil, autocorrelation: AutocorrelationFunctions? = nil,
    marginals: [MarginalFreeEnergy] = [], samples: StoredSamples? = nil,
    surrogate: SurrogateResults? = nil, hamiltonian: HamiltonianResult? = nil,
    langevin: LangevinResult? = nil,
    kinetics: KineticsResult? = nil
  ) {
    self.summary = summary
    self.scenarioText = scenarioText
    self.grid = grid
    self.potentials = potentials
    self.reference = reference
    self.histogram = histogram
    self.momentum = momentum
    self.convergence = convergence
    self.autocorrelation = autocorrelation
    self.marginals = marginals
    self.samples = samples
    self.surrogate = surrogate
    self.hamiltonian = hamiltonian
    self.langevin = langevin
    self.kinetics = kinetics
  }
}

/// One axis of a grid.
public struct GridAxis: Equatable, Sendable {
  /// The name of the coordinate.
  public var coordinate: String
  /// The points, ascending.
  public var points: [Double]

  /// A value from its parts.
  public init(
    coordinate: String, points: [Double]
  ) {
    self.coordinate = coordinate
    self.points = points
  }
}

/// An effective potential on the grid, and the spline behind it.
public struct GriddedPotential: Equatable, Sendable {
  /// The method: `density`, `force`, ….
  public var method: String
  /// V on the grid, the first axis slowest.
  public var values: [Double]
  /// Its standard error, in the gauge in which the mean over the reported region is zero.
  public var standardErrors: [Double]
  /// Whether there are samples to support the value.
  public var supported: [Bool]
  /// The spline coefficients.
  public var coefficients: [Double]
  /// The knots, per axis.
  public var knots: [[Double]]
  /// The influence of each cohort of walkers on the coefficients: SE² of a linear function L of the
  /// coefficients is Σ (L·δ)² over the rows δ.
  public var replicates: [[Double]]
  /// Effective samples in each cell between the knots, the first axis slowest: where V rests on data.
  public var cellSamples: [Double]

  /// A value from its parts.
  public init(
    method: String, values: [Double], standardErrors: [Double], supported: [Bool],
    coefficients: [Double] = [], knots: [[Double]] = [], replicates: [[Double]] = [],
    cellSamples: [Double] = []
  ) {
    self.method = method
    self.values = values
    self.standardErrors = standardErrors
    self.supported = supported
    self.coefficients = coefficients
    self.knots = knots
    self.replicates = replicates
    self.cellSamples = cellSamples
  }
}
