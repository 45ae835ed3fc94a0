import LinearAlgebra

/// One of the scales that a network is conditioned on: its input is x = A_s q + b_s, with A_s and b_s
/// known and fixed.
///
/// The network sees the standardised components of x; derivatives by q follow from ∇_q = A_sᵀ ∇_x. With
/// b_s = −A_s c the map is linear about a centre c.
public struct ScaleMap: Codable, Equatable, Sendable {
  /// The step of the sampling that this scale's potential belongs to; nil where there is none.
  public let step: Double?
  /// A_s, with a row per input of the network and a column per coordinate; nil for the identity.
  public let matrix: Matrix?
  /// b_s, a number per input of the network; nil for zeros.
  public let offset: [Double]?

  /// A scale from its parts.
  public init(step: Double? = nil, matrix: Matrix? = nil, offset: [Double]? = nil) {
    self.step = step
    self.matrix = matrix
    self.offset = offset
  }

  /// The only scale of a model that is not conditioned: x = q.
  public static let identity = ScaleMap()
}
