import Foundation
import LinearAlgebra

/// Chooses the friction that turns a known noise covariance into thermal noise of temperature T.
///
/// With M = I the stationary law of the map is Gibbs' at temperature T when
///
///     G = (4T/h²) tanh(hΓ/2)   ⇔   Γ = (2/h) artanh(h²G/(4T)),
///
/// exactly for harmonic V; h → 0 gives Γ = hG/(2T), Li & Tao, arXiv 2401.03511, §3.2.
public struct FrictionCalibration: Sendable, Equatable {
  public let temperature: Double
  public let step: Double

  public init(temperature: Double, step: Double) {
    precondition(temperature > 0 && step > 0)
    self.temperature = temperature
    self.step = step
  }

  /// The largest eigenvalue of G that some friction can balance: h² λ < 4T.
  public var largestNoise: Double { 4 * temperature / (step * step) }

  /// Γ for a noise covariance.
  ///
  /// - Throws: `CalibrationError.noiseTooStrong`, `.noNoise`.
  public func friction(for covariance: Matrix) throws -> Matrix {
    let eigen = try SymmetricEigen(covariance.symmetrized)
    let strongest = eigen.values.last ?? 0
    guard strongest < largestNoise else {
      throw CalibrationError.noiseTooStrong(
        eigenvalue: strongest, limit: largestNoise,
        temperature: strongest * step * step / 4, step: 2 * (temperature / strongest).squareRoot())
    }
    guard let weakest = eigen.values.first, weakest > 1e-9 * strongest, strongest > 0 else {
      throw CalibrationError.noNoise(eigenvalues: eigen.values)
    }
    return eigen.map { 2 / step * atanh(step * step * $0 / (4 * temperature)) }
  }
}

/// Why no friction can be found.
public enum CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// h² λ_max(G) ≥ 4T: no friction dissipates so much noise in a step.
  case noiseTooStrong(eigenvalue: Double, limit: Double, temperature: Double, step: Double)
  /// Some direction has no noise, so nothing there is thermal.
  case noNoise(eigenvalues: [Double])

  public var description: String {
    switch self {
    case .noiseTooStrong(let eigenvalue, let limit, let temperature, let step):
      return String(
        format: "the noise is too strong for the temperature: λ_max(G) = %.4g, but at this step "
          + "and temperature it must be below 4T/h² = %.4g; take calibration.temperature above "
          + "%.3g, or sampling.step below %.3g", eigenvalue, limit, temperature, step)
    case .noNoise(let eigenvalues):
      let list = eigenvalues.map { String(format: "%.3g", $0) }.joined(separator: ", ")
      return "some direction has no micro noise (eigenvalues of G: \(list)), so neither friction "
        + "nor preconditioner can make it thermal; the step must leave a scale unresolved in every direction"
    }
  }
}
