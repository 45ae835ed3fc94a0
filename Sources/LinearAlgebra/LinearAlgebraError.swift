/// Why a decomposition or a solve did not succeed.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The leading minor of this order (1-based) is not positive, so there is no Cholesky factor.
  case notPositiveDefinite(leadingMinor: Int)
  /// The matrix is singular, or so close to it that no digit of the solution would be right.
  /// The number is an estimate of the reciprocal condition number.
  case singular(reciprocalCondition: Double)
  /// An iterative eigenvalue computation did not converge.
  case notConverged
  /// An input holds a NaN or an infinity.
  case notFinite
  /// The matrix is not square.
  case notSquare(rows: Int, columns: Int)
  /// A least-squares problem with fewer equations than unknowns.
  case underdetermined(equations: Int, unknowns: Int)
  /// A weight or a standard error (0-based index) that is not positive and finite.
  case invalidWeight(index: Int)

  public var description: String {
    switch self {
    case .notPositiveDefinite(let minor):
      "the matrix is not positive definite (leading minor of order \(minor))"
    case .singular(let reciprocal):
      "the matrix is singular to working precision (reciprocal condition number \(reciprocal))"
    case .notConverged: "the eigenvalue iteration did not converge"
    case .notFinite: "the input holds a value that is not finite"
    case .notSquare(let rows, let columns): "the matrix is not square (\(rows)×\(columns))"
    case .underdetermined(let equations, let unknowns):
      "\(equations) equations cannot determine \(unknowns) unknowns"
    case .invalidWeight(let index):
      "the weight or standard error of equation \(index + 1) is not positive and finite"
    }
  }
}
