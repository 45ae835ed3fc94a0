import LinearAlgebra
import Statistics

/// The covariance G of the noise that the unresolved gradient acts as, with standard errors.
public struct NoiseCovariance: Sendable, Equatable {
  /// How G was found.
  public enum Method: String, Sendable, Codable {
    /// The dissipation identity over runs with different mass matrices.
    case massSweep = "mass-sweep"
    /// The dissipation identity of one run in one dimension.
    case singleRun = "single-run"
    /// The momentum balance of a calibrated run.
    case calibratedRun = "calibrated-run"
    /// The gradient balance of a descent in one dimension, or with a calibrated preconditioner.
    case gradientBalance = "gradient-balance"
  }

  public let method: Method
  /// G with the standard error of each entry.
  public let estimate: CovarianceEstimate
  /// χ² of the sweep's equations and its degrees of freedom, when there are more equations than
  /// unknowns.
  public let chiSquared: Double?
  public let degreesOfFreedom: Int
  /// Whether negative eigenvalues were set to zero.
  public let projected: Bool

  public init(
    method: Method, value: Matrix, standardErrors: Matrix, chiSquared: Double? = nil,
    degreesOfFreedom: Int = 0
  ) throws(LinearAlgebraError) {
    self.method = method
    self.chiSquared = chiSquared
    self.degreesOfFreedom = degreesOfFreedom
    let eigen = try SymmetricEigen(value.symmetrized)
    projected = (eigen.values.first ?? 0) < 0
    estimate = CovarianceEstimate(
      value: projected ? eigen.map { max($0, 0) } : value.symmetrized,
      standardErrors: standardErrors)
  }

  /// G itself.
  public var matrix: Matrix { estimate.value }

  /// The probability of a larger χ² if all equations hold.
  public var pValue: Double? {
    guard let chiSquared, degreesOfFreedom > 0 else { return nil }
    return chiSquaredSurvival(chiSquared, Double(degreesOfFreedom))
  }
}
