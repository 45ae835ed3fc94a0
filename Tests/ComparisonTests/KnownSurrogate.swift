import CoarseGraining
import Potentials

/// A surrogate that is a given function, to within O(spacing⁴), with data all over its box.
func knownSurrogate(
  box: [ClosedRange<Double>], intervals: [Int], _ function: ([Double]) -> Double
) -> ConfinedSpline {
  let bases = zip(box, intervals).map {
    BSplineBasis(lower: $0.lowerBound, upper: $0.upperBound, intervals: $1)
  }
  // The quasi-interpolant (−f₋ + 8f₀ − f₊)/6 along each axis is exact for cubics.
  let stencil: [(Int, Double)] = [(-1, -1.0 / 6), (0, 8.0 / 6), (1, -1.0 / 6)]
  func site(_ axis: Int, _ index: Int) -> Double {
    bases[axis].lower + Double(index - 1) * bases[axis].spacing
  }
  var coefficients: [Double] = []
  for i in 0..<bases[0].count {
    if bases.count == 1 {
      coefficients.append(stencil.reduce(0) { $0 + $1.1 * function([site(0, i + $1.0)]) })
      continue
    }
    for j in 0..<bases[1].count {
      coefficients.append(
        stencil.reduce(0) { sum, a in
          sum
            + stencil.reduce(0) {
              $0 + a.1 * $1.1 * function([site(0, i + a.0), site(1, j + $1.0)])
            }
        })
    }
  }
  let cells = bases.map(\.cells)
  let support = SampledSupport(
    axes: cells,
    effectiveSamples: [Double](repeating: 1000, count: cells.reduce(1) { $0 * $1.count }))
  return ConfinedSpline(
    spline: TensorSpline(bases: bases, coefficients: coefficients), support: support)
}
