import LinearAlgebra
import Potentials
import Statistics

/// Estimates the largest stable step 2/√λ_max(M⁻¹ ∇²V) of the Verlet maps near given centres, from
/// `macroscopicCurvature`.
///
/// - Returns: nil when the gradient is not finite or shows no significant positive curvature.
public func stabilityLimit(
  of potential: any Potential, inverseMass: Matrix, centres: [[Double]], radius: [Double],
  generator: Philox
) -> Double? {
  macroscopicCurvature(
    of: potential, mobility: inverseMass, centres: centres, radius: radius, generator: generator
  ).map(StabilityCriterion.secondOrder.largestStableStep)
}

/// Estimates λ_max(W∇²V) near given centres, W being M⁻¹ or the preconditioner of a descent.
///
/// Only ∇f can be had, and ∇²f is that of the micro terms, which the step is meant not to resolve.
/// So in a box of half-widths `radius` around each centre ∇f is regressed on q: the slope is the
/// mean macroscopic Hessian there, and the micro part averages out. A centre where it does not (the
/// box is so small that the slope drowns in micro noise) does not count.
///
/// - Returns: nil when the gradient is not finite or shows no significant positive curvature.
/// - Complexity: 2048 · (d + 1) gradients and an O(d³) fit for each centre.
public func macroscopicCurvature(
  of potential: any Potential, mobility: Matrix, centres: [[Double]], radius: [Double],
  generator: Philox
) -> Double? {
  let curvatures = macroscopicCurvatures(
    of: potential, mobility: mobility, centres: centres, radius: radius, generator: generator)
  return curvatures.map(\.largest).max()
}

/// The least and the largest eigenvalue of W∇²V near a place.
public struct CurvatureRange: Sendable, Equatable {
  /// It may be negative.
  public let least: Double
  public let largest: Double
}

/// The eigenvalues of W∇²V near each of the given centres that shows a mean curvature, as
/// `macroscopicCurvature` finds them.
///
/// - Returns: nothing when the gradient is not finite.
/// - Complexity: 2048 · (d + 1) gradients and an O(d³) fit for each centre.
public func macroscopicCurvatures(
  of potential: any Potential, mobility: Matrix, centres: [[Double]], radius: [Double],
  generator: Philox
) -> [CurvatureRange] {
  guard let weighting = MassWeighting(mobility) else { return [] }
  let count = 2048 * (potential.dimension + 1)
  var curvatures: [CurvatureRange] = []
  for (c, centre) in centres.enumerated() {
    let offsets = (c * count..<(c + 1) * count).map { n in
      radius.enumerated().map { i, r in r * (2 * generator.uniform(UInt64(n), UInt64(i)) - 1) }
    }
    let gradients = potential.gradients(at: offsets.map { zip(centre, $0).map(+) })
    guard gradients.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return [] }
    let (slope, error) = meanHessian(offsets: offsets, gradients: gradients)
    guard let values = weighting.eigenvalues(of: slope), let least = values.first,
      let largest = values.last, largest > 5 * error * weighting.largestInverseMass
    else { continue }
    curvatures.append(CurvatureRange(least: least, largest: largest))
  }
  return curvatures
}

/// Least squares of gradients on offsets whose coordinates are independent and uniform about zero:
/// slope_ij = Cov(g_i, q_j) / Var(q_j), with the standard error of its least certain entry.
///
/// - Complexity: O(n d²), all of it in loops over contiguous memory: the slope is kept by columns.
private func meanHessian(offsets: [[Double]], gradients: [[Double]]) -> (Matrix, error: Double) {
  let d = offsets[0].count
  let n = Double(offsets.count)
  var mean = [Double](repeating: 0, count: d)
  for gradient in gradients { for i in 0..<d { mean[i] += gradient[i] } }
  for i in 0..<d { mean[i] /= n }
  var columns = [Double](repeating: 0, count: d * d)
  var moments = [Double](repeating: 0, count: d)
  var deviation = [Double](repeating: 0, count: d)
  for (offset, gradient) in zip(offsets, gradients) {
    for i in 0..<d { deviation[i] = gradient[i] - mean[i] }
    for j in 0..<d { moments[j] += offset[j] * offset[j] }
    columns.withUnsafeMutableBufferPointer { columns in
      deviation.withUnsafeBufferPointer { deviation in
        for j in 0..<d {
          let x = offset[j]
          for i in 0..<d { columns[j * d + i] += deviation[i] * x }
        }
      }
    }
  }
  for j in 0..<d { for i in 0..<d { columns[j * d + i] /= moments[j] } }
  var residuals = [Double](repeating: 0, count: d)
  var fitted = [Double](repeating: 0, count: d)
  for (offset, gradient) in zip(offsets, gradients) {
    fitted.withUnsafeMutableBufferPointer { fitted in
      columns.withUnsafeBufferPointer { columns in
        for i in 0..<d { fitted[i] = 0 }
        for j in 0..<d {
          let x = offset[j]
          for i in 0..<d { fitted[i] += columns[j * d + i] * x }
        }
      }
    }
    for i in 0..<d {
      let r = gradient[i] - mean[i] - fitted[i]
      residuals[i] += r * r
    }
  }
  let noise = (residuals.max() ?? 0) / n
  let slope = Matrix(rows: d, columns: d, elements: columns).transpose
  return (slope, (noise / (moments.min() ?? 0)).squareRoot())
}
