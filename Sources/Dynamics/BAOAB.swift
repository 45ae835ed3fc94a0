import LinearAlgebra

/// The BAOAB splitting of kinetic Langevin dynamics
///
///     dq = M⁻¹p dt,     dp = −∇f(q) dt − ΓM⁻¹p dt + √(2TΓ) dW
///
/// One step is half a kick, half a drift, friction and noise solved exactly, half a drift, half a kick:
///
///     B  p ← p − (h/2) ∇f(q)
///     A  q ← q + (h/2) M⁻¹p
///     O  p ← C p + N z,     C = exp(−hΓM⁻¹),   N Nᵀ = T (M − C M Cᵀ),   z standard normal
///     A  q ← q + (h/2) M⁻¹p
///     B  p ← p − (h/2) ∇f(q)
///
/// Where the step is tiny beside the time of the friction, O need not act in each: with a `noiseInterval` k it does
/// in every k-th alone, over the time kh, C = exp(−khΓM⁻¹). The others are velocity Verlet's, and need no
/// normal numbers.
///
/// It takes one gradient per step. For harmonic f = ½ qᵀKq the stationary law of q is exact at any stable
/// step and any k: Cov(q) = T K⁻¹, Cov(p) = T (M − h²K/4), q and p independent; otherwise averages are of
/// second order in h. Stable for h < 2/√λ_max(M⁻¹∇²f), whatever the friction (docs/baoab.md).
///
/// Source: Leimkuhler & Matthews, *Appl. Math. Res. eXpress* 2013, 34; J. Chem. Phys. 138, 174102 (2013).
public struct BAOAB: Sendable, Equatable {
  /// The step h.
  public let step: Double
  /// The temperature T.
  public let temperature: Double
  /// Γ, symmetric positive semidefinite, d × d.
  public let friction: Matrix
  /// M⁻¹, symmetric positive definite, d × d.
  public let inverseMass: Matrix
  /// k ≥ 1: friction and noise act in every k-th step.
  public let noiseInterval: Int
  /// C = exp(−khΓM⁻¹).
  public let decay: Matrix
  /// The lower triangular N with N Nᵀ = T (M − C M Cᵀ); singular where Γ is, and zero for T = 0.
  public let noise: Matrix

  /// The map for friction Γ, temperature T and inverse mass M⁻¹ (the identity by default).
  ///
  /// - Throws: `DynamicsError.invalidParameter` for a step that is not positive, a noise interval below one, a
  ///   temperature that is negative or not finite, matrices of different sizes, an asymmetric one, an indefinite
  ///   mass or a negative friction.
  /// - Complexity: O(d³), once.
  public init(
    step: Double, friction: Matrix, temperature: Double, inverseMass: Matrix? = nil,
    noiseInterval: Int = 1
  ) throws(DynamicsError) {
    try ParameterChecks.step(step)
    guard noiseInterval >= 1 else {
      throw .invalidParameter("noise must act in every k-th step with k ≥ 1, not \(noiseInterval)")
    }
    guard temperature >= 0, temperature.isFinite else {
      throw .invalidParameter("the temperature must be finite and ≥ 0, not \(temperature)")
    }
    let inverseMass = inverseMass ?? .identity(friction.rows)
    let flow = try ExponentialFriction(friction: friction, inverseMass: inverseMass)
    self.step = step
    self.temperature = temperature
    self.friction = friction
    self.inverseMass = inverseMass
    self.noiseInterval = noiseInterval
    let time = Double(noiseInterval) * step
    decay = flow.decay(over: time)
    noise = flow.noise(over: time, temperature: temperature)
  }

  /// The number of coordinates d.
  public var dimension: Int { friction.rows }
}
