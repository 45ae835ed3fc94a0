import Dynamics
import LinearAlgebra

extension ScaleSpectrum {
  /// The map whose steps are scanned.
  public enum Integrator: Sendable, Equatable {
    /// Damped Störmer–Verlet with M = I and scalar friction; the step is h.
    case dampedVerlet
    /// Plain gradient descent x′ = x − η∇f(x); the step is the learning rate η.
    case gradientDescent

    /// When a fixed point is stable.
    var criterion: StabilityCriterion {
      switch self {
      case .dampedVerlet: .secondOrder
      case .gradientDescent: .firstOrder
      }
    }

    /// The smallest step worth a run, as a multiple of the one at which the steepest micro minimum becomes
    /// a stable fixed point. Sinks of the damped map begin there. A descent's chance to hit upon a narrow
    /// cycle falls only as (2ε/ηA)³, and the correlation of its noise as (ε/ηA)^½
    /// (docs/gradient-descent.md).
    var leastStep: Double {
      switch self {
      case .dampedVerlet: 1
      case .gradientDescent: 30
      }
    }
  }
}

extension ScaleSpectrum.Settings {
  /// The map at one step.
  func map(step: Double, dimension: Int) throws(DynamicsError) -> SamplingMap {
    switch integrator {
    case .dampedVerlet:
      .dampedVerlet(try DampedVerlet(step: step, friction: friction * Matrix.identity(dimension)))
    case .gradientDescent:
      .gradientDescent(try GradientDescent(step: step, dimension: dimension))
    }
  }
}
