import CKernels
import Potentials

/// What one unit of work consists of, as far as no implementation can avoid it.
public struct WorkContent: Codable, Sendable, Equatable {
  public var sines = 0.0
  public var exponentials = 0.0
  public var logarithms = 0.0
  public var normals = 0.0
  /// Other operations on doubles, each at most a multiply-add.
  public var multiplyAdds = 0.0
  /// Multiply-adds of matrix products, in single precision.
  public var matrixMultiplyAdds = 0.0

  private enum CodingKeys: String, CodingKey {
    case sines, exponentials, logarithms, normals
    case multiplyAdds = "multiply_adds"
    case matrixMultiplyAdds = "matrix_multiply_adds"
  }

  /// Nothing yet.
  public init() {}

  /// A gradient, as compiled: each of its instructions once.
  public init(gradientOf potential: ExpressionPotential) {
    for instruction in potential.gradientTape?.instructions ?? [] {
      switch ck_opcode(UInt32(instruction.op)) {
      case CK_OP_SINE, CK_OP_COSINE, CK_OP_SINE_SCALED_ADD, CK_OP_COSINE_SCALED_ADD: sines += 1
      case CK_OP_SINE_COSINE: sines += 2
      case CK_OP_EXP: exponentials += 1
      case CK_OP_LOG: logarithms += 1
      default: multiplyAdds += 1
      }
    }
  }

  /// Units a second on one core, if nothing but this had to be done, one thing after the other at its limit.
  public func limit(_ machine: MachineLimits) -> Double {
    1
      / (sines / machine.sine + exponentials / machine.exponential
        + logarithms / machine.logarithm + normals / machine.normal
        + multiplyAdds / machine.multiplyAdd + matrixMultiplyAdds / machine.matrixProduct)
  }
}
