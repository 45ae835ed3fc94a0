import Dynamics
import LinearAlgebra
import Potentials

/// The maps and the lengths of an advisor's probes.
struct ProbeMaps: Sendable {
  let integrator: StepAdvisor.Integrator
  let dimension: Int
  let friction: Double
  /// The time in which a disturbance of the energy dies away: max(1/γ, γ/k), or 1/k of a descent.
  let relaxation: Double?
  /// Gradients that the longest probe may take.
  let evaluations: Double
  let walkers: Int

  init(_ advisor: StepAdvisor, friction: Double) {
    let settings = advisor.settings
    integrator = settings.integrator
    dimension = advisor.potential.dimension
    walkers = settings.walkers
    self.friction = friction
    let stiffness = advisor.survey.macroscopicCurvature
    switch settings.integrator {
    case .dampedVerlet:
      relaxation = max(1 / friction, friction / (stiffness ?? friction * friction))
    case .gradientDescent: relaxation = stiffness.map { 1 / $0 }
    }
    evaluations = min(settings.work / Self.cost(advisor.potential), settings.evaluations)
  }

  /// Vector instructions for each walker and step, about.
  static func cost(_ potential: any Potential) -> Double {
    let stepping = 12.0 * Double(potential.dimension)
    if let tape = potential.gradientTape { return Double(tape.instructions.count) + stepping }
    // A closure is called for each walker; a spline is a few dozen products per coordinate.
    return stepping + (potential.splineTable == nil ? 2000 : 60 * Double(potential.dimension))
  }

  /// With M = I and scalar friction, or D = I.
  func map(step: Double) throws(DynamicsError) -> SamplingMap {
    switch integrator {
    case .dampedVerlet:
      .dampedVerlet(try DampedVerlet(step: step, friction: friction * Matrix.identity(dimension)))
    case .gradientDescent:
      .gradientDescent(try GradientDescent(step: step, dimension: dimension))
    }
  }

  /// With one of the sweep's masses.
  func map(step: Double, inverseMass: Matrix) throws(DynamicsError) -> SamplingMap {
    .dampedVerlet(
      try DampedVerlet(
        step: step, friction: friction * Matrix.identity(dimension), inverseMass: inverseMass))
  }

  /// Burn-in and recorded part of a probe that may take `share` of the longest one's gradients: twenty
  /// relaxation times at first, and up to ten thousand recorded ones.
  func length(step: Double, share: Double = 1) -> StepProbe.Length {
    let most = max(share * evaluations / Double(walkers), 1600)
    let time = (relaxation ?? 100 * step) / step
    let burnIn = min(max(20 * time, 400), most / 2)
    let recorded = min(max(1e4 * share * time, 800), most - burnIn)
    return StepProbe.Length(burnIn: Int(burnIn), recorded: max(Int(recorded), 400))
  }

  /// Whether that burn-in lets walkers forget the energy that they start with, up to e⁻⁸.
  func reachesEquilibrium(_ length: StepProbe.Length, step: Double) -> Bool {
    Double(length.burnIn) * step >= 8 * (relaxation ?? 0)
  }
}
