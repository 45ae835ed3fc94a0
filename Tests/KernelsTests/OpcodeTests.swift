import CKernels
import Glibc
import Testing

/// One instruction with its meaning in scalar Swift. Where the kernels may fuse a multiplication and
/// an addition, the meaning lists both roundings.
struct OpcodeCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let op: ck_opcode
  var k0 = 0.0
  var k1 = 0.0
  var k2 = 0.0
  /// Allowed distance from the nearest of the meanings, in ulps of it.
  var ulps = 0.0
  let meanings: @Sendable (_ a: Double, _ b: Double, _ c: Double, _ e: Double) -> [Double]
}

private func arguments(_ k0: Double, _ a: Double, _ k1: Double) -> [Double] {
  [k0 * a + k1, k1.addingProduct(k0, a)]
}

private let cases: [OpcodeCase] = [
  .init(testDescription: "constant", op: CK_OP_CONSTANT, k0: 0.1) { _, _, _, _ in [0.1] },
  .init(testDescription: "copy", op: CK_OP_COPY) { a, _, _, _ in [a] },
  .init(testDescription: "add", op: CK_OP_ADD) { a, b, _, _ in [a + b] },
  .init(testDescription: "subtract", op: CK_OP_SUBTRACT) { a, b, _, _ in [a - b] },
  .init(testDescription: "multiply", op: CK_OP_MULTIPLY) { a, b, _, _ in [a * b] },
  .init(testDescription: "divide", op: CK_OP_DIVIDE) { a, b, _, _ in [a / b] },
  .init(testDescription: "negate", op: CK_OP_NEGATE) { a, _, _, _ in [-a] },
  .init(testDescription: "affine", op: CK_OP_AFFINE, k0: 1.7, k1: -0.3) { a, _, _, _ in
    arguments(1.7, a, -0.3)
  },
  .init(testDescription: "constant divide", op: CK_OP_CONSTANT_DIVIDE, k0: 3.3) { a, _, _, _ in
    [3.3 / a]
  },
  .init(testDescription: "multiply add", op: CK_OP_MULTIPLY_ADD) { a, b, c, _ in
    [a * b + c, c.addingProduct(a, b)]
  },
  .init(testDescription: "negate multiply add", op: CK_OP_NEGATE_MULTIPLY_ADD) { a, b, c, _ in
    [c - a * b, c.addingProduct(-a, b)]
  },
  .init(testDescription: "scaled add", op: CK_OP_SCALED_ADD, k0: -2.3) { a, b, _, _ in
    [-2.3 * a + b, b.addingProduct(-2.3, a)]
  },
  .init(testDescription: "scaled sum", op: CK_OP_SCALED_SUM, k0: 0.7, k1: -1.9) { a, b, _, _ in
    [0.7 * a + -1.9 * b, (-1.9 * b).addingProduct(0.7, a)]
  },
  .init(testDescription: "square", op: CK_OP_SQUARE) { a, _, _, _ in [a * a] },
  .init(testDescription: "cube", op: CK_OP_CUBE) { a, _, _, _ in [a * a * a] },
  .init(testDescription: "sine", op: CK_OP_SINE, k0: 1.3, k1: 0.2, ulps: 2.5) { a, _, _, _ in
    arguments(1.3, a, 0.2).map { sin($0) }
  },
  .init(testDescription: "cosine", op: CK_OP_COSINE, k0: 1.3, k1: 0.2, ulps: 2.5) { a, _, _, _ in
    arguments(1.3, a, 0.2).map { cos($0) }
  },
  .init(testDescription: "exp", op: CK_OP_EXP, k0: -0.5, k1: 0.2, ulps: 2.5) { a, _, _, _ in
    arguments(-0.5, a, 0.2).map { exp($0) }
  },
  .init(testDescription: "log", op: CK_OP_LOG, ulps: 1) { a, _, _, _ in [log(a)] },
  .init(testDescription: "sqrt", op: CK_OP_SQRT) { a, _, _, _ in [a.squareRoot()] },
  .init(testDescription: "abs", op: CK_OP_ABS) { a, _, _, _ in [abs(a)] },
  .init(testDescription: "sign", op: CK_OP_SIGN) { a, _, _, _ in
    [a.isNaN ? a : a > 0 ? 1 : a < 0 ? -1 : 0]
  },
  .init(testDescription: "tan", op: CK_OP_TAN, ulps: 1) { a, _, _, _ in [tan(a)] },
  .init(testDescription: "tanh", op: CK_OP_TANH, ulps: 3) { a, _, _, _ in [tanh(a)] },
  .init(testDescription: "sinh", op: CK_OP_SINH, ulps: 1) { a, _, _, _ in [sinh(a)] },
  .init(testDescription: "cosh", op: CK_OP_COSH, ulps: 1) { a, _, _, _ in [cosh(a)] },
  .init(testDescription: "atan", op: CK_OP_ATAN, ulps: 1) { a, _, _, _ in [atan(a)] },
  .init(testDescription: "power", op: CK_OP_POWER, ulps: 1) { a, b, _, _ in [pow(a, b)] },
  .init(testDescription: "minimum", op: CK_OP_MINIMUM) { a, b, _, _ in
    [a.isNaN || b.isNaN ? .nan : Swift.min(a, b)]
  },
  .init(testDescription: "maximum", op: CK_OP_MAXIMUM) { a, b, _, _ in
    [a.isNaN || b.isNaN ? .nan : Swift.max(a, b)]
  },
  .init(testDescription: "select less", op: CK_OP_SELECT_LESS) { a, b, c, e in [a < b ? c : e] },
]

