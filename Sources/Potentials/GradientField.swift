import CKernels

/// A potential's gradient in the form that the step kernels take: its tape, interpreted or compiled, its spline, or a
/// callback into Swift, for a block of points or for one after the other.
public final class GradientField: @unchecked Sendable {
  /// The number of coordinates.
  public let dimension: Int
  private let potential: any Potential
  private let blocks: (any BlockGradient)?
  private let tape: Tape?
  private let native: NativeGradient?
  private let spline: SplineTable?
  private let storage: UnsafeMutablePointer<ck_field>

  /// Wraps the potential's gradient.
  public init(_ potential: any Potential) {
    self.potential = potential
    dimension = potential.dimension
    blocks = potential.blockGradient
    tape = potential.gradientTape
    native = potential.nativeGradient
    spline = potential.splineTable
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: ck_field(
        dimension: Int32(potential.dimension), tape: nil, spline: nil, callback: nil, context: nil,
        native: nil, kernels: nil))
    if let tape {
      storage.pointee.tape = tape.pointer
      if let native {
        storage.pointee.native = native.functions
        storage.pointee.kernels = ck_kernels_for(ck_best_isa())
      }
    } else if let spline {
      storage.pointee.spline = spline.pointer
    } else {
      storage.pointee.callback = Self.callback
      // Unretained: the kernels only use the pointer while the caller holds this object.
      storage.pointee.context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    }
  }

  deinit { storage.deallocate() }

  /// The field for the kernels; valid as long as the object lives.
  public var pointer: UnsafePointer<ck_field> { UnsafePointer(storage) }

  private static let callback: ck_callback = { context, q, gradient, lanes in
    guard let context, let q, let gradient else { return }
    let field = Unmanaged<GradientField>.fromOpaque(context).takeUnretainedValue()
    if let blocks = field.blocks {
      blocks.evaluate(q, into: gradient, lanes: Int(lanes))
      return
    }
    let block = Int(CK_BLOCK)
    var point = [Double](repeating: 0, count: field.dimension)
    for lane in 0..<Int(lanes) {
      for component in 0..<field.dimension { point[component] = q[component * block + lane] }
      let result = field.potential.gradient(at: point)
      precondition(
        result.count == field.dimension, "a gradient has the wrong number of components")
      for component in 0..<field.dimension {
        gradient[component * block + lane] = result[component]
      }
    }
  }
}
