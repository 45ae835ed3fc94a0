import CKernels
import Foundation
import Testing

/// x′ = x − R∇f in plain loops.
private struct ScalarDescent {
  let dimension: Int
  let rate: [Double]
  let gradient: ([Double]) -> [Double]

  /// One step; returns the point and the gradient that it took.
  func step(_ x: inout [Double]) -> (point: [Double], gradient: [Double]) {
    let (point, g) = (x, gradient(x))
    for i in 0..<dimension {
      for j in 0..<dimension { x[i] -= rate[i * dimension + j] * g[j] }
    }
    return (point, g)
  }
}

private struct Setting: CustomTestStringConvertible {
  let dimension: Int
  let isDiagonal: Bool
  var testDescription: String { "d = \(dimension), \(isDiagonal ? "diagonal" : "full")" }

  static let all = [1, 2, 3, 4, 7].flatMap { d in
    [true, false].map { Setting(dimension: d, isDiagonal: $0) }
  }

  var rate: [Double] {
    (0..<(dimension * dimension)).map { index in
      let (i, j) = (index / dimension, index % dimension)
      if i == j { return 0.11 * (1 + 0.07 * Double(i)) }
      return isDiagonal ? 0 : 0.02 * (1 + 0.1 * Double(min(i, j))) / Double(1 + abs(i - j))
    }
  }

  /// ∇f = 1.3 x_i + 0.2 x_{i+1} + sin(2 x_i + 0.3).
  var scalar: ScalarDescent {
    ScalarDescent(dimension: dimension, rate: rate) { x in
      x.indices.map { 1.3 * x[$0] + 0.2 * x[($0 + 1) % x.count] + sin(2 * x[$0] + 0.3) }
    }
  }

  var tape: TestTape {
    let d = dimension
    let code = (0..<d).flatMap { i in
      [
        ck_instruction(CK_OP_SCALED_SUM, d: d + i, a: i, b: (i + 1) % d, k0: 1.3, k1: 0.2),
        ck_instruction(CK_OP_SINE_SCALED_ADD, d: d + i, a: i, b: d + i, k0: 2, k1: 0.3, k2: 1),
      ]
    }
    return TestTape(inputs: d, registers: 2 * d, outputs: Array(d..<(2 * d)), code)
  }

  /// f = ½ Σ x_i² (shift 0) or Σ x_i x_{i+1}/2 in a ring: gradients that are coordinates.
  func coordinateTape(shift: Int) -> TestTape {
    let d = dimension
    return TestTape(inputs: d, registers: d, outputs: (0..<d).map { ($0 + shift) % d }, [])
  }

  func initial(_ phase: Double) -> Blocks { Blocks(dimension) { cos(Double(7 * $1 + $0) + phase) } }
}

/// A run's state; `advance` calls the kernel.
private final class Descent {
  let x, g, point, previous: Blocks

  init(_ x: Blocks, _ g: Blocks) {
    (self.x, self.g) = (x.copy(), g.copy())
    point = Blocks(x.components, repeating: .nan)
    previous = Blocks(x.components, repeating: .nan)
  }

  func advance(
    _ setting: Setting, _ tape: TestTape, _ steps: Int, on isa: InstructionSet, lanes: Int = block,
    recording: Bool = true
  ) {
    var field = ck_field(
      dimension: Int32(setting.dimension), tape: tape.pointer, spline: nil, callback: nil,
      context: nil, native: nil, kernels: nil)
    let scratch = Blocks(Int(ck_scratch_size(&field)) / block + 1, repeating: .nan)
    setting.rate.withUnsafeBufferPointer { rate in
      var map = ck_gradient_descent(
        dimension: Int32(setting.dimension), rate: rate.baseAddress)
      var record = ck_descent_record(point: point.pointer, previous_gradient: previous.pointer)
      withUnsafePointer(to: &record) { record in
        isa.function(\.gradient_descent)(
          &map, &field, Int32(lanes), Int64(steps), x.pointer, g.pointer,
          recording ? record : nil, scratch.pointer)
      }
    }
  }

