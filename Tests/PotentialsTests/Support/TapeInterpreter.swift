import CKernels
import Foundation
import Potentials

/// Runs a tape for one point, instruction by instruction, from the meaning stated in ckernels.h: it
/// tells errors of the compiler from errors of the kernels.
struct TapeInterpreter {
  let tape: Tape

  func evaluate(_ point: [Double]) -> [Double] {
    var r = [Double](repeating: .nan, count: tape.registerCount)
    for (index, value) in point.enumerated() { r[index] = value }
    for i in tape.instructions { step(i, &r) }
    return tape.outputRegisters.map { r[Int($0)] }
  }

  private func step(_ i: ck_instruction, _ r: inout [Double]) {
    let (a, b, c, e) = (r[Int(i.a)], r[Int(i.b)], r[Int(i.c)], r[Int(i.e)])
    let (k0, k1, k2) = (i.k0, i.k1, i.k2)
    let d = Int(i.d)
    switch ck_opcode(UInt32(i.op)) {
    case CK_OP_CONSTANT: r[d] = k0
    case CK_OP_COPY: r[d] = a
    case CK_OP_ADD: r[d] = a + b
    case CK_OP_SUBTRACT: r[d] = a - b
    case CK_OP_MULTIPLY: r[d] = a * b
    case CK_OP_DIVIDE: r[d] = a / b
    case CK_OP_NEGATE: r[d] = -a
    case CK_OP_AFFINE: r[d] = k0 * a + k1
    case CK_OP_CONSTANT_DIVIDE: r[d] = k0 / a
    case CK_OP_MULTIPLY_ADD: r[d] = a * b + c
    case CK_OP_NEGATE_MULTIPLY_ADD: r[d] = c - a * b
    case CK_OP_SCALED_ADD: r[d] = k0 * a + b
    case CK_OP_SCALED_SUM: r[d] = k0 * a + k1 * b
    case CK_OP_SQUARE: r[d] = a * a
    case CK_OP_CUBE: r[d] = a * a * a
    case CK_OP_SINE: r[d] = sin(k0 * a + k1)
    case CK_OP_COSINE: r[d] = cos(k0 * a + k1)
    case CK_OP_SINE_COSINE:
      r[d] = sin(k0 * a + k1)
      r[Int(i.e)] = cos(k0 * a + k1)
    case CK_OP_SINE_SCALED_ADD: r[d] = b + k2 * sin(k0 * a + k1)
    case CK_OP_COSINE_SCALED_ADD: r[d] = b + k2 * cos(k0 * a + k1)
    case CK_OP_EXP: r[d] = exp(k0 * a + k1)
    case CK_OP_LOG: r[d] = log(a)
    case CK_OP_SQRT: r[d] = a.squareRoot()
    case CK_OP_ABS: r[d] = abs(a)
    case CK_OP_SIGN: r[d] = a > 0 ? 1 : (a < 0 ? -1 : a)
    case CK_OP_TAN: r[d] = tan(a)
    case CK_OP_TANH: r[d] = tanh(a)
    case CK_OP_SINH: r[d] = sinh(a)
    case CK_OP_COSH: r[d] = cosh(a)
    case CK_OP_ATAN: r[d] = atan(a)
    case CK_OP_POWER: r[d] = pow(a, b)
    case CK_OP_POWER_INTEGER: r[d] = pow(a, k0)
    case CK_OP_MINIMUM: r[d] = a.isNaN || b.isNaN ? .nan : (a < b ? a : b)
    case CK_OP_MAXIMUM: r[d] = a.isNaN || b.isNaN ? .nan : (b < a ? a : b)
    case CK_OP_SELECT_LESS: r[d] = a < b ? c : e
    default: r[d] = .nan
    }
  }
}
