import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// The scale spectrum of a function: how strong the noise G_eff(h) is that the damped map (or gradient
/// descent, whose step is the learning rate η) makes of its gradient, as a function of the step h.
///
/// A term A ε cos(k·q/ε) whose oscillations a step leaps over acts as noise of covariance ½A²kkᵀ; one
/// that the step resolves is part of the effective potential. So Tr G_eff(h) is a staircase that
/// climbs by ½A²|k|² wherever h passes a scale, and on its plateaus, where the scales are well
/// separated by the step, the momenta are normal (docs/scale-spectrum.md). Nothing but ∇f is
/// needed, and nothing is known beforehand of the scales.
///
/// Each step of a ladder gets an ensemble of its own for a fixed physical time, the largest steps first;
/// the scan ends early where walkers are trapped throughout, and is refined where the staircase
/// climbs. What steps cannot see, scales below the sinks of the finest one, shows in the variogram of the
/// gradient (`GradientVariogram`), which completes the list of scales. The result depends on potential, settings and seed, not on the threads.
public struct ScaleSpectrum: Sendable {
  /// What a scan is made with; what is nil is found from the function.
  public struct Settings: Sendable {
    /// The map whose steps are scanned.
    public var integrator = Integrator.dampedVerlet
    /// The scalar friction γ of the damped map; a descent has none.
    public var friction: Double
    public var initial: InitialLaw
    /// The largest step; 0.7 of the stability limit of V unless given.
    public var from: Double?
    /// The smallest; 2/√λ_max(∇²f), below which micro minima are attractors, unless given. Of a
    /// descent 30 times 2/λ_max(∇²f).
    public var to: Double?
    /// Steps of the ladder before refinement.
    public var points = 48
    /// Physical time of each recorded run; 100 relaxation times unless given, 10 of a descent.
    public var time: Double?
    public var walkers = 1024
    /// Rounds of refinement.
    public var refinements = 2
    public var seed: UInt64 = 1
    public var threads = 1

    public init(friction: Double, initial: InitialLaw) {
      self.friction = friction
      self.initial = initial
    }

    /// Of gradient descent.
    public init(descentFrom initial: InitialLaw) {
      integrator = .gradientDescent
      friction = 0
      self.initial = initial
    }
  }

  /// What a scan found.
  public struct Result: Sendable {
    /// The points from the largest step to the smallest.
    public let points: [SpectrumPoint]
    public let range: ScanRange
    /// Steps at which walkers ran away.
    public let unstableSteps: [Double]
    /// Whether the scan ended before its smallest step because walkers were trapped.
    public let endedInSinks: Bool
    /// Evaluations of ∇f by the ensembles.
    public let gradientEvaluations: Int
    /// Plateaus and scales.
    public let plateaus: PlateauAnalysis
    /// The variogram of the gradient where the walkers of the highest plateau are (where they start,
    /// when there is none), and the scales that it shows; nil where too few gradients are finite.
    public let variogram: GradientVariogram?
    public let waveNumbers: WaveNumberSpectrum?
  }

  public var settings: Settings

  public init(_ settings: Settings) { self.settings = settings }

  /// Steps that are run side by side; fixed, so that the end of the scan does not depend on threads.
  static let batch = 8
  /// A scan ends after this many neighbouring steps at which more than `lostFraction` is trapped.
  static let lostSteps = 3
  static let lostFraction = 0.05

  /// Scans the function.
  ///
  /// - Parameters:
  ///   - potential: the function.
  ///   - unit: where a journal has the scan, for it to be gone on with; nil to keep none.
  ///   - cancellation: stops the scan.
  ///   - progress: called now and then.
  /// - Returns: what was found.
  /// - Throws: a `StorageError` when the journal does not fit; `ScanError` when no range of steps can be found or every step diverges; `DynamicsError`.
  /// - Complexity: walkers · time · Σ 1/h gradients, of which the smallest steps take most.
  public func run(
    _ potential: any Potential, unit: WorkUnit? = nil, cancellation: Cancellation? = nil,
    progress: @Sendable (_ fraction: Double) -> Void = { _ in }
  ) throws -> Result {
    let range = try ScanRange(potential, settings)
    var scan = Scan(potential: potential, settings: settings, range: range, unit: unit)
    let ladder = range.ladder(points: settings.points)
    // Shares of the work: run time goes as 1/h.
    let total = 1.6 * ladder.reduce(0) { $0 + 1 / $1 }
    var work = 0.0
    var next = 0
    while next < ladder.count, !scan.isLost {
      let steps = Array(ladder[next..<min(next + Self.batch, ladder.count)])
      try scan.measure(steps, cancellation)
      next += steps.count
      work += steps.reduce(0) { $0 + 1 / $1 }
      progress(min(work / total, 1))
    }
    let endedInSinks = scan.isLost
    for _ in 0..<settings.refinements {
      let steps = scan.refinement()
      for start in stride(from: 0, to: steps.count, by: Self.batch) {
        let part = Array(steps[start..<min(start + Self.batch, steps.count)])
        try scan.measure(part, cancellation)
        work += part.reduce(0) { $0 + 1 / $1 }
        progress(min(work / total, 1))
      }
    }
    guard !scan.points.isEmpty else {
      throw ScanError.allUnstable(largest: ladder.first ?? 0, smallest: ladder.last ?? 0)
    }
    let staircase = PlateauFinder(settings.integrator).analyse(
      scan.points, friction: settings.friction, meanSquareGradient: range.meanSquareGradient)
    let variogram = try variogram(of: potential, range, staircase, cancellation)
    let waveNumbers = variogram.flatMap { try? WaveNumberSpectrum($0) }
    let assembly = ScaleAssembly(settings, dimension: potential.dimension)
    progress(1)
    return Result(
      points: scan.points, range: range, unstableSteps: scan.unstable.sorted(by: >),
      endedInSinks: endedInSinks, gradientEvaluations: scan.gradientEvaluations,
      plateaus: waveNumbers.map { assembly.complete(staircase, $0, scan.points) } ?? staircase,
      variogram: variogram, waveNumbers: waveNumbers)
  }
}

/// Why a function cannot be scanned.
public enum ScanError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The largest useful step could not be found from the gradient.
  case noStabilityLimit
  /// The range of steps is empty or not positive.
  case invalidRange(from: Double, to: Double)
  /// Walkers ran away at every step.
  case allUnstable(largest: Double, smallest: Double)

  public var description: String {
    switch self {
    case .noStabilityLimit:
      return "the gradient shows no mean curvature where the walkers start, so the largest stable "
        + "step is unknown: give scan.from, or an initial law that covers the wells"
    case .invalidRange(let from, let to):
      return String(
        format: "a scan goes from a larger step to a smaller one: from = %.4g, to = %.4g", from, to)
    case .allUnstable(let largest, let smallest):
      return String(
        format: "walkers ran away at every step from %.4g to %.4g: check that the potential "
          + "confines them, or give a smaller scan.from", largest, smallest)
    }
  }
}
