import CKernels

/// A cubic spline of one or two coordinates as the kernels evaluate it: coefficients on uniform knots
/// in a box, linear continuation and a harmonic wall outside of it (docs/surrogate-potential.md).
///
/// The table owns the memory that its `ck_spline` points to and never changes it, hence it may be
/// shared between threads.
public final class SplineTable: @unchecked Sendable {
  /// The number of coordinates, 1 or 2.
  public let dimension: Int
  private let coefficients: UnsafeMutableBufferPointer<Double>
  private let storage: UnsafeMutablePointer<ck_spline>

  /// A table of `cells` + 3 functions along each axis between `lower` and `upper`, with ∏ (cells + 3)
  /// `coefficients`, row-major, and a wall ½κ·distance² outside of the box, κ = `confinement` ≥ 0.
  public init(
    lower: [Double], upper: [Double], cells: [Int], coefficients: [Double], confinement: Double
  ) {
    dimension = cells.count
    precondition(dimension == 1 || dimension == 2, "one or two coordinates")
    precondition(
      lower.count == dimension && upper.count == dimension, "one interval per coordinate")
    precondition(
      coefficients.count == cells.reduce(1) { $0 * ($1 + 3) }, "one coefficient per function")
    precondition(confinement >= 0, "the wall must not repel inwards")
    self.coefficients = .allocate(capacity: coefficients.count)
    _ = self.coefficients.initialize(from: coefficients)
    storage = .allocate(capacity: 1)
    let second = dimension == 2
    storage.initialize(
      to: ck_spline(
        dimension: Int32(dimension), cells: (Int32(cells[0]), second ? Int32(cells[1]) : 0),
        lower: (lower[0], second ? lower[1] : 0), upper: (upper[0], second ? upper[1] : 0),
        inverse_spacing: (
          Double(cells[0]) / (upper[0] - lower[0]),
          second ? Double(cells[1]) / (upper[1] - lower[1]) : 0
        ),
        confinement: confinement, coefficients: UnsafePointer(self.coefficients.baseAddress)))
  }

  deinit {
    storage.deallocate()
    coefficients.deallocate()
  }

  /// The spline for the kernels; valid as long as the object lives.
  public var pointer: UnsafePointer<ck_spline> { UnsafePointer(storage) }
}
