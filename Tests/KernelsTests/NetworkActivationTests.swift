import CKernels
import Foundation
import Testing

/// The activations in the order of `ck_activation`.
enum ActivationKind: UInt32, CaseIterable {
  case tanh, silu, gelu, softplus, sine, relu

  var activation: ck_activation { ck_activation(rawValue) }
}

/// Value and three derivatives by definition, in the widest arithmetic where that helps.
private func exact(_ activation: ck_activation, _ x: Double) -> [Double] {
  let s = 1 / (1 + exp(-x))
  let (s1, s2) = (s * (1 - s), s * (1 - s) * (1 - 2 * s))
  let s3 = s1 * (1 - 6 * s1)
  switch activation {
  case CK_ACTIVATION_TANH:
    let y = tanh(x)
    let c = 1 / (cosh(x) * cosh(x))
    return [y, c, -2 * y * c, c * (4 * y * y - 2 * c)]
  case CK_ACTIVATION_SILU: return [x * s, s + x * s1, 2 * s1 + x * s2, 3 * s2 + x * s3]
  case CK_ACTIVATION_GELU:
    let p = exp(-x * x / 2) / (2 * Double.pi).squareRoot()
    let cumulative = erfc(-x / 2.0.squareRoot()) / 2
    return [x * cumulative, cumulative + x * p, (2 - x * x) * p, (x * x * x - 4 * x) * p]
  case CK_ACTIVATION_SOFTPLUS: return [x > 30 ? x + exp(-x) : log1p(exp(x)), s, s1, s2]
  case CK_ACTIVATION_SINE: return [sin(x), cos(x), -sin(x), -cos(x)]
  default: return [max(x, 0), x > 0 ? 1 : 0, 0, 0]
  }
}

@Suite struct NetworkActivationTests {
  /// The value and the derivatives at arguments, through one row.
  private func evaluate<R: Real>(
    _ isa: InstructionSet, _ activation: ck_activation, _ x: [R], derivatives: Int = 3,
    bias: [R]? = nil
  ) -> [[R]] {
    let count = (x.count + 15) / 16 * 16
    let padded = x + [R](repeating: 0, count: count - x.count)
    var z = [R](repeating: -7, count: count)
    var d = [R](repeating: -7, count: 3 * count)
    let row = ck_sheet(units: 1, samples: Int32(count), stride: Int32(count))
    isa.network(R.self).activate(
      activation, Int32(derivatives), row, padded, bias, nil, nil, &z, &d)
    return [Array(z[0..<x.count])]
      + (0..<3).map { Array(d[($0 * count)..<($0 * count + x.count)]) }
  }

  private let arguments: [Float] = {
    var random = SplitMix(seed: 21)
    var x: [Float] = [0, -0.0, 1e-6, -1e-6, 9.9, 10.1, -10.1, 40, -40, 88, -88, 200, -200]
    for _ in 0..<40_000 { x.append(.random(in: -5...5, using: &random)) }
    for _ in 0..<20_000 { x.append(.random(in: -30...30, using: &random)) }
    for _ in 0..<5_000 {
      let size = exp(Double.random(in: -30...0, using: &random))
      x.append(Float(Bool.random(using: &random) ? size : -size))
    }
    return x
  }()

  @Test(arguments: InstructionSet.available, ActivationKind.allCases)
  func accuracyInFloat(_ isa: InstructionSet, _ kind: ActivationKind) {
    let activation = kind.activation
    let results = evaluate(isa, activation, arguments)
    var worst = [0.0, 0, 0, 0]
    var relative = 0.0
    for (i, x) in arguments.enumerated() {
      let truth = exact(activation, Double(x))
      for k in 0..<4 {
        let error = abs(Double(results[k][i]) - truth[k])
        let scaled = error / ((1 + Double(abs(x))) * max(1, abs(truth[k])))
        worst[k] = max(worst[k], scaled.isNaN ? .infinity : scaled)
      }
      // sin has zeros beyond the origin.
      if truth[0] != 0 && abs(x) < (activation == CK_ACTIVATION_SINE ? 3 : 5) {
        relative = max(relative, abs(Double(results[0][i]) / truth[0] - 1))
      }
    }
    for k in 0..<4 { #expect(worst[k] < 5e-7, "derivative \(k)") }
    #expect(relative < 1e-6)
  }

  @Test(arguments: InstructionSet.available, ActivationKind.allCases)
  func accuracyInDouble(_ isa: InstructionSet, _ kind: ActivationKind) {
    let activation = kind.activation
    let x = arguments.map { Double($0) * 1.0000001 }
    let results = evaluate(isa, activation, x)
    for (i, x) in x.enumerated() {
      let truth = exact(activation, x)
      for k in 0..<4 {
        #expect(abs(results[k][i] - truth[k]) < 1e-14 * (1 + abs(x)) * max(1, abs(truth[k])))
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func largeAngles(_ isa: InstructionSet) {
    let x: [Float] = [8191, -8191.5, 8192.5, 1e6, -3e7, 1e20, .greatestFiniteMagnitude]
    let results = evaluate(isa, CK_ACTIVATION_SINE, x)
    for (i, x) in x.enumerated() {
      #expect(abs(Double(results[0][i]) - sin(Double(x))) < 1e-6)
      #expect(abs(Double(results[1][i]) - cos(Double(x))) < 1e-6)
    }
  }

  @Test(arguments: InstructionSet.available, ActivationKind.allCases)
  func notANumberPassesThrough(_ isa: InstructionSet, _ kind: ActivationKind) {
    let activation = kind.activation
    for results in [
      evaluate(isa, activation, [Float.nan, 1]).map { $0.map(Double.init) },
      evaluate(isa, activation, [Double.nan, 1]),
    ] {
      #expect(results[0][0].isNaN)
      #expect(results[0][1].isFinite)
    }
  }

  /// Bias, mask and skipped connection, any number of derivatives, and samples that are not in work.
  @Test(arguments: InstructionSet.available, ActivationKind.allCases)
  func options(_ isa: InstructionSet, _ kind: ActivationKind) {
    let activation = kind.activation
    func check<R: Real>(_: R.Type) {
      let a: [R] = stack(1, seed: 1)
      let (mask, skip): ([R], [R]) = (stack(1, seed: 2), stack(1, seed: 3))
      let bias: [R] = Array(stack(1, seed: 4)[0..<21])
      let kernel = isa.network(R.self)
      for derivatives in 0...3 {
        for isDecorated in [false, true] {
          let before: [R] = stack(4, seed: 5)
          var expected = before
          for u in 0..<21 {
            for s in 0..<48 {
              let i = u * 64 + s
              let jet = exact(activation, Double(a[i] + bias[u])).map { R($0) }
              expected[i] = isDecorated ? mask[i] * jet[0] + skip[i] : jet[0]
              for k in 0..<derivatives {
                expected[(k + 1) * sheetCount + i] = isDecorated ? mask[i] * jet[k + 1] : jet[k + 1]
              }
            }
          }
          var z = Array(before[0..<sheetCount])
          var d = Array(before[sheetCount...])
          mask.withUnsafeBufferPointer { mask in
            skip.withUnsafeBufferPointer { skip in
              kernel.activate(
                activation, Int32(derivatives), sheet, a, bias,
                isDecorated ? mask.baseAddress : nil, isDecorated ? skip.baseAddress : nil, &z, &d)
            }
          }
          let (error, isUntouched) = compare(z + d, expected, from: before)
          #expect(error < 3 * R.rounding)
          #expect(isUntouched)
        }
      }
    }
    check(Float.self)
    check(Double.self)
  }
}
