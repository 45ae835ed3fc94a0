import CKernels
import Glibc
import Testing

#if arch(x86_64)
  /// The oracle of the random sweeps; its own error is far below a double's.
  typealias Wide = Float80
#else
  typealias Wide = Double
#endif

/// The largest error allowed, in ulps; a double as the oracle may itself be half an ulp off.
let allowedError = MemoryLayout<Wide>.size > 8 ? 2.0 : 2.5

private func error(of value: Double, from truth: Wide) -> Double {
  let rounded = Double(truth)
  if value == rounded && Wide(rounded) == truth { return 0 }
  return Double(abs(Wide(value) - truth) / Wide(rounded.ulp))
}

func worstError(_ values: [Double], _ truths: [Wide]) -> Double {
  zip(values, truths).reduce(0) { worst, pair in
    let error = error(of: pair.0, from: pair.1)
    return error.isNaN ? .infinity : max(worst, error)
  }
}

/// Arguments up to 10⁷ in several distributions, and some beyond the fast range.
private let angles: [Double] = {
  var random = SplitMix(seed: 11)
  var angles: [Double] = []
  for _ in 0..<400_000 { angles.append(.random(in: -1e7...1e7, using: &random)) }
  for _ in 0..<250_000 { angles.append(.random(in: -20...20, using: &random)) }
  for _ in 0..<200_000 {
    let magnitude = exp(Double.random(in: log(1e-300)...log(1e7), using: &random))
    angles.append(Bool.random(using: &random) ? magnitude : -magnitude)
  }
  for _ in 0..<200_000 {
    let multiple = Double(Int.random(in: -6_000_000...6_000_000, using: &random)) * (.pi / 2)
    angles.append(multiple + .random(in: -1e-3...1e-3, using: &random))
  }
  for _ in 0..<1000 { angles.append(.random(in: -1e9...1e9, using: &random)) }
  return angles
}()

private let exponents: [Double] = {
  var random = SplitMix(seed: 12)
  var exponents: [Double] = []
  for _ in 0..<700_000 { exponents.append(.random(in: -745.1...709.7, using: &random)) }
  for _ in 0..<300_000 { exponents.append(.random(in: -1...1, using: &random)) }
  for _ in 0..<50_000 { exponents.append(.random(in: 590...709.7, using: &random)) }
  for _ in 0..<50_000 { exponents.append(.random(in: -745.1 ... -708, using: &random)) }
  return exponents
}()

private let sines = angles.map { sin(Wide($0)) }
private let cosines = angles.map { cos(Wide($0)) }
private let exponentials = exponents.map { exp(Wide($0)) }

@Suite struct VectorFunctionTests {
  @Test(arguments: InstructionSet.available)
  func sineOfHardArguments(_ isa: InstructionSet) {
    let values = isa.map(\.sine, sineReferences.map(\.argument))
    for (value, reference) in zip(values, sineReferences) {
      #expect(reference.error(of: value) <= 2, "sin(\(reference.argument))")
    }
  }

  @Test(arguments: InstructionSet.available)
  func cosineOfHardArguments(_ isa: InstructionSet) {
    let values = isa.map(\.cosine, cosineReferences.map(\.argument))
    for (value, reference) in zip(values, cosineReferences) {
      #expect(reference.error(of: value) <= 2, "cos(\(reference.argument))")
    }
  }

  @Test(arguments: InstructionSet.available)
  func exponentialOfHardArguments(_ isa: InstructionSet) {
    let values = isa.map(\.exponential, exponentialReferences.map(\.argument))
    for (value, reference) in zip(values, exponentialReferences) {
      #expect(reference.error(of: value) <= 2, "exp(\(reference.argument))")
    }
  }

