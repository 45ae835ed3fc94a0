import Foundation
import Statistics

/// What is known of captured walkers after a stretch of a run.
public struct SinkReport: Sendable, Equatable {
  /// Walkers found trapped (and revived) so far.
  public package(set) var revivals = 0
  /// Walkers examined so far: walkers × windows.
  public package(set) var examinations = 0
  /// Physical time, summed over walkers.
  public package(set) var walkerTime = 0.0
  /// The largest curvature λ_max(M⁻¹∇²f) met at a trapped walker; a fixed point there is stable
  /// for h² λ < 4 (or λ_max(D∇²f) and ηλ < 2: see `criterion`).
  public package(set) var steepestCurvature: Double?
  /// What makes a fixed point of the map stable.
  public let criterion: StabilityCriterion

  /// Nothing seen yet.
  public init(criterion: StabilityCriterion = .secondOrder) { self.criterion = criterion }

  /// The sum of the reports of independent runs.
  public static func + (a: SinkReport, b: SinkReport) -> SinkReport {
    var sum = a
    sum.revivals += b.revivals
    sum.examinations += b.examinations
    sum.walkerTime += b.walkerTime
    sum.steepestCurvature = [a.steepestCurvature, b.steepestCurvature].compactMap { $0 }.max()
    return sum
  }

  /// Fraction of walkers that are found trapped at the end of a window, with its binomial error.
  /// When none was seen, the error is that of a single one.
  public var trappedFraction: Estimate {
    let n = Double(max(examinations, 1))
    let fraction = Double(revivals) / n
    return Estimate(
      value: fraction,
      standardError: (max(fraction * (1 - fraction), 1 / n) / n).squareRoot())
  }

  /// Captures per walker and unit time, with the Poisson error (that of one event when none was
  /// seen).
  public var escapeRate: Estimate {
    guard walkerTime > 0 else { return Estimate(value: 0, standardError: .infinity) }
    return Estimate(
      value: Double(revivals) / walkerTime,
      standardError: Double(max(revivals, 1)).squareRoot() / walkerTime)
  }

  /// The step that would make the sinks unstable with a margin: 1.6 times 2/√λ (or 2.56 times 2/λ for
  /// gradient descent), which also leaves the shallow micro minima on steep slopes of V behind. Nil
  /// when no walker was trapped.
  public var suggestedStep: Double? {
    steepestCurvature.map(criterion.safeStep)
  }
}
