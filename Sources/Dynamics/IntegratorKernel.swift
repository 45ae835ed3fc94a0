import CKernels
import LinearAlgebra
import Potentials
import Statistics

/// An integrator bound to a gradient field, in the form that the kernels take.
///
/// Owns the memory that the kernels' structures point to and never changes it, hence it may be shared
/// between threads.
final class IntegratorKernel: @unchecked Sendable {
  private enum Map {
    case velocityVerlet(ck_velocity_verlet)
    case baoab(ck_baoab)
  }

  /// Doubles of working memory that each thread needs.
  let scratchSize: Int
  private let map: Map
  private let matrices: [AlignedBuffer]
  private let field: GradientField
  private let slow: GradientField?
  private let kernels = ck_kernels.best

  /// `slow` is what acts beside `potential` at the ends of BAOAB's noise intervals, and `noise` the generator of the
  /// walkers' normal numbers.
  init(
    _ integrator: Integrator, potential: any Potential, slow: (any Potential)? = nil, noise: Philox
  ) {
    field = GradientField(potential)
    self.slow = slow.map { GradientField($0) }
    scratchSize = [field, self.slow].compactMap { $0 }
      .reduce(0) { $0 + Int(ck_scratch_size($1.pointer)) }
    let dimension = Int32(integrator.dimension)
    switch integrator {
    case .velocityVerlet(let verlet):
      let w = AlignedBuffer(verlet.inverseMass.elements)
      matrices = [w]
      map = .velocityVerlet(
        ck_velocity_verlet(dimension: dimension, step: verlet.step, inverse_mass: w.pointer))
    case .baoab(let baoab):
      let w = AlignedBuffer(baoab.inverseMass.elements)
      let c = AlignedBuffer(baoab.decay.elements)
      let n = AlignedBuffer(baoab.noise.elements)
      matrices = [w, c, n]
      map = .baoab(
        ck_baoab(
          dimension: dimension, step: baoab.step, inverse_mass: w.pointer, decay: c.pointer,
          noise: n.pointer, noise_interval: Int64(baoab.noiseInterval),
          key: (noise.key.x, noise.key.y), slow: self.slow?.pointer))
    }
  }

  /// The gradient at the positions q of a block, without the slow part of a splitting.
  func gradient(
    lanes: Int32, q: UnsafePointer<Double>, g: UnsafeMutablePointer<Double>,
    scratch: UnsafeMutablePointer<Double>
  ) {
    kernels.gradient?(field.pointer, lanes, q, g, scratch)
  }

  /// Takes a block through `steps` steps in place, the first of which is number `firstStep` of the run;
  /// g is the gradient at q, before and after.
  func advance(
    steps: Int, from firstStep: Int, firstWalker: Int, lanes: Int32,
    q: UnsafeMutablePointer<Double>, p: UnsafeMutablePointer<Double>,
    g: UnsafeMutablePointer<Double>, scratch: UnsafeMutablePointer<Double>
  ) {
    switch map {
    case .velocityVerlet(var map):
      kernels.velocity_verlet?(&map, field.pointer, lanes, Int64(steps), q, p, g, scratch)
    case .baoab(var map):
      kernels.baoab?(
        &map, field.pointer, lanes, UInt64(firstWalker), Int64(firstStep), Int64(steps), q, p, g,
        scratch)
    }
  }
}
