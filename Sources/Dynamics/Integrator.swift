import LinearAlgebra

/// A map that a `TrajectoryEnsemble` follows.
public enum Integrator: Sendable, Equatable {
  /// Hamiltonian dynamics.
  case velocityVerlet(VelocityVerlet)
  /// Kinetic Langevin dynamics.
  case baoab(BAOAB)

  /// The step h.
  public var step: Double {
    switch self {
    case .velocityVerlet(let map): map.step
    case .baoab(let map): map.step
    }
  }

  /// The number of coordinates d.
  public var dimension: Int { inverseMass.rows }

  /// M⁻¹.
  public var inverseMass: Matrix {
    switch self {
    case .velocityVerlet(let map): map.inverseMass
    case .baoab(let map): map.inverseMass
    }
  }
}
