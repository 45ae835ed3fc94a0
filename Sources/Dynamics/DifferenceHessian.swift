import LinearAlgebra
import Potentials

/// The second derivatives of a potential at a point by central differences of its gradient, with one
/// offset per coordinate: for potentials whose Hessian nobody has written down.
///
/// Column j is ∂∇f/∂q_j, thus the matrix is symmetric up to errors of order offset² and rounding/offset.
///
/// - Complexity: 2d gradients.
package func differenceHessian(
  of potential: any Potential, at q: [Double], offsets: [Double]
) -> Matrix {
  let d = q.count
  var hessian = Matrix(rows: d, columns: d)
  for j in 0..<d {
    var plus = q
    var minus = q
    plus[j] += offsets[j]
    minus[j] -= offsets[j]
    let gp = potential.gradient(at: plus)
    let gm = potential.gradient(at: minus)
    for i in 0..<d { hessian[i, j] = (gp[i] - gm[i]) / (plus[j] - minus[j]) }
  }
  return hessian
}
