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
  // All points at once: a potential evaluates them in blocks.
  let points = (0..<d).flatMap { j in
    [offsets[j], -offsets[j]].map { offset in
      var point = q
      point[j] += offset
      return point
    }
  }
  let gradients = potential.gradients(at: points)
  var hessian = Matrix(rows: d, columns: d)
  for j in 0..<d {
    let (plus, minus) = (2 * j, 2 * j + 1)
    let distance = points[plus][j] - points[minus][j]
    for i in 0..<d { hessian[i, j] = (gradients[plus][i] - gradients[minus][i]) / distance }
  }
  return hessian
}
