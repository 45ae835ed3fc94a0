import CKernels
import LinearAlgebra
import Potentials

/// The deterministic map that samples: what an `EnsembleSampler` takes its walkers through.
public enum SamplingMap: Sendable, Equatable {
  /// Position and momentum by damped Störmer–Verlet.
  case dampedVerlet(DampedVerlet)
  /// Position alone by gradient descent; what walkers carry beside it is the gradient of the step before.
  case gradientDescent(GradientDescent)

  /// The step h, or the learning rate η.
  public var step: Double {
    switch self {
    case .dampedVerlet(let map): map.step
    case .gradientDescent(let map): map.step
    }
  }

  /// The number of coordinates d.
  public var dimension: Int {
    switch self {
    case .dampedVerlet(let map): map.dimension
    case .gradientDescent(let map): map.dimension
    }
  }

  /// M⁻¹, or the preconditioner D: a step displaces a walker by about step · mobility · (momentum or
  /// gradient), and curvature counts in this metric.
  public var mobility: Matrix {
    switch self {
    case .dampedVerlet(let map): map.inverseMass
    case .gradientDescent(let map): map.preconditioner
    }
  }

  /// Whether a micro minimum can hold a walker.
  public var criterion: StabilityCriterion {
    switch self {
    case .dampedVerlet: .secondOrder
    case .gradientDescent: .firstOrder
    }
  }

  /// Whether walkers have a momentum.
  public var hasMomentum: Bool {
    switch self {
    case .dampedVerlet: true
    case .gradientDescent: false
    }
  }

  /// One step of one walker, in plain arithmetic: agrees with the kernels up to rounding.
  func advance(_ q: inout [Double], _ p: inout [Double], _ potential: any Potential) {
    switch self {
    case .dampedVerlet(let map):
      let d = map.dimension
      let v = map.inverseMass * p
      let middle = (0..<d).map { q[$0] + map.step / 2 * v[$0] }
      let kick = map.kick * potential.gradient(at: middle)
      let damped = map.decay * p
      p = (0..<d).map { damped[$0] - kick[$0] }
      let w = map.inverseMass * p
      q = (0..<d).map { middle[$0] + map.step / 2 * w[$0] }
    case .gradientDescent(let map):
      p = potential.gradient(at: q)
      let v = map.preconditioner * p
      q = zip(q, v).map { $0 - map.step * $1 }
    }
  }

  /// A step kernel with map and field bound, as `BlockStepper` calls it.
  typealias Advance =
    @Sendable (
      _ steps: Int, _ q: UnsafeMutablePointer<Double>, _ p: UnsafeMutablePointer<Double>,
      _ record: UnsafePointer<ck_step_record>, _ scratch: UnsafeMutablePointer<Double>,
      _ lanes: Int32
    ) -> Void

  /// Calls `body` with the map's kernel for the widest instruction set.
  func withKernel(_ field: GradientField, _ body: (@escaping Advance) -> Void) {
    let kernels = ck_kernels.best
    switch self {
    case .dampedVerlet(let map):
      let kernel = kernels.damped_verlet
      map.withKernelMap { map in
        nonisolated(unsafe) let map = map
        body { steps, q, p, record, scratch, lanes in
          kernel?(map, field.pointer, lanes, Int64(steps), q, p, record, scratch)
        }
      }
    case .gradientDescent(let map):
      let kernel = kernels.gradient_descent
      map.withKernelMap { map in
        nonisolated(unsafe) let map = map
        body { steps, q, g, record, scratch, lanes in
          var descent = ck_descent_record(
            point: record.pointee.midpoint,
            previous_gradient: record.pointee.previous_momentum)
          kernel?(map, field.pointer, lanes, Int64(steps), q, g, &descent, scratch)
          // The observers and the windows find the gradient where the damped map leaves it.
          record.pointee.gradient?.update(from: g, count: Int(map.pointee.dimension) * blockStride)
        }
      }
    }
  }
}