/// Ordinary numbers, and every pair of special ones in lanes of its own.
private func makeInputs() -> Blocks {
  Blocks(4) { component, lane in
    let special = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, 1e300, .leastNonzeroMagnitude]
    if lane < special.count * special.count {
      let value = component % 2 == 0 ? lane / special.count : lane % special.count
      return special[value]
    }
    var random = SplitMix(seed: UInt64(4 * lane + component))
    return .random(in: -4...4, using: &random)
  }
}

private func agrees(_ value: Double, with meanings: [Double], ulps: Double) -> Bool {
  meanings.contains { meaning in
    meaning.isNaN
      ? value.isNaN
      : value == meaning || (meaning.isFinite && abs(value - meaning) <= ulps * meaning.ulp)
  }
}

@Suite struct OpcodeTests {
  private let inputs = makeInputs()

  private func check(
    _ test: OpcodeCase, _ instruction: ck_instruction, sources: [Int], on isa: InstructionSet
  ) {
    let destination = Int(instruction.d)
    // Registers 4… start as copies of the inputs, so that sources can be overwritten.
    let copies = (0..<4).map { ck_instruction(CK_OP_COPY, d: 4 + $0, a: $0) }
    let tape = TestTape(
      inputs: 4, registers: 9, outputs: [destination], copies + [instruction])
    let result = tape.evaluate(inputs, on: isa)
    for lane in 0..<block {
      let x = sources.map { inputs[$0 % 4, lane] }
      let meanings = test.meanings(x[0], x[1], x[2], x[3])
      #expect(
        agrees(result[0, lane], with: meanings, ulps: test.ulps),
        "\(test.testDescription) of \(x): \(result[0, lane]), not \(meanings)")
    }
  }

  @Test(arguments: InstructionSet.available, cases)
  func agreesWithScalar(_ isa: InstructionSet, _ test: OpcodeCase) {
    let instruction = ck_instruction(
      test.op, d: 8, a: 0, b: 1, c: 2, e: 3, k0: test.k0, k1: test.k1, k2: test.k2)
    check(test, instruction, sources: [0, 1, 2, 3], on: isa)
  }

  /// The destination may be any of the sources, and the same source may come twice.
  @Test(arguments: InstructionSet.available, cases)
  func destinationMayBeSource(_ isa: InstructionSet, _ test: OpcodeCase) {
    for destination in 4..<8 {
      let instruction = ck_instruction(
        test.op, d: destination, a: 4, b: 5, c: 6, e: 7, k0: test.k0, k1: test.k1, k2: test.k2)
      check(test, instruction, sources: [4, 5, 6, 7], on: isa)
    }
    let twice = ck_instruction(
      test.op, d: 4, a: 4, b: 4, c: 4, e: 4, k0: test.k0, k1: test.k1, k2: test.k2)
    check(test, twice, sources: [4, 4, 4, 4], on: isa)
  }

  @Test(arguments: InstructionSet.available, [-1000, -7, -2, -1, 0, 1, 2, 3, 5, 8, 31, 1000])
  func integerPower(_ isa: InstructionSet, _ n: Int) {
    let test = OpcodeCase(
      testDescription: "power \(n)", op: CK_OP_POWER_INTEGER, k0: Double(n),
      ulps: Double(2 + 2 * abs(n))
    ) { a, _, _, _ in
      // 1 / aⁿ is 0 where aⁿ overflows, although the power may still be subnormal.
      [pow(a, Double(n)), n < 0 ? 1 / pow(a, Double(-n)) : pow(a, Double(n))]
    }
    let instruction = ck_instruction(CK_OP_POWER_INTEGER, d: 8, a: 0, k0: Double(n))
    check(test, instruction, sources: [0, 1, 2, 3], on: isa)
  }

  /// The fused sums: error of the sine, of the argument's rounding and of the sum's own.
  @Test(
    arguments: InstructionSet.available,
    [(1.0, 0.0), (1000, 0), (-0.7, 0), (3, 0.4), (1e4, -2), (1e9, 0), (1e9, 1)])
  func scaledSines(_ isa: InstructionSet, _ argument: (k0: Double, k1: Double)) {
    let (k0, k1) = argument
    var random = SplitMix(seed: 5)
    let input = Blocks(2) { _, _ in .random(in: -3...3, using: &random) }
    for lane in 0..<2 { input[0, 40 * lane] = lane == 0 ? 0 : .infinity }
    for (op, function) in [
      (CK_OP_SINE_SCALED_ADD, { (x: Double) in sin(x) }),
      (CK_OP_COSINE_SCALED_ADD, { (x: Double) in cos(x) }),
    ] {
      let tape = TestTape(
        inputs: 2, registers: 3, outputs: [2],
        [ck_instruction(op, d: 2, a: 0, b: 1, k0: k0, k1: k1, k2: -1.7)])
      let result = tape.evaluate(input, on: isa)
      for lane in 0..<block {
        let x = k0 * input[0, lane] + k1
        let expected = input[1, lane] - 1.7 * function(x)
        if expected.isNaN {
          #expect(result[0, lane].isNaN)
        } else {
          let tolerance = 1.7 * (x.ulp + 3 * 0x1p-53) + 2 * expected.ulp
          #expect(abs(result[0, lane] - expected) <= tolerance)
        }
      }
    }
  }

  #if arch(x86_64)
    /// With fused multiply-add the sine of a plain multiple does not suffer from the rounding of its
    /// argument, here 10⁻⁹ and more.
    @Test(arguments: InstructionSet.available.filter { $0 != .baseline }, [1e7 / 3, -7.7e6, 0.3])
    func sineOfMultipleIsNotRounded(_ isa: InstructionSet, _ k0: Double) {
      var random = SplitMix(seed: 6)
      let input = Blocks(2) { _, _ in .random(in: -3...3, using: &random) }
      let tape = TestTape(
        inputs: 2, registers: 3, outputs: [2],
        [ck_instruction(CK_OP_SINE_SCALED_ADD, d: 2, a: 0, b: 1, k0: k0, k2: 1e3)])
      let result = tape.evaluate(input, on: isa)
      for lane in 0..<block {
        let rounded = k0 * input[0, lane]
        let rest = Float80((-rounded).addingProduct(k0, input[0, lane]))
        let sine = sin(Float80(rounded)) * cos(rest) + cos(Float80(rounded)) * sin(rest)
        let expected = Double(Float80(input[1, lane]) + 1e3 * sine)
        #expect(abs(result[0, lane] - expected) <= 1e3 * 3 * 0x1p-53 + expected.ulp)
      }
    }
  #endif
}
