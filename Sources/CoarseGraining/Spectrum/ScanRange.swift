import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// The steps and times that suit a function, found from its gradient where the walkers start.
public struct ScanRange: Sendable, Equatable {
  /// The largest and the smallest step.
  public let from: Double
  public let to: Double
  /// 2/√λ_max of the mean Hessian (2/λ_max for a descent): the largest stable step as far as the
  /// gradient tells.
  public let stabilityLimit: Double?
  /// 2/√λ_max(∇²f) (2/λ_max): below it micro minima are stable fixed points of the map.
  public let sinkLimit: Double
  /// Physical times of each burn-in and of each recorded run.
  public let burnInTime: Double
  public let time: Double
  /// E|∇f|² over the initial law: the scale on which noise is none.
  public let meanSquareGradient: Double

  /// Points of the probe.
  static let probes = 8192

  /// - Throws: `ScanError`.
  init(_ potential: any Potential, _ settings: ScaleSpectrum.Settings) throws(ScanError) {
    let d = potential.dimension
    let draws = Philox(seed: settings.seed, stream: 0x5CA9)
    let points = (0..<Self.probes).map {
      settings.initial.draw(walker: $0, dimension: d, generator: draws).q
    }
    let spread = (0..<d).map { i -> Double in
      let values = points.map { $0[i] }
      let (mean, variance) = meanAndVariance(of: values)
      return max(variance.squareRoot(), 1e-3 * max(abs(mean), 1))
    }
    let centres = Array(points.prefix(16))
    let curvatures = macroscopicCurvatures(
      of: potential, mobility: .identity(d), centres: centres, radius: spread, generator: draws)
    let stiffness = curvatures.map(\.largest).max()
    let criterion = settings.integrator.criterion
    let limit = stiffness.map(criterion.largestStableStep)
    // A law that starts at a few points only would miss the phases of the micro terms.
    let jittered = points.enumerated().map { n, q in
      q.enumerated().map { i, x in
        x + 0.1 * spread[i] * (2 * draws.uniform(UInt64(n), UInt64(64 + i)) - 1)
      }
    }
    let curvature = largestCurvature(of: potential, at: jittered)
    let squares = potential.gradients(at: jittered).map { $0.reduce(0) { $0 + $1 * $1 } }
      .filter(\.isFinite)
    meanSquareGradient = squares.reduce(0, +) / Double(max(squares.count, 1))
    stabilityLimit = limit
    sinkLimit = curvature > 0 ? criterion.largestStableStep(curvature: curvature) : .infinity

    guard let from = settings.from ?? limit.map({ 0.7 * $0 }) else { throw .noStabilityLimit }
    // A function without micro terms has no room between the limits: a decade shows that.
    let to = settings.to ?? min(settings.integrator.leastStep * sinkLimit, from / 10)
    guard from > to, to > 0, from.isFinite else { throw .invalidRange(from: from, to: to) }
    self.from = from
    self.to = to
    // Long enough for the energy of what no noise shakes to fall by e⁻²⁰.
    switch settings.integrator {
    case .dampedVerlet:
      let relaxation = max(1 / settings.friction, settings.friction / (stiffness ?? 1))
      burnInTime = 20 * relaxation
      time = settings.time ?? 100 * relaxation
    case .gradientDescent:
      let relaxation = Self.descentTime(curvatures)
      burnInTime = 10 * relaxation
      // Consecutive gradients are nearly independent: less time will do.
      time = settings.time ?? 10 * relaxation
    }
  }

  /// The relaxation time of a descent: that of the softest direction, in the median over the places where
  /// walkers start.
  ///
  /// Directions a thousand times softer than the stiffest are left out: their gradient is below 10⁻⁶ of
  /// E|∇f|², and to wait for them would take a thousand times as long.
  private static func descentTime(_ curvatures: [(least: Double, largest: Double)]) -> Double {
    let stiffness = curvatures.map(\.largest).max() ?? 1
    let softest = curvatures.map(\.least).filter { $0 > 1e-3 * stiffness }.sorted()
    return 1 / (softest.isEmpty ? stiffness : softest[softest.count / 2])
  }

  /// Steps evenly spaced in log h, from large to small.
  public func ladder(points: Int) -> [Double] {
    guard points > 1 else { return [from] }
    return (0..<points).map { n in
      from * exp(log(to / from) * Double(n) / Double(points - 1))
    }
  }
}
