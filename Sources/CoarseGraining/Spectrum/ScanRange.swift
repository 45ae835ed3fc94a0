import Dynamics
import Foundation
import Potentials

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

  /// - Throws: `ScanError`.
  init(_ potential: any Potential, _ settings: ScaleSpectrum.Settings) throws(ScanError) {
    let survey = GradientSurvey(potential, initial: settings.initial, seed: settings.seed)
    let stiffness = survey.macroscopicCurvature
    let criterion = settings.integrator.criterion
    let limit = stiffness.map(criterion.largestStableStep)
    let curvature = survey.largestCurvature
    meanSquareGradient = survey.meanSquareGradient
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
      let relaxation = Self.descentTime(survey.curvatures)
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
  private static func descentTime(_ curvatures: [CurvatureRange]) -> Double {
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
