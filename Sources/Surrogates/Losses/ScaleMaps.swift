import LinearAlgebra

/// The linear maps A_s of a network g(A_s q) that serves several scales s.
///
/// Each has one row per input of the network and one column per coordinate. By the chain rule
/// ∇_q V = A_sᵀ ∇g. Without maps there is one scale, and A is the identity.
public struct ScaleMaps: Codable, Equatable, Sendable {
  /// A_s by scale; empty: the identity.
  public let matrices: [Matrix]

  /// Maps that have equal shapes.
  public init(_ matrices: [Matrix] = []) {
    precondition(
      matrices.allSatisfy { $0.rows == matrices[0].rows && $0.columns == matrices[0].columns },
      "the maps of all scales have the same shape")
    self.matrices = matrices
  }

  /// The number of scales.
  public var count: Int { max(matrices.count, 1) }

  /// The number of coordinates, for a network with so many inputs.
  public func dimension(inputs: Int) -> Int { matrices.first?.columns ?? inputs }
}
