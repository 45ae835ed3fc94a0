import CKernels
import Testing

/// A random program whose values stay of order one, so that rounding does not amplify.
private func randomTape(seed: UInt64, inputs: Int, length: Int) -> TestTape {
  var random = SplitMix(seed: seed)
  let first = inputs
  var code: [ck_instruction] = []
  let kinds = [
    CK_OP_SCALED_SUM, CK_OP_SINE, CK_OP_COSINE, CK_OP_SINE_COSINE, CK_OP_SINE_SCALED_ADD,
    CK_OP_COSINE_SCALED_ADD, CK_OP_EXP, CK_OP_MULTIPLY, CK_OP_MINIMUM, CK_OP_MAXIMUM, CK_OP_ATAN,
    CK_OP_SELECT_LESS, CK_OP_ABS, CK_OP_NEGATE, CK_OP_AFFINE, CK_OP_TANH,
  ]
  for step in 0..<length {
    let known = first + 2 * step
    func source() -> Int { .random(in: 0..<known, using: &random) }
    let kind = kinds[.random(in: 0..<kinds.count, using: &random)]
    let d = known
    // Keep every register bounded: what may grow goes through atan.
    code.append(
      ck_instruction(
        kind, d: d, a: source(), b: source(), c: source(),
        e: kind == CK_OP_SINE_COSINE ? d + 1 : source(),
        k0: .random(in: -0.5...0.5, using: &random),
        k1: .random(in: -0.5...0.5, using: &random), k2: .random(in: -0.5...0.5, using: &random)))
    if kind == CK_OP_SINE_COSINE {
      code.append(ck_instruction(CK_OP_MULTIPLY, d: d, a: d, b: d + 1))
    }
    code.append(ck_instruction(CK_OP_ATAN, d: d + 1, a: d))
  }
  let registers = first + 2 * length
  return TestTape(
    inputs: inputs, registers: registers, outputs: Array((registers - 8)..<registers) + [0], code)
}

@Suite struct TapeTests {
  @Test(arguments: 0..<20)
  func instructionSetsAgree(_ seed: Int) {
    let tape = randomTape(seed: UInt64(seed), inputs: 3, length: 30)
    var random = SplitMix(seed: 99)
    let input = Blocks(3) { _, _ in .random(in: -2...2, using: &random) }
    let results = InstructionSet.available.map { tape.evaluate(input, on: $0) }
    for result in results.dropFirst() {
      for output in 0..<result.components {
        for lane in 0..<block {
          let difference = abs(result[output, lane] - results[0][output, lane])
          // Sixty operations of condition about one.
          #expect(difference <= 200 * max(1, abs(results[0][output, lane])) * 0x1p-53)
        }
      }
    }
  }

  /// A lane's bits depend neither on the other lanes nor on how many there are.
  @Test(arguments: InstructionSet.available)
  func lanesAreIndependent(_ isa: InstructionSet) {
    let tape = randomTape(seed: 4, inputs: 3, length: 40)
    var random = SplitMix(seed: 1)
    let input = Blocks(3) { _, _ in .random(in: -2...2, using: &random) }
    let full = tape.evaluate(input, on: isa)
    for lanes in stride(from: Int(CK_LANES), through: block, by: Int(CK_LANES)) {
      let part = tape.evaluate(input, on: isa, lanes: lanes)
      for lane in 0..<lanes { #expect(part.bits(ofLane: lane) == full.bits(ofLane: lane)) }
    }
    let wild: [Double] = [.nan, .infinity, 1e300, -1e12, 0, 800]
    let disturbed = input.copy()
    for lane in stride(from: 0, to: block, by: 3) {
      for i in 0..<3 { disturbed[i, lane] = wild[(lane + i) % wild.count] }
    }
    let result = tape.evaluate(disturbed, on: isa)
    for lane in 0..<block where lane % 3 != 0 {
      #expect(result.bits(ofLane: lane) == full.bits(ofLane: lane))
    }
  }

  /// Neither inputs nor lanes beyond the live ones are written.
  @Test(arguments: InstructionSet.available)
  func writesOnlyLiveOutputs(_ isa: InstructionSet) {
    let tape = randomTape(seed: 7, inputs: 3, length: 12)
    let input = Blocks(3) { Double($0) - 0.01 * Double($1) }
    let before = input.copy()
    let result = tape.evaluate(input, on: isa, lanes: 40, filling: 3.5)
    for i in 0..<3 { for lane in 0..<block { #expect(input[i, lane] == before[i, lane]) } }
    for output in 0..<result.components {
      for lane in 40..<block { #expect(result[output, lane] == 3.5) }
    }
  }

  @Test(arguments: InstructionSet.available)
  func inputsMayBeOutputs(_ isa: InstructionSet) {
    let tape = TestTape(inputs: 2, registers: 2, outputs: [1, 0, 1], [])
    let input = Blocks(2) { Double(100 * $0 + $1) }
    let result = tape.evaluate(input, on: isa)
    for lane in 0..<block {
      #expect(result[0, lane] == input[1, lane] && result[1, lane] == input[0, lane])
      #expect(result[2, lane] == input[1, lane])
    }
  }
}
