import LinearAlgebra

extension ConfinedSpline {
  /// V at a point.
  public func value(at q: [Double]) -> Double {
    let squares = spline.bases.indices.reduce(0) { sum, i in
      let d = excess(q[i], axis: i)
      return sum + d * d
    }
    return spline.value(at: q) + 0.5 * confinement * squares
  }

  /// ∇V at a point.
  public func gradient(at q: [Double]) -> [Double] {
    var gradient = spline.gradient(at: q)
    for i in gradient.indices { gradient[i] += confinement * excess(q[i], axis: i) }
    return gradient
  }

  /// ∇²V at a point, d × d; it jumps across the edges of the box.
  public func hessian(at q: [Double]) -> Matrix {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    let jet = spline.jet(q[0], dimension == 2 ? q[1] : 0)
    var hessian = Matrix(
      rows: dimension, columns: dimension,
      elements: dimension == 2 ? [jet.xx, jet.xy, jet.xy, jet.yy] : [jet.xx])
    for i in 0..<dimension where excess(q[i], axis: i) != 0 { hessian[i, i] += confinement }
    return hessian
  }

  /// How far a coordinate lies above (positive) or below the box.
  private func excess(_ x: Double, axis: Int) -> Double {
    let basis = spline.bases[axis]
    if x < basis.lower { return x - basis.lower }
    return x > basis.upper ? x - basis.upper : 0
  }
}