  @Test(arguments: InstructionSet.available)
  func sineAndCosineTogetherOfHardArguments(_ isa: InstructionSet) {
    let tape = TestTape(
      inputs: 1, registers: 3, outputs: [1, 2],
      [ck_instruction(CK_OP_SINE_COSINE, d: 1, a: 0, e: 2, k0: 1)])
    for start in stride(from: 0, to: sineReferences.count, by: block) {
      let index = { (lane: Int) in min(start + lane, sineReferences.count - 1) }
      let input = Blocks(1) { sineReferences[index($1)].argument }
      let result = tape.evaluate(input, on: isa)
      for lane in 0..<block {
        let sine = sineReferences[index(lane)]
        let cosine = cosineReferences[index(lane)]
        #expect(sine.error(of: result[0, lane]) <= 2, "sin(\(sine.argument))")
        #expect(cosine.error(of: result[1, lane]) <= 2, "cos(\(cosine.argument))")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func sineSweep(_ isa: InstructionSet) {
    #expect(worstError(isa.map(\.sine, angles), sines) <= allowedError)
  }

  @Test(arguments: InstructionSet.available)
  func cosineSweep(_ isa: InstructionSet) {
    #expect(worstError(isa.map(\.cosine, angles), cosines) <= allowedError)
  }

  @Test(arguments: InstructionSet.available)
  func exponentialSweep(_ isa: InstructionSet) {
    #expect(worstError(isa.map(\.exponential, exponents), exponentials) <= allowedError)
  }

  @Test(arguments: InstructionSet.available)
  func sineAndCosineTogetherSweep(_ isa: InstructionSet) {
    let tape = TestTape(
      inputs: 1, registers: 3, outputs: [1, 2],
      [ck_instruction(CK_OP_SINE_COSINE, d: 1, a: 0, e: 2, k0: 1)])
    var worst = 0.0
    for start in stride(from: 0, to: angles.count - block, by: block) {
      let result = tape.evaluate(Blocks(1) { angles[start + $1] }, on: isa)
      let s = (0..<block).map { result[0, $0] }
      let c = (0..<block).map { result[1, $0] }
      worst = max(worst, worstError(s, Array(sines[start..<(start + block)])))
      worst = max(worst, worstError(c, Array(cosines[start..<(start + block)])))
    }
    #expect(worst <= allowedError)
  }

  @Test(arguments: InstructionSet.available)
  func specialValues(_ isa: InstructionSet) {
    let values: [Double] = [0, -0.0, .infinity, -.infinity, .nan, .greatestFiniteMagnitude]
    let s = isa.map(\.sine, values)
    #expect(s[0].bitPattern == 0 && s[1].bitPattern == (-0.0).bitPattern)
    #expect(s[2].isNaN && s[3].isNaN && s[4].isNaN && abs(s[5]) <= 1)
    let c = isa.map(\.cosine, values)
    #expect(c[0] == 1 && c[1] == 1)
    #expect(c[2].isNaN && c[3].isNaN && c[4].isNaN && abs(c[5]) <= 1)
    let e = isa.map(\.exponential, values + [-.greatestFiniteMagnitude, 709.79, 1e5, -1e5])
    #expect(e[0] == 1 && e[1] == 1 && e[2] == .infinity && e[3].bitPattern == 0 && e[4].isNaN)
    #expect(e[5] == .infinity && e[6].bitPattern == 0)
    #expect(e[7] == .infinity && e[8] == .infinity && e[9].bitPattern == 0)
  }

  /// Whatever the count, every element gets what it gets alone and nothing is written beyond.
  @Test(arguments: InstructionSet.available)
  func anyCount(_ isa: InstructionSet) {
    let arguments = (0..<80).map { 0.37 * Double($0) + 0.1 }
    for member in [\ck_kernels.sine, \.cosine, \.exponential, \.logarithm] {
      let all = isa.map(member, arguments)
      for count in 0..<80 {
        var results = [Double](repeating: 7.5, count: 80)
        isa.function(member)(arguments, &results, Int64(count))
        #expect(Array(results[..<count]) == Array(all[..<count]))
        #expect(results[count...].allSatisfy { $0 == 7.5 })
      }
    }
  }

  /// Lanes that need the slow path leave the others' bits alone.
  @Test(arguments: InstructionSet.available)
  func slowLanesDoNotDisturb(_ isa: InstructionSet) {
    let calm = (0..<64).map { 0.91 * Double($0) - 30 }
    for member in [\ck_kernels.sine, \.cosine, \.exponential, \.logarithm] {
      let calm = member == \.logarithm ? calm.map { abs($0) + 0.01 } : calm
      let expected = isa.map(member, calm)
      for (lane, wild) in [Double.nan, .infinity, 1e300, -1e9, 700, -1000].enumerated() {
        for position in stride(from: lane, to: 64, by: 7) {
          var arguments = calm
          arguments[position] = wild
          var results = isa.map(member, arguments)
          results[position] = expected[position]
          #expect(results == expected)
        }
      }
    }
  }
}
