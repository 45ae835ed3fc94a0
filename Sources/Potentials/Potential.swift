/// An energy function of the coordinates with its gradient.
public protocol Potential: Sendable {
  /// The number of coordinates.
  var dimension: Int { get }
  /// The energy at a point of `dimension` components.
  func value(at q: [Double]) -> Double
  /// The partial derivatives of the energy at a point.
  func gradient(at q: [Double]) -> [Double]
  /// The energies at many points; by default one after the other.
  func values(at points: [[Double]]) -> [Double]
  /// The gradients at many points; by default one after the other.
  func gradients(at points: [[Double]]) -> [[Double]]
  /// The engine's form of the gradient: a tape, or nil for a potential that only has closures.
  var gradientTape: Tape? { get }
  /// The engine's form of a spline; nil for anything else.
  var splineTable: SplineTable? { get }
}

extension Potential {
  /// One point after the other.
  public func values(at points: [[Double]]) -> [Double] { points.map(value(at:)) }

  /// One point after the other.
  public func gradients(at points: [[Double]]) -> [[Double]] { points.map(gradient(at:)) }

  /// No tape.
  public var gradientTape: Tape? { nil }

  /// No spline.
  public var splineTable: SplineTable? { nil }
}
