/// Value, gradient and Hessian of a spline of one or two coordinates at one point; of one coordinate
/// only the derivatives by x are not zero.
struct SplineJet {
  var value = 0.0
  var x = 0.0
  var y = 0.0
  var xx = 0.0
  var xy = 0.0
  var yy = 0.0

  /// The magnitude of the gradient.
  var slope: Double { (x * x + y * y).squareRoot() }

  /// The ends of the spectrum of the Hessian, in closed form; of one coordinate both are f″.
  func curvatures(dimension: Int) -> ClosedRange<Double> {
    guard dimension == 2 else { return xx...xx }
    let mean = 0.5 * (xx + yy)
    let radius = (0.25 * (xx - yy) * (xx - yy) + xy * xy).squareRoot()
    return (mean - radius)...(mean + radius)
  }
}

extension TensorSpline {
  /// The jet at (x, y), with the linear continuation outside; y does not matter for one coordinate.
  /// Allocates nothing.
  func jet(_ x: Double, _ y: Double) -> SplineJet {
    var jet = SplineJet()
    let first = (bases[0].evaluate(x), bases[0].derivative(x), bases[0].secondDerivative(x))
    coefficients.withUnsafeBufferPointer { coefficients in
      func row(_ start: Int) -> SIMD4<Double> {
        SIMD4(
          coefficients[start], coefficients[start + 1], coefficients[start + 2],
          coefficients[start + 3])
      }
      guard bases.count == 2 else {
        let line = row(first.0.first)
        jet.value = (line * first.0.values).sum()
        jet.x = (line * first.1.values).sum()
        jet.xx = (line * first.2.values).sum()
        return
      }
      let second = (bases[1].evaluate(y), bases[1].derivative(y), bases[1].secondDerivative(y))
      for k in 0..<4 {
        let line = row((first.0.first + k) * bases[1].count + second.0.first)
        let (f, fy) = ((line * second.0.values).sum(), (line * second.1.values).sum())
        jet.value += first.0.values[k] * f
        jet.x += first.1.values[k] * f
        jet.xx += first.2.values[k] * f
        jet.y += first.0.values[k] * fy
        jet.xy += first.1.values[k] * fy
        jet.yy += first.0.values[k] * (line * second.2.values).sum()
      }
    }
    return jet
  }

  /// Calls `body` with the jets at 5 or 5 × 5 places of every knot cell that is included (row-major,
  /// one flag per cell): three inside along each axis, and the ends.
  func forEachJet(inCells includes: [Bool], _ body: (SplineJet) -> Void) {
    // By a hair inside, since at the ends of the box rounding may fall on the linear continuation.
    let places = [1e-6, 0.25, 0.5, 0.75, 1 - 1e-6]
    let columns = bases.count == 2 ? bases[1].intervals : 1
    for (cell, isIncluded) in includes.enumerated() where isIncluded {
      for u in places {
        let x = bases[0].lower + (Double(cell / columns) + u) * bases[0].spacing
        guard bases.count == 2 else {
          body(jet(x, 0))
          continue
        }
        for v in places {
          body(jet(x, bases[1].lower + (Double(cell % columns) + v) * bases[1].spacing))
        }
      }
    }
  }
}
