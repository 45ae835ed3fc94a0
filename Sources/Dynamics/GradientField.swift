import CKernels
import Potentials

/// A potential's gradient in the form that the kernels take: its tape, or a callback into Swift for
/// potentials that are closures.
final class GradientField: Sendable {
  let potential: any Potential

  init(_ potential: any Potential) { self.potential = potential }

  /// Calls `body` with the kernels' field; it is valid during the call.
  func withKernelField<R>(_ body: (UnsafePointer<ck_field>) -> R) -> R {
    var field = ck_field(
      dimension: Int32(potential.dimension), tape: potential.gradientTape?.pointer,
      callback: { context, q, g, lanes in
        guard let context, let q, let g else { return }
        Unmanaged<GradientField>.fromOpaque(context).takeUnretainedValue()
          .evaluate(q, into: g, lanes: Int(lanes))
      },
      context: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()))
    return withExtendedLifetime(self) { body(&field) }
  }

  /// Doubles of scratch memory that one thread needs to step on this field.
  var scratchSize: Int { withKernelField { Int(ck_scratch_size($0)) } }

  private func evaluate(
    _ q: UnsafePointer<Double>, into g: UnsafeMutablePointer<Double>, lanes: Int
  ) {
    let d = potential.dimension
    var point = [Double](repeating: 0, count: d)
    for lane in 0..<lanes {
      for i in 0..<d { point[i] = q[i * blockStride + lane] }
      let gradient = potential.gradient(at: point)
      for i in 0..<d { g[i * blockStride + lane] = gradient[i] }
    }
  }
}
