import CoarseGraining
import Foundation

/// Splines with known support for the tests of surrogate potentials.
enum SplineFixtures {
  /// Coefficients from values at the places of the functions on the lattice, which smooths a little.
  static func sampled(_ bases: [BSplineBasis], _ f: ([Double]) -> Double) -> TensorSpline {
    func place(_ basis: BSplineBasis, _ k: Int) -> Double {
      basis.lower + Double(k - 1) * basis.spacing
    }
    let coefficients =
      bases.count == 2
      ? (0..<bases[0].count).flatMap { k in
        (0..<bases[1].count).map { f([place(bases[0], k), place(bases[1], $0)]) }
      } : (0..<bases[0].count).map { f([place(bases[0], $0)]) }
    return TensorSpline(bases: bases, coefficients: coefficients)
  }

  /// A support of the cells whose centre satisfies a condition.
  static func support(
    _ bases: [BSplineBasis], where isSupported: ([Double]) -> Bool
  ) -> SampledSupport {
    let axes = bases.map(\.cells)
    let centres =
      axes.count == 2
      ? axes[0].centers.flatMap { x in axes[1].centers.map { [x, $0] } }
      : axes[0].centers.map { [$0] }
    return SampledSupport(
      axes: axes, effectiveSamples: centres.map { isSupported($0) ? 100 : 1 })
  }

  /// Which coefficients touch a supported cell, from the functions themselves.
  static func determined(_ spline: TensorSpline, _ support: SampledSupport) -> [Bool] {
    let columns = spline.bases.count == 2 ? spline.bases[1].count : 1
    return spline.coefficients.indices.map { k in
      let index = spline.bases.count == 2 ? [k / columns, k % columns] : [k]
      return support.effectiveSamples.indices.contains { cell in
        guard support.effectiveSamples[cell] >= support.threshold else { return false }
        let width = support.axes[support.axes.count - 1].count
        let place = support.axes.count == 2 ? [cell / width, cell % width] : [cell]
        return zip(index, place).allSatisfy { $0 >= $1 && $0 <= $1 + 3 }
      }
    }
  }

  /// The same spline with noise of a standard deviation on the free coefficients.
  static func spoiled(
    _ spline: TensorSpline, _ support: SampledSupport, deviation: Double, seed: UInt64
  ) -> TensorSpline {
    var draws = Draws(seed: seed)
    var result = spline
    for (k, isDetermined) in determined(spline, support).enumerated() where !isDetermined {
      result.coefficients[k] += deviation * draws.normal()
    }
    return result
  }

  static let mullerBrownBases = [
    BSplineBasis(lower: -1.5, upper: 1.2, intervals: 32),
    BSplineBasis(lower: -0.5, upper: 2, intervals: 28),
  ]

  /// The levelled Müller–Brown surface, three wells along a banana, of depth about 4 with saddles of
  /// about 3 between.
  static func mullerBrown(_ q: [Double]) -> Double {
    let (x, y) = (q[0], q[1])
    let terms: [(Double, Double, Double, Double, Double, Double)] = [
      (-200, -1, 0, -10, 1, 0), (-100, -1, 0, -10, 0, 0.5), (-170, -6.5, 11, -6.5, -0.5, 1.5),
      (15, 0.7, 0.6, 0.7, -1, 1),
    ]
    var sum = 35.0136 * pow(x + 0.033923, 2) + 59.8399 * pow(y - 0.465694, 2)
    for (amplitude, a, b, c, x0, y0) in terms {
      let (u, v) = (x - x0, y - y0)
      sum += amplitude * exp(a * u * u + b * u * v + c * v * v)
    }
    return 0.05 * sum
  }

  /// The surface on its spline, supported where a Boltzmann law at T = 1 would have been, with
  /// garbage beyond.
  static func banana(seed: UInt64) -> (spline: TensorSpline, support: SampledSupport) {
    let spline = sampled(mullerBrownBases, mullerBrown)
    let support = support(mullerBrownBases) { mullerBrown($0) < 1 }
    return (spoiled(spline, support, deviation: 20, seed: seed), support)
  }

  /// Normal coefficients, supported in some random discs (intervals in one dimension).
  static func random(
    dimension: Int, seed: UInt64
  ) -> (spline: TensorSpline, support: SampledSupport) {
    var draws = Draws(seed: seed)
    let bases =
      dimension == 2
      ? [
        BSplineBasis(lower: -1, upper: 2, intervals: 17),
        BSplineBasis(lower: 3, upper: 5, intervals: 23),
      ] : [BSplineBasis(lower: -1, upper: 2, intervals: 40)]
    let count = bases.reduce(1) { $0 * $1.count }
    let spline = TensorSpline(
      bases: bases, coefficients: (0..<count).map { _ in 5 * draws.normal() })
    let discs = (0..<3).map { _ in
      (
        bases.map { $0.lower + draws.uniform() * ($0.upper - $0.lower) },
        0.1 + 0.4 * draws.uniform()
      )
    }
    let support = support(bases) { q in
      discs.contains { centre, radius in
        zip(q, centre).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } < radius * radius
      }
    }
    return (spline, support)
  }
}
