import Foundation

/// The Wasserstein-1 distance ∫ |F − F₀| dx from the difference of two distribution functions at
/// given edges, with its standard error and its noise floor.
///
/// The integral is taken by the trapezoidal rule; what lies beyond the edges is not seen, so they
/// should cover both laws. The error is that of the linear functional Σ w_i sign(Δ_i) Δ_i (delta
/// method), all correlations included. It is right where |Δ| exceeds its own error over most of the
/// range; where it does not, the distance is biased upwards, since |Δ| cannot be negative, and the
/// floor tells by how much: ∫ σ(x) √(2/π) dx is the mean distance when the laws are equal and only
/// the errors σ differ from zero. A distance is only seen when it is well above its floor.
///
/// - Parameters:
///   - difference: F − F₀ at the edges; take paired differences where units correspond.
///   - edges: the ascending edges, in the units of the values.
/// - Returns: the distance, and the floor, in the units of the values. NaN where the difference is.
public func wasserstein1(
  difference: CurveEstimate, edges: [Double]
) -> (distance: Estimate, floor: Double) {
  precondition(difference.count == edges.count, "one value per edge expected")
  let weights = trapezoidalWeights(edges)
  let signed = zip(weights, difference.values).map { weight, value in
    value == 0 ? 0 : (value < 0 ? -weight : weight)
  }
  let errors = zip(weights, difference.standardErrors).reduce(0) { $0 + $1.0 * $1.1 }
  return (distance: difference.functional(signed), floor: errors * (2 / Double.pi).squareRoot())
}
