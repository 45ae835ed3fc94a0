import LinearAlgebra

/// One of the scales that a network is conditioned on: its input is x = A_s q, with A_s known and
/// fixed.
///
/// The network sees the standardised components of x; derivatives by q follow from ∇_q = A_sᵀ ∇_x.
public struct ScaleMap: Codable, Equatable, Sendable {
  /// The step of the sampling that this scale's potential belongs to; nil where there is none.
  public let step: Double?
  /// A_s, with a row per input of the network and a column per coordinate; nil for the identity.
  public let matrix: Matrix?

  /// A scale from its parts.
  public init(step: Double? = nil, matrix: Matrix? = nil) {
    self.step = step
    self.matrix = matrix
  }

  /// The only scale of a model that is not conditioned: x = q.
  public static let identity = ScaleMap()
}
