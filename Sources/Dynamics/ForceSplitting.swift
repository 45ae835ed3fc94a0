import Potentials

/// A potential as a sum f = fast + slow, whose forces are taken at different times.
///
/// ``BAOAB`` takes the fast ones in every step, and the slow ones at the ends of the k steps that share one noise,
/// k its `noiseInterval`, with kicks over half the time of these:
///
///     p ← p − (kh/2) ∇slow(q),     k steps of the fast forces,     p ← p − (kh/2) ∇slow(q)
///
/// At these ends positions and momenta are of second order in kh, by the curvature of the slow part alone; between
/// them momenta lack a part of the slow kicks. Exact to the same order as the slow forces in every step where kh is
/// far below the stability limit of slow, and below half a period of the fastest vibration, with which the kicks would
/// come into resonance (docs/baoab.md).
///
/// Source: Tuckerman, Berne & Martyna, J. Chem. Phys. 97, 1990 (1992).
public struct ForceSplitting: Sendable {
  /// What changes within the k steps.
  public let fast: any Potential
  /// What hardly does.
  public let slow: any Potential

  /// A splitting of the sum of two potentials of the same coordinates.
  public init(fast: any Potential, slow: any Potential) {
    precondition(fast.dimension == slow.dimension, "two functions of the same coordinates expected")
    self.fast = fast
    self.slow = slow
  }
}
