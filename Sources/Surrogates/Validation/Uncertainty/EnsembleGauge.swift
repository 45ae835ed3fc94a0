/// The constants that bring potentials which are known up to a constant to a common zero.
///
/// Each member's constant is its mean over reference points, samples of the equilibrium law say: of all
/// constants those for which members differ least there,
///
///     minimise Σ_m Σ_i w_i (V_m(q_i) − c_m − V̄(q_i))²   ⇔   c_m − c_n = ⟨V_m − V_n⟩,
///
/// so that no member's error at a single point (its minimum, say) is spread over all of V. What V at a
/// point then scatters by is the uncertainty of V(q) − ⟨V⟩.
public struct EnsembleGauge: Equatable, Sendable {
  /// What is subtracted from each member.
  public let constants: [Double]

  /// The weighted mean of each member over the reference points.
  ///
  /// - Parameters:
  ///   - members: for each member its values at the reference points.
  ///   - weights: one number ≥ 0 per point, not all 0; nil: all equal.
  /// - Throws: `.mismatch`, `.notFinite` or `.notPositive` for values and weights that are not so.
  public init(reference members: [[Double]], weights: [Double]? = nil) throws(ValidationError) {
    guard let n = members.first?.count, n > 0 else { throw .tooFewSamples(needed: 1, found: 0) }
    let weights = weights ?? [Double](repeating: 1, count: n)
    try requireFinite(weights, count: n, "weights")
    let total = weights.reduce(0, +)
    guard weights.allSatisfy({ $0 >= 0 }), total > 0 else { throw .notPositive("weights") }
    var constants: [Double] = []
    for member in members {
      try requireFinite(member, count: n, "values of the members")
      // Around the first value, against cancellation.
      let shift = zip(member, weights).reduce(0) { $0 + $1.1 * ($1.0 - member[0]) } / total
      constants.append(member[0] + shift)
    }
    self.constants = constants
  }
}
