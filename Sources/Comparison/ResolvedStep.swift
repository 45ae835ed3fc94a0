import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials

/// A time step that resolves a function, and fits a whole number of times between records.
///
/// Two conditions. The step must resolve the fastest vibration: h ≤ fraction/√λ_max. And it must resolve the
/// passage through the waves of f: no more than half a wave per step at the given speed, h ≤ π/(k v). The
/// first alone is not enough for dynamics: where ε is small, a walker passes many waves in a step of
/// 0.2/√λ ~ 0.2 √ε, their forces come at random phases, and heat the walker by hG/(2γ) as they do in the
/// sampling (docs/langevin-comparison.md).
public struct ResolvedStep: Equatable, Sendable {
  /// The largest eigenvalue λ_max of M⁻¹∇²f over the region.
  public let largestCurvature: Double
  /// Steps between records.
  public let stepsPerRecord: Int
  /// The step h.
  public let step: Double

  /// h √λ_max of the original: Verlet then misses its fastest frequency by (h√λ)²/24 = 0.2 %.
  public static let resolution = 0.2

  /// More steps between records than this would never end.
  public static let mostStepsPerRecord = 1e9

  /// The step for `potential` near the points of `region` at the given speed; `given`, where there is
  /// one, takes its place. The step is then shortened to divide `interval`.
  ///
  /// - Throws: `DynamicsError.invalidParameter` when that would be more than ``mostStepsPerRecord``.
  public init(
    for potential: any Potential, region: [[Double]], speed: Double, interval: Double,
    given: Double? = nil, fraction: Double = ResolvedStep.resolution
  ) throws(DynamicsError) {
    let curvature = CoarseGraining.largestCurvature(of: potential, at: region)
    let waveNumber = given == nil ? dominantWaveNumber(of: potential, at: region) : 0
    try self.init(
      largestCurvature: curvature, passage: waveNumber * speed, interval: interval, given: given,
      fraction: fraction)
  }

  /// The same from λ_max and the frequency k·v of the passage through waves.
  ///
  /// Without curvature or waves (a free particle) ten steps are taken between records.
  ///
  /// - Throws: `DynamicsError.invalidParameter` when more than ``mostStepsPerRecord`` are needed.
  public init(
    largestCurvature: Double, passage: Double = 0, interval: Double, given: Double? = nil,
    fraction: Double = ResolvedStep.resolution
  ) throws(DynamicsError) {
    precondition(interval > 0, "records must be some time apart")
    let vibration =
      largestCurvature > 0 ? fraction / largestCurvature.squareRoot() : interval / 10
    let wanted = given ?? (passage > 0 ? min(vibration, .pi / passage) : vibration)
    // A hair of tolerance: a given step that divides the interval must not lose to rounding.
    let steps = (interval / wanted - 1e-9).rounded(.up)
    guard steps <= Self.mostStepsPerRecord else {
      throw .invalidParameter(
        "to resolve the function a step of \(wanted) is needed, \(steps) of them in the \(interval) "
          + "between records: give a larger step, or leave out the finest scales")
    }
    self.init(
      largestCurvature: largestCurvature, interval: interval, stepsPerRecord: max(1, Int(steps)))
  }

  /// The same with so many steps more between records that their number is a multiple of `count`.
  func divisible(by count: Int) -> ResolvedStep {
    ResolvedStep(
      largestCurvature: largestCurvature, interval: Double(stepsPerRecord) * step,
      stepsPerRecord: (stepsPerRecord + count - 1) / count * count)
  }

  /// Half the step.
  var halved: ResolvedStep {
    ResolvedStep(
      largestCurvature: largestCurvature, interval: Double(stepsPerRecord) * step,
      stepsPerRecord: 2 * stepsPerRecord)
  }

  private init(largestCurvature: Double, interval: Double, stepsPerRecord: Int) {
    self.largestCurvature = largestCurvature
    self.stepsPerRecord = stepsPerRecord
    step = interval / Double(stepsPerRecord)
  }

  /// The k with which BAOAB's friction and noise act in every k-th step: as large as the time kh stays tiny beside
  /// the time of the friction, khΓ ≤ 0.002, and noise never meets a vibration in the same phase again and again,
  /// kh√λ_max ≤ 0.5, but at most ``mostNoiseInterval``; and odd, so that noise acts in the very middle of k steps.
  ///
  /// - Throws: `LinearAlgebraError` for a friction that is not finite.
  public func noiseInterval(friction: Matrix) throws -> Int {
    let fastest = max(0, try SymmetricEigen(friction).values.last ?? 0)
    let rate = max(fastest / 0.002, max(0, largestCurvature).squareRoot() / 0.5)
    let most = 1 / (step * rate)
    guard most >= 1 else { return 1 }
    let interval = Int(min(most, Double(Self.mostNoiseInterval)))
    return interval % 2 == 1 ? interval : interval - 1
  }

  /// Noise and slow forces in so few steps cost so little that nothing is to be had beyond.
  static let mostNoiseInterval = 19
}
