import Foundation
import Statistics

extension PlateauFinder {
  /// Whether walkers are kept in motion, and by chaos: the map of a smooth function can have attracting
  /// orbits as well, with a Lyapunov exponent below zero.
  func isNoisy(_ point: SpectrumPoint, _ meanSquareGradient: Double) -> Bool {
    let exponent = point.lyapunovExponent
    return point.strength.value > rule.silence * meanSquareGradient
      && !(exponent.value + 3 * exponent.standardError < 0)
  }

  /// Whether a point may belong to a plateau.
  func isEligible(
    _ points: [SpectrumPoint], _ n: Int, _ friction: Double, _ meanSquareGradient: Double
  ) -> Bool {
    let point = points[n]
    guard isNoisy(point, meanSquareGradient),
      point.sinks.trappedFraction.value <= rule.trappedFraction
    else { return false }
    let floor = -rule.boundedNoise * tanh(friction * point.step) - rule.excessKurtosis
    for kurtosis in point.kurtosis {
      let (excess, error) = (kurtosis.value - 3, kurtosis.standardError)
      guard excess < rule.excessKurtosis + 2 * error, excess > floor - 2 * error else {
        return false
      }
    }
    let lag = correlation(point)
    if lag.value.isFinite, abs(lag.value) > rule.lagOneCorrelation + 2 * lag.standardError {
      return false
    }
    let slope = slope(points, n)
    return !(abs(slope.value) > rule.slope + 2 * slope.standardError)
  }

  /// d log G/d log h by least squares over a point, its two neighbours and all others within reach. Where the ladder is
  /// refined two neighbours alone say little, and the shoulder of a jump would be taken apart at random.
  private func slope(_ points: [SpectrumPoint], _ n: Int) -> Estimate {
    let near = points.indices.filter { m in
      (abs(m - n) <= 1 || abs(log(points[m].step / points[n].step)) <= rule.slopeReach)
        && points[m].strength.value > 0
    }.map { points[$0] }
    guard near.count > 1 else { return .exact(0) }
    let x = near.map { log($0.step) }
    let centre = x.reduce(0, +) / Double(x.count)
    let spread = x.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
    var (value, variance) = (0.0, 0.0)
    for (point, x) in zip(near, x) {
      let weight = (x - centre) / spread
      value += weight * log(point.strength.value)
      let error = weight * point.strength.relativeError
      variance += error * error
    }
    return Estimate(value: value, standardError: variance.squareRoot())
  }

  /// The correlation of the noise from step to step.
  func correlation(_ point: SpectrumPoint) -> Estimate {
    integrator == .dampedVerlet ? point.lagOneCorrelation : point.colour
  }

  func magnitude(_ correlation: Estimate) -> Double {
    correlation.value.isFinite ? abs(correlation.value) : 0
  }
}
