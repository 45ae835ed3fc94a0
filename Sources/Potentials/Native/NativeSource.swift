import CKernels

/// The C source of a native field (`native.inc.h`): one statement for each step of a tape's code.
///
/// Made of numbers and names of our own only: nothing of what the user has written is in it.
struct NativeSource {
  private(set) var text = ""
  private let code: NativeCode
  private let hasFusedMultiplyAdd: Bool
  /// Vectors of lanes that advance together.
  private let group: Int

  /// Registers of the instruction set. Elementary functions need some too; but what they push out is a load, which costs
  /// less than a chain that nothing runs beside.
  private static func registers(width: Int) -> Int { width == 8 ? 32 : 16 }
  /// The most elementary functions that are taken together, and the most vectors of arguments in them.
  private static let batch = 4
  private static let batchVectors = 8

  /// Steps beyond which the gradient is a function of its own, instead of a part of each pass: its code would not fit
  /// into the first-level cache often.
  private static let longestInlined = 64

  /// - Parameters:
  ///   - tape: the gradient.
  ///   - width: doubles in a vector.
  ///   - hasFusedMultiplyAdd: whether the instruction set has it.
  init(_ tape: Tape, width: Int, hasFusedMultiplyAdd: Bool) {
    code = NativeCode(tape)
    self.hasFusedMultiplyAdd = hasFusedMultiplyAdd
    let widest = NativeSchedule(code, batch: Self.batch)
    let fitting = Self.registers(width: width) / max(1, widest.pressure)
    group = fitting >= 4 ? 4 : fitting >= 2 ? 2 : 1
    let batch = min(Self.batch, Self.batchVectors / group)
    let schedule = batch == Self.batch ? widest : NativeSchedule(code, batch: batch)

    line("#if defined(__x86_64__)\n#include <immintrin.h>\n#endif")
    line("#define CK_WIDTH \(width)\n#define CK_FMA \(hasFusedMultiplyAdd ? 1 : 0)")
    line("#define CK_WIDE_GROUP \(Self.batchVectors)")
    line("#define CK_NATIVE_DIMENSION \(code.dimension)\n#define CK_NATIVE_GROUP \(group)")
    line("#define CK_NATIVE_INLINED \(code.steps.count <= Self.longestInlined ? 1 : 0)")
    line("#include \"native_prelude.inc.h\"")
    line(
      "INLINE Bits native_gradient(const int n, const double *q, Vector (*g)[CK_NATIVE_GROUP]) {")
    line("  Bits outside = (Bits)(splat(0));")
    for i in 0..<code.dimension { line("  COORDINATE(v\(i), \(i))") }
    for batch in schedule.batches { write(batch) }
    for (i, value) in code.outputs.enumerated() { line("  OUTPUT(\(i), v\(value))") }
    line("  return outside;\n}")
    line("#include \"native.inc.h\"")
  }

  private mutating func line(_ text: String) {
    self.text += text
    self.text += "\n"
  }

  private mutating func write(_ batch: [Int]) {
    let steps = batch.map { code.steps[$0] }
    if steps[0].opcode.isElementary {
      writeElementary(steps)
    } else {
      for step in steps { line("  VALUE(v\(step.results[0]), \(Self.expression(step)))") }
    }
  }

  /// A batch of elementary functions of one kind.
  private mutating func writeElementary(_ steps: [NativeCode.Step]) {
    // A batch may hold some that start from an argument and some that start from a multiple.
    let multiples = steps.filter { isSineOfMultiple($0) }
    let others = steps.filter { !isSineOfMultiple($0) }
    for part in [multiples, others] where !part.isEmpty {
      for value in part.flatMap(\.results) { line("  Vector v\(value)[CK_NATIVE_GROUP];") }
      line("  {\n    CORE_ARRAYS")
      if isSineOfMultiple(part[0]) { line("    SineOfMultiple multiples[CK_WIDE_GROUP];") }
      for (j, step) in part.enumerated() { writeOperands(j, step) }
      line("    \(core(part[0], count: part.count))")
      for (j, step) in part.enumerated() { writeResults(j, step) }
      line("    RANGE_OF(\(part.count))\n  }")
    }
  }

  /// Whether the argument is a multiple of a value, for which there is a shorter reduction.
  private func isSineOfMultiple(_ step: NativeCode.Step) -> Bool {
    hasFusedMultiplyAdd && step.opcode == CK_OP_SINE_SCALED_ADD && step.k1 == 0
  }

