import LinearAlgebra
import Potentials
import Statistics

/// Estimates the largest stable step 2/√λ_max(M⁻¹ ∇²V) of the map near given centres.
///
/// Only ∇f can be had, and ∇²f is that of the micro terms, which the step is meant not to resolve.
/// So in a box of half-widths `radius` around each centre ∇f is regressed on q: the slope is the
/// mean macroscopic Hessian there, and the micro part averages out.
///
/// - Returns: nil when the gradient is not finite or shows no positive curvature.
/// - Complexity: 64 · (d + 1) gradients and an O(d³) fit for each centre.
public func stabilityLimit(
  of potential: any Potential, inverseMass: Matrix, centres: [[Double]], radius: [Double],
  generator: Philox
) -> Double? {
  let d = potential.dimension
  let count = 64 * (d + 1)
  var steepest = 0.0
  for (c, centre) in centres.enumerated() {
    // Uniform points have independent coordinates: slope_ij = Cov(g_i, q_j) / Var(q_j).
    var covariance = Matrix(rows: d, columns: d)
    var mean = [Double](repeating: 0, count: d)
    var moments = [Double](repeating: 0, count: d)
    var pairs: [(offset: [Double], gradient: [Double])] = []
    for n in 0..<count {
      let offset = (0..<d).map { i in
        radius[i] * (2 * generator.uniform(UInt64(c * count + n), UInt64(i)) - 1)
      }
      let gradient = potential.gradient(at: zip(centre, offset).map(+))
      guard gradient.allSatisfy(\.isFinite) else { return nil }
      for i in 0..<d { mean[i] += gradient[i] / Double(count) }
      pairs.append((offset, gradient))
    }
    for (offset, gradient) in pairs {
      for j in 0..<d {
        moments[j] += offset[j] * offset[j]
        for i in 0..<d { covariance[i, j] += (gradient[i] - mean[i]) * offset[j] }
      }
    }
    var slope = Matrix(rows: d, columns: d)
    for i in 0..<d { for j in 0..<d { slope[i, j] = covariance[i, j] / moments[j] } }
    guard let mass = try? SymmetricEigen(inverseMass) else { return nil }
    let root = mass.map { max($0, 0).squareRoot() }
    guard let scaled = try? SymmetricEigen((root * slope.symmetrized * root).symmetrized),
      let largest = scaled.values.last
    else { return nil }
    steepest = max(steepest, largest)
  }
  return steepest > 0 ? 2 / steepest.squareRoot() : nil
}
