import CKernels
import Glibc
import Testing

/// Arguments over all magnitudes, near 1 and in the reduced interval.
private let arguments: [Double] = {
  var random = SplitMix(seed: 13)
  var arguments: [Double] = []
  for _ in 0..<400_000 {
    let exponent = Int.random(in: -1022...1023, using: &random)
    arguments.append(scalbn(.random(in: 1..<2, using: &random), exponent))
  }
  for _ in 0..<400_000 { arguments.append(.random(in: 0.5...2, using: &random)) }
  for _ in 0..<200_000 {
    let distance = exp(Double.random(in: log(1e-16)...log(0.3), using: &random))
    arguments.append(1 + (Bool.random(using: &random) ? distance : -distance))
  }
  for _ in 0..<1000 { arguments.append(.random(in: 0...0x1p-1022, using: &random)) }
  return arguments
}()

@Suite struct LogarithmTests {
  @Test(arguments: InstructionSet.available)
  func hardArguments(_ isa: InstructionSet) {
    let values = isa.map(\.logarithm, logarithmReferences.map(\.argument))
    for (value, reference) in zip(values, logarithmReferences) {
      #expect(reference.error(of: value) <= 1, "log(\(reference.argument))")
    }
  }

  @Test(arguments: InstructionSet.available)
  func sweep(_ isa: InstructionSet) {
    let truths = arguments.map { log(Wide($0)) }
    #expect(worstError(isa.map(\.logarithm, arguments), truths) <= allowedError - 1)
  }

  @Test(arguments: InstructionSet.available)
  func specialValues(_ isa: InstructionSet) {
    let y = isa.map(
      \.logarithm, [0, -0.0, 1, .infinity, -.infinity, .nan, -1, -Double.leastNonzeroMagnitude])
    #expect(y[0] == -.infinity && y[1] == -.infinity)
    #expect(y[2].bitPattern == 0)
    #expect(y[3] == .infinity)
    #expect(y[4...].allSatisfy { $0.isNaN })
  }

  /// The tape's logarithm is the same function.
  @Test(arguments: InstructionSet.available)
  func tapeUsesIt(_ isa: InstructionSet) {
    let tape = TestTape(
      inputs: 1, registers: 2, outputs: [1], [ck_instruction(CK_OP_LOG, d: 1, a: 0)])
    let special: [Double] = [0, -1, .leastNonzeroMagnitude, .infinity, .nan]
    let input = Blocks(1) { $1 < special.count ? special[$1] : arguments[7 * $1] }
    let values = isa.map(\.logarithm, (0..<block).map { input[0, $0] })
    let result = tape.evaluate(input, on: isa)
    for lane in 0..<block {
      #expect(result[0, lane].bitPattern == values[lane].bitPattern)
    }
  }
}