  private mutating func writeOperands(_ j: Int, _ step: NativeCode.Step) {
    let argument = "v\(step.sources[0])"
    if isSineOfMultiple(step) {
      line("    MULTIPLE(\(j), \(Self.number(step.k0)), \(Self.number(step.k2)))")
      line("    PLAIN_ARGUMENT(\(j), \(argument))")
    } else if step.opcode == CK_OP_LOG {
      line("    PLAIN_ARGUMENT(\(j), \(argument))")
    } else {
      line("    ARGUMENT(\(j), \(Self.number(step.k0)), \(argument), \(Self.number(step.k1)))")
    }
    if step.opcode == CK_OP_SINE_SCALED_ADD {
      line("    ADDEND(\(j), v\(step.sources[1]))")
      if !isSineOfMultiple(step) { line("    FACTOR(\(j), \(Self.number(step.k2)))") }
    }
  }

  private func core(_ step: NativeCode.Step, count: Int) -> String {
    switch step.opcode {
    case CK_OP_SINE: "sine_core(\(count) * n, x, y, range);"
    case CK_OP_SINE_COSINE: "sine_cosine_core(\(count) * n, x, y, z, range);"
    case CK_OP_EXP: "exponential_core(\(count) * n, x, y, range);"
    case CK_OP_LOG: "logarithm_core(\(count) * n, x, y, range);"
    case CK_OP_SINE_SCALED_ADD where isSineOfMultiple(step):
      "sine_of_multiple_core(\(count) * n, multiples, x, b, y, range);"
    case CK_OP_SINE_SCALED_ADD: "sine_scaled_add_core(\(count) * n, tables, x, b, y, range);"
    default: "cosine_core(\(count) * n, x, y, range);"
    }
  }

  private mutating func writeResults(_ j: Int, _ step: NativeCode.Step) {
    line("    RESULT(v\(step.results[0]), y, \(j))")
    if step.opcode == CK_OP_SINE_COSINE { line("    RESULT(v\(step.results[1]), z, \(j))") }
    if step.opcode == CK_OP_COSINE_SCALED_ADD {
      let result = "v\(step.results[0])"
      line(
        "    EACH(u, n) \(result)[u] = multiply_add(splat(\(Self.number(step.k2))), \(result)[u], "
          + "v\(step.sources[1])[u]);")
    }
  }

  /// A constant, to the last bit.
  private static func number(_ x: Double) -> String {
    if x.isNaN { return "__builtin_nan(\"\")" }
    if x.isInfinite { return x < 0 ? "-__builtin_inf()" : "__builtin_inf()" }
    return "\(x)"
  }

  /// What a step computes that is no elementary function, as in `tape.inc.h`.
  private static func expression(_ step: NativeCode.Step) -> String {
    func operand(_ i: Int) -> String { i < step.sources.count ? "v\(step.sources[i])[u]" : "" }
    let (a, b, c, e) = (operand(0), operand(1), operand(2), operand(3))
    let (k0, k1) = ("splat(\(number(step.k0)))", "splat(\(number(step.k1)))")
    return switch step.opcode {
    case CK_OP_CONSTANT: k0
    case CK_OP_ADD: "\(a) + \(b)"
    case CK_OP_SUBTRACT: "\(a) - \(b)"
    case CK_OP_MULTIPLY: "\(a) * \(b)"
    case CK_OP_DIVIDE: "\(a) / \(b)"
    case CK_OP_NEGATE: "-\(a)"
    case CK_OP_AFFINE: "multiply_add(\(k0), \(a), \(k1))"
    case CK_OP_CONSTANT_DIVIDE: "\(k0) / \(a)"
    case CK_OP_MULTIPLY_ADD: "multiply_add(\(a), \(b), \(c))"
    case CK_OP_NEGATE_MULTIPLY_ADD: "negate_multiply_add(\(a), \(b), \(c))"
    case CK_OP_SCALED_ADD: "multiply_add(\(k0), \(a), \(b))"
    case CK_OP_SCALED_SUM: "multiply_add(\(k0), \(a), \(k1) * \(b))"
    case CK_OP_SQUARE: "\(a) * \(a)"
    case CK_OP_CUBE: "\(a) * \(a) * \(a)"
    case CK_OP_SQRT: "__builtin_elementwise_sqrt(\(a))"
    case CK_OP_ABS: "__builtin_elementwise_abs(\(a))"
    case CK_OP_SIGN: "sign_of(\(a))"
    case CK_OP_TAN: "each_lane(tan, \(a))"
    case CK_OP_TANH: "each_lane(tanh, \(a))"
    case CK_OP_SINH: "each_lane(sinh, \(a))"
    case CK_OP_COSH: "each_lane(cosh, \(a))"
    case CK_OP_ATAN: "each_lane(atan, \(a))"
    case CK_OP_POWER: "each_power(\(a), \(b))"
    case CK_OP_POWER_INTEGER: "power_integer(\(a), \(Int(step.k0)))"
    case CK_OP_MINIMUM: "minimum(\(a), \(b))"
    case CK_OP_MAXIMUM: "maximum(\(a), \(b))"
    case CK_OP_SELECT_LESS: "\(a) < \(b) ? \(c) : \(e)"
    default: a
    }
  }
}
