import CKernels

/// A tape in single-assignment form: what native code is generated from.
///
/// The values below `dimension` are the coordinates, each later one is the result of one step.
package struct NativeCode {
  /// An instruction whose operands are values instead of registers.
  package struct Step {
    package let opcode: ck_opcode
    /// The operands, in the order a, b, c, e of `ck_instruction`.
    package let sources: [Int]
    /// The values that it defines.
    package let results: [Int]
    package let k0: Double
    package let k1: Double
    package let k2: Double
  }

  package let dimension: Int
  package let steps: [Step]
  /// The values that are the outputs.
  package let outputs: [Int]

  package init(_ tape: Tape) {
    dimension = tape.dimension
    var holder = Array(0..<tape.registerCount)
    var next = tape.dimension
    var steps: [Step] = []
    steps.reserveCapacity(tape.instructions.count)
    for instruction in tape.instructions {
      let opcode = ck_opcode(UInt32(instruction.op))
      let operands = [instruction.a, instruction.b, instruction.c, instruction.e]
      let sources = operands.prefix(opcode.sourceCount).map { holder[Int($0)] }
      let targets = opcode == CK_OP_SINE_COSINE ? [instruction.d, instruction.e] : [instruction.d]
      var results: [Int] = []
      for target in targets {
        holder[Int(target)] = next
        results.append(next)
        next += 1
      }
      steps.append(
        Step(
          opcode: opcode, sources: sources, results: results, k0: instruction.k0,
          k1: instruction.k1, k2: instruction.k2))
    }
    self.steps = steps
    outputs = tape.outputRegisters.map { holder[Int($0)] }
  }
}

extension ck_opcode {
  /// How many of the operands a, b, c, e are read.
  var sourceCount: Int {
    switch self {
    case CK_OP_CONSTANT: 0
    case CK_OP_ADD, CK_OP_SUBTRACT, CK_OP_MULTIPLY, CK_OP_DIVIDE, CK_OP_SCALED_ADD,
      CK_OP_SCALED_SUM, CK_OP_SINE_SCALED_ADD, CK_OP_COSINE_SCALED_ADD, CK_OP_POWER,
      CK_OP_MINIMUM, CK_OP_MAXIMUM:
      2
    case CK_OP_MULTIPLY_ADD, CK_OP_NEGATE_MULTIPLY_ADD: 3
    case CK_OP_SELECT_LESS: 4
    default: 1
    }
  }

  /// Whether it is an elementary function that has a core of its own in the kernels, a chain of some fifteen
  /// dependent operations.
  package var isElementary: Bool {
    switch self {
    case CK_OP_SINE, CK_OP_COSINE, CK_OP_SINE_COSINE, CK_OP_SINE_SCALED_ADD,
      CK_OP_COSINE_SCALED_ADD, CK_OP_EXP, CK_OP_LOG:
      true
    default: false
    }
  }

  /// Vector instructions that it takes, unless it is of libm.
  var work: Int { isElementary ? 14 : 1 }

  /// Whether it is computed by libm, lane by lane.
  var isOfLibm: Bool {
    switch self {
    case CK_OP_TAN, CK_OP_TANH, CK_OP_SINH, CK_OP_COSH, CK_OP_ATAN, CK_OP_POWER: true
    default: false
    }
  }
}
