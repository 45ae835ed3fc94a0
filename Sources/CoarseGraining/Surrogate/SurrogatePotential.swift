import LinearAlgebra
import Potentials

/// A potential learned from data that dynamics can run on for ever: defined and continuously
/// differentiable everywhere, confining, and honest about where it rests on data
/// (docs/surrogate-potential.md).
public protocol SurrogatePotential: Potential {
  /// Whether the potential rests on data at a point; visits elsewhere are to be counted.
  func isSupported(_ q: [Double]) -> Bool
  /// The d × d matrix of second derivatives at a point.
  func hessian(at q: [Double]) -> Matrix
}
