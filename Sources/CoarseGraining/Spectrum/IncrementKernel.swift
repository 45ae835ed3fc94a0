import Foundation
import Statistics

/// What a wave of unit strength contributes to the variogram of second differences, as a function of
/// x = |k|δ (docs/gradient-variogram.md):
///
/// K(x) = E_u[1 − (4/3) Ω_d(xu) + (1/3) Ω_d(2xu)],
///
/// where Ω_d is the characteristic function of the unit sphere and u = exp(w t) the smearing of the
/// distance, t having the triangular density 1 − |t| on (−1, 1). K rises as x⁴ from zero, overshoots and
/// settles at 1: without the smearing it would oscillate for ever, and the wave number of a line would
/// have to be known to the inverse of the largest distance.
///
/// Tabulated in log x, linear between; error below 2 · 10⁻⁴.
struct IncrementKernel: Sendable {
  let dimension: Int
  /// w.
  let spread: Double

  private let values: [Double]
  private let first: Double

  private static let spacing = 0.0025
  /// Below, the leading power of x; above, 1.
  private static let least = 0.02
  private static let most = 200.0

  init(dimension d: Int, spread: Double) {
    dimension = d
    self.spread = spread
    // Rise and oscillations lie at x ~ √d.
    first = log(Self.least)
    let margin = Int((spread / Self.spacing).rounded())
    let count = Int(
      (log(Self.most * Double(d).squareRoot() / Self.least) / Self.spacing).rounded(.up))
    let bare = (-margin..<(count + margin)).map { n in
      Self.unsmeared(exp(log(Self.least) + Double(n) * Self.spacing), dimension: d)
    }
    guard margin > 0 else {
      values = bare
      return
    }
    let weights = (-margin...margin).map { 1 - abs(Double($0)) / Double(margin) }
    let total = weights.reduce(0, +)
    values = (0..<count).map { n in
      var sum = 0.0
      for m in weights.indices { sum += weights[m] * bare[min(n + m, bare.count - 1)] }
      return sum / total
    }
  }

  /// 1 − (4/3) Ω_d(x) + (1/3) Ω_d(2x).
  static func unsmeared(_ x: Double, dimension d: Int) -> Double {
    1 - 4 / 3 * sphereCharacteristic(x, dimension: d)
      + sphereCharacteristic(2 * x, dimension: d) / 3
  }

  /// K(eˣ): a logarithm goes in, since ladders and grids are logarithmic.
  func callAsFunction(log x: Double) -> Double {
    let place = (x - first) / Self.spacing
    guard place > 0 else { return values[0] * exp(4 * (x - first)) }
    let n = Int(place)
    guard n + 1 < values.count else { return 1 }
    return values[n] + (place - Double(n)) * (values[n + 1] - values[n])
  }

  /// dK/dlog x, over a difference that is wide beside the table's spacing.
  func slope(log x: Double) -> Double {
    let step = 4 * Self.spacing
    return (self(log: x + step) - self(log: x - step)) / (2 * step)
  }
}