  func bits(ofLane lane: Int) -> [UInt64] {
    [x, g, point, previous].flatMap { $0.bits(ofLane: lane) }
  }
}

private func vector(_ blocks: Blocks, _ lane: Int) -> [Double] {
  (0..<blocks.components).map { blocks[$0, lane] }
}

private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
  zip(a, b).allSatisfy { abs($0 - $1) <= 1e-12 }
}

@Suite struct GradientDescentTests {
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func agreesWithScalarMap(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let (x0, g0) = (setting.initial(0), setting.initial(1))
    for steps in [1, 2, 3, 25] {
      let run = Descent(x0, g0)
      run.advance(setting, tape, steps, on: isa)
      for lane in 0..<block {
        var x = vector(x0, lane)
        var (point, previous, gradient) = (x, x, vector(g0, lane))
        for _ in 0..<steps {
          previous = gradient
          (point, gradient) = setting.scalar.step(&x)
        }
        #expect(isClose(vector(run.x, lane), x))
        #expect(isClose(vector(run.g, lane), gradient))
        #expect(isClose(vector(run.point, lane), point))
        #expect(isClose(vector(run.previous, lane), previous))
      }
    }
  }

  /// Cutting a run into calls changes no bit of it, recorded or not.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func cutsAgree(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let whole = Descent(setting.initial(0), setting.initial(1))
    let cut = Descent(setting.initial(0), setting.initial(1))
    whole.advance(setting, tape, 60, on: isa)
    for steps in [1, 7, 1, 50] { cut.advance(setting, tape, steps, on: isa, recording: false) }
    cut.advance(setting, tape, 1, on: isa)
    for lane in 0..<block { #expect(whole.bits(ofLane: lane) == cut.bits(ofLane: lane)) }
  }

  /// Gradients that are coordinates: own ones, and others, which must be read before they move.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func gradientsThatAreCoordinates(_ isa: InstructionSet, _ setting: Setting) {
    for shift in [0, 1] {
      let scalar = ScalarDescent(dimension: setting.dimension, rate: setting.rate) { x in
        x.indices.map { x[($0 + shift) % x.count] }
      }
      let run = Descent(setting.initial(0), setting.initial(1))
      run.advance(setting, setting.coordinateTape(shift: shift), 12, on: isa)
      for lane in 0..<block {
        var x = vector(setting.initial(0), lane)
        var (gradient, previous) = (x, x)
        for _ in 0..<12 {
          previous = gradient
          gradient = scalar.step(&x).gradient
        }
        #expect(isClose(vector(run.x, lane), x))
        #expect(isClose(vector(run.g, lane), gradient))
        #expect(isClose(vector(run.previous, lane), previous))
      }
    }
  }

  /// Bits of a lane do not depend on the others, and padding is left alone.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func lanesAreIndependent(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let full = Descent(setting.initial(0), setting.initial(1))
    full.advance(setting, tape, 9, on: isa)
    let x = setting.initial(0)
    for lane in stride(from: 1, to: block, by: 2) {
      x[0, lane] = [1e9, .nan, -.infinity, 0][lane / 2 % 4]
    }
    let disturbed = Descent(x, setting.initial(1))
    disturbed.advance(setting, tape, 9, on: isa)
    for lane in stride(from: 0, to: block, by: 2) {
      #expect(disturbed.bits(ofLane: lane) == full.bits(ofLane: lane))
    }
    let part = Descent(setting.initial(0), setting.initial(1))
    part.advance(setting, tape, 9, on: isa, lanes: 24)
    for lane in 0..<24 { #expect(part.bits(ofLane: lane) == full.bits(ofLane: lane)) }
    for lane in 24..<block {
      #expect(vector(part.x, lane) == vector(setting.initial(0), lane))
      #expect(vector(part.g, lane) == vector(setting.initial(1), lane))
      #expect(vector(part.point, lane).allSatisfy { $0.isNaN })
    }
  }
}
