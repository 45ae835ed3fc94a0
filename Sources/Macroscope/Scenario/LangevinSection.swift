import CoarseGraining
import Comparison
import Dynamics
import LinearAlgebra

/// `[langevin]`: kinetic Langevin dynamics of V against that of f, and of truncations of f where some
/// are given, from the same initial law under the same temperature and friction.
public struct LangevinSection: Equatable, Sendable {
  /// The temperature of the thermostat; nil takes that of the samples: `calibration.temperature` of a
  /// calibrated run, else the measured one.
  public var temperature: Double?
  /// The friction matrix Γ; nil takes that of the samples: the calibrated one, else
  /// `sampling.friction` times the identity. Never nil for samples of a gradient descent.
  public var friction: Matrix?
  /// Independent trajectories of each system.
  public var trajectories: Int
  /// Trajectories of V from each of their initial states.
  public var surrogateReplicas: Int
  /// How long the mean paths and the autocorrelation functions are.
  public var time: Double
  /// How long the trajectories go on after that, for the equilibrium.
  public var equilibriumTime: Double
  /// The law of the initial positions.
  public var initial: InitialLaw.Positions
  /// The standard deviation of every initial momentum; nil takes √T.
  public var momentumDeviation: Double?
  /// What is compared: expressions of the coordinates.
  public var observables: [String]
  /// Functions of the coordinates that run beside V.
  public var truncations: [String]
  /// The step of the original dynamics, and of each truncation; nil chooses it from the curvature.
  public var step: Double?
  /// The step of the surrogate dynamics; nil chooses it from the curvature of V.
  public var surrogateStep: Double?
  /// Recorded states over ``time``, after the initial one, evenly spaced.
  public var records: Int
  /// How deep a minimum of V must be to count as a well, in units of the temperature.
  public var wellDepth: Double
  /// The method whose V is compared with f.
  public var surrogate: EffectivePotential.Method
  /// What counts as equivalent.
  public var tolerance: LangevinTolerance

  /// The time between records, of the path and of the equilibrium alike.
  public var recordInterval: Double { time / Double(records) }
  /// Recorded states of the equilibrium.
  public var equilibriumRecords: Int {
    max(1, Int((equilibriumTime / time * Double(records)).rounded()))
  }

  /// The longest text of an observable, which is its name.
  public static let longestObservable = 60
  /// The longest text of a truncation.
  public static let longestTruncation = 200
}
