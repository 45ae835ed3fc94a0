/// A harmonic wall around the data, so that dynamics on a learned potential stays near them.
///
///     W(q) = Σᵢ ½ kᵢ rᵢ²,   rᵢ = qᵢ − clamp(qᵢ, lowerᵢ, upperᵢ)
///
/// It is zero inside of the box and once continuously differentiable everywhere. A network grows at
/// most linearly far from its data (sine and Fourier features not at all), so V + W grows without
/// bound along every ray if all stiffnesses are positive.
public struct Confinement: Codable, Hashable, Sendable {
  /// The ends of the box along each coordinate, in the user's units.
  public let lower: [Double]
  public let upper: [Double]
  /// kᵢ ≥ 0, an energy per squared length.
  public let stiffness: [Double]

  /// A wall from its parts, which must have one entry per coordinate.
  public init(lower: [Double], upper: [Double], stiffness: [Double]) {
    precondition(
      lower.count == upper.count && lower.count == stiffness.count, "one entry per coordinate")
    self.lower = lower
    self.upper = upper
    self.stiffness = stiffness
  }

  /// The softest wall that does its work within a given distance of the box:
  ///
  ///     kᵢ = max(slopeᵢ/reachᵢ, T/reachᵢ²)
  ///
  /// so that at the distance reachᵢ it has turned the steepest slope with which the network leads
  /// out of the box, and thermal motion against the wall alone has a standard deviation of at most
  /// reachᵢ.
  ///
  /// - Parameters:
  ///   - lower: the lower ends of the box.
  ///   - upper: the upper ends.
  ///   - slope: the largest |∂V/∂qᵢ| of the network in and around the box.
  ///   - reach: a distance > 0 along each coordinate, such as a tenth of the box.
  ///   - temperature: T ≥ 0 of the dynamics, as an energy.
  public init(
    lower: [Double], upper: [Double], slope: [Double], reach: [Double], temperature: Double
  ) {
    precondition(slope.count == reach.count, "one entry per coordinate")
    self.init(
      lower: lower, upper: upper,
      stiffness: zip(slope, reach).map { max($0 / $1, temperature / ($1 * $1)) })
  }

  /// Whether a point lies in the box; NaN does not.
  public func contains(_ q: [Double]) -> Bool {
    q.count == lower.count && q.indices.allSatisfy { lower[$0] <= q[$0] && q[$0] <= upper[$0] }
  }

  /// W at a point. Allocates nothing.
  public func value(at q: [Double]) -> Double {
    var sum = 0.0
    for i in q.indices {
      let r = excess(q[i], i)
      sum += 0.5 * stiffness[i] * r * r
    }
    return sum
  }

  /// Adds ∇W at a point to `gradient`. Allocates nothing.
  public func addGradient(at q: [Double], to gradient: inout [Double]) {
    for i in q.indices { gradient[i] += stiffness[i] * excess(q[i], i) }
  }

  /// rᵢ, with its sign; NaN for NaN.
  func excess(_ x: Double, _ i: Int) -> Double {
    if x < lower[i] { return x - lower[i] }
    return x <= upper[i] ? 0 : x - upper[i]
  }
}
