import LinearAlgebra
import Potentials

/// The wave number k of the waves that dominate the second derivatives of f near some points:
/// k² = Σ_i ⟨|∂_i ∇²f|²⟩ / ⟨|∇²f|²⟩ in the Frobenius norm.
///
/// For micro terms A_j ε_j cos(k_j·q/ε_j + φ_j) it is Σ A²κ⁴ / Σ A²κ² with κ = |k_j|/ε_j: the finest wave
/// as soon as its curvature dominates, as it does when amplitudes A are alike. Dynamics that pass through
/// waves must resolve them in time whatever their curvature: at speed v their force has the frequency
/// kv (docs/langevin-comparison.md).
///
/// ∂_i∇²f is taken by differences of exact Hessians over a thousandth of the length |∇f|/|∇²f|. An
/// expression is differentiated symbolically, a `SurrogatePotential` knows its Hessian; nothing is known
/// of others.
///
/// - Returns: k, zero for a function without third derivatives and for one whose Hessian is not known.
/// - Complexity: (d + 1) Hessians for each point, of which at most 4096 are used.
public func dominantWaveNumber(of potential: any Potential, at points: [[Double]]) -> Double {
  let hessians = HessianSource(potential, near: points)
  guard hessians.isExact else { return 0 }
  let stride = max(1, points.count / 4096)
  let centres = Swift.stride(from: 0, to: points.count, by: stride).map { points[$0] }
  let gradient = potential.gradients(at: centres).flatMap { $0 }.filter(\.isFinite)
  let values = hessians.evaluate(centres)
  let curvature = meanSquare(values.flatMap { $0 })
  guard curvature > 0 else { return 0 }
  let length = (meanSquare(gradient) / curvature).squareRoot()
  guard length > 0, length.isFinite else { return 0 }
  var change = 0.0
  for i in 0..<potential.dimension {
    let shifted = centres.map { centre in
      var point = centre
      point[i] += 1e-3 * length
      return point
    }
    // The shift that rounding has left.
    let steps = zip(shifted, centres).map { $0[i] - $1[i] }
    let differences = zip(zip(hessians.evaluate(shifted), values), steps).flatMap { pair, step in
      zip(pair.0, pair.1).map { ($0 - $1) / step }
    }
    change += meanSquare(differences)
  }
  return (change / curvature).squareRoot()
}

/// Over the finite numbers.
private func meanSquare(_ values: [Double]) -> Double {
  let finite = values.filter(\.isFinite)
  return finite.reduce(0) { $0 + $1 * $1 } / Double(max(finite.count, 1))
}
