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
  /// The tape as machine code; nil to have it interpreted.
  var nativeGradient: NativeGradient? { get }
  /// The engine's form of a spline; nil for anything else.
  var splineTable: SplineTable? { get }
  /// The engine's form of a gradient that is cheapest for many points at once; nil for anything else.
  var blockGradient: (any BlockGradient)? { get }
}

/// The gradients at a block of points, for potentials that the kernels call back.
public protocol BlockGradient: Sendable {
  /// Computes the gradients at the first `lanes` points of a block.
  ///
  /// Component i of point w is at [i · CK_BLOCK + w], of the positions and of the gradients alike. May be
  /// called from several threads at once.
  func evaluate(
    _ positions: UnsafePointer<Double>, into gradients: UnsafeMutablePointer<Double>, lanes: Int)
}

extension Potential {
  /// One point after the other.
  public func values(at points: [[Double]]) -> [Double] { points.map(value(at:)) }

  /// One point after the other.
  public func gradients(at points: [[Double]]) -> [[Double]] { points.map(gradient(at:)) }

  /// No tape.
  public var gradientTape: Tape? { nil }

  /// Interpreted.
  public var nativeGradient: NativeGradient? { nil }

  /// No spline.
  public var splineTable: SplineTable? { nil }

  /// One point after the other.
  public var blockGradient: (any BlockGradient)? { nil }
}
