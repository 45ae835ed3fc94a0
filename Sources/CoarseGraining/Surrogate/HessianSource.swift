import Dynamics
import LinearAlgebra
import Potentials

/// Second derivatives at many points, by the best means that a potential offers.
enum HessianSource {
  /// The symbolic derivatives of an expression, in blocks.
  case tape(Tape)
  /// A surrogate knows its own.
  case surrogate(any SurrogatePotential)
  /// Central differences of the gradient over these offsets.
  case differences(any Potential, offsets: [Double])

  /// Offsets of differences, where it comes to these, are 10⁻⁷ of the extent of `points` along each
  /// coordinate, or of their magnitude where they agree.
  init(_ potential: any Potential, near points: [[Double]]) {
    if let tape = (potential as? ExpressionPotential).flatMap({ try? $0.makeHessianTape() }) {
      self = .tape(tape)
    } else if let surrogate = potential as? any SurrogatePotential {
      self = .surrogate(surrogate)
    } else {
      let offsets = (0..<potential.dimension).map { i in
        let values = points.map { $0[i] }
        let (low, high) = (values.min() ?? 0, values.max() ?? 0)
        let extent = max(high - low, 1e-3 * max(abs(low), abs(high)))
        return 1e-7 * (extent > 0 ? extent : 1)
      }
      self = .differences(potential, offsets: offsets)
    }
  }

  /// Whether the derivatives have no error but rounding, so that they may be differentiated again.
  var isExact: Bool {
    if case .differences = self { false } else { true }
  }

  /// The Hessians at the points, each row by row.
  func evaluate(_ points: [[Double]]) -> [[Double]] {
    switch self {
    case .tape(let tape): tape.evaluate(points)
    case .surrogate(let surrogate): points.map { surrogate.hessian(at: $0).elements }
    case .differences(let potential, let offsets):
      points.map { differenceHessian(of: potential, at: $0, offsets: offsets).elements }
    }
  }
}
