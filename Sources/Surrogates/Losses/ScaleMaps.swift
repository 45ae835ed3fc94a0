import LinearAlgebra

/// The known maps x = A_s q + b_s of a network g(x) that serves several scales s.
///
/// Each A_s has one row per input of the network and one column per coordinate. By the chain rule
/// ∇_q V = A_sᵀ ∇g. Without maps there is one scale, and x = q.
public struct ScaleMaps: Codable, Equatable, Sendable {
  /// A_s by scale; empty: the identity.
  public let matrices: [Matrix]
  /// b_s by scale; empty: zeros.
  public let offsets: [[Double]]

  /// Maps that have equal shapes; offsets for none or for each.
  public init(_ matrices: [Matrix] = [], offsets: [[Double]] = []) {
    precondition(
      matrices.allSatisfy { $0.rows == matrices[0].rows && $0.columns == matrices[0].columns },
      "the maps of all scales have the same shape")
    precondition(
      offsets.isEmpty
        || offsets.count == matrices.count && offsets.allSatisfy { $0.count == matrices[0].rows },
      "an offset of the network's inputs for each scale")
    self.matrices = matrices
    self.offsets = offsets
  }

  /// The number of scales.
  public var count: Int { max(matrices.count, 1) }

  /// The number of coordinates, for a network with so many inputs.
  public func dimension(inputs: Int) -> Int { matrices.first?.columns ?? inputs }
}
