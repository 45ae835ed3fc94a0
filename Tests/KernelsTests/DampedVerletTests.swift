import CKernels
import Glibc
import Testing

/// The map of one walker in plain Swift, as ckernels.h writes it.
private struct ScalarMap {
  let dimension: Int
  let halfStep: Double
  let inverseMass, decay, kick: [Double]
  let gradient: ([Double]) -> [Double]

  func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    (0..<dimension).map { i in
      (0..<dimension).reduce(0) { $0 + matrix[i * dimension + $1] * vector[$1] }
    }
  }

  /// Returns the previous momentum, the gradient point and the gradient.
  func step(_ q: inout [Double], _ p: inout [Double]) -> [[Double]] {
    let previous = p
    let midpoint = zip(q, product(inverseMass, p)).map { $0 + halfStep * $1 }
    let g = gradient(midpoint)
    p = zip(product(decay, p), product(kick, g)).map { $0 - $1 }
    q = zip(midpoint, product(inverseMass, p)).map { $0 + halfStep * $1 }
    return [previous, midpoint, g]
  }
}

/// Matrices near those of a real run: full, diagonal or full with a diagonal mass.
private enum Shape: CaseIterable { case full, diagonal, diagonalMass }

private struct Setting: CustomTestStringConvertible {
  let dimension: Int
  let shape: Shape
  var testDescription: String { "d = \(dimension), \(shape)" }

  static let all = [1, 2, 3, 4, 7].flatMap { d in
    Shape.allCases.map { Setting(dimension: d, shape: $0) }
  }

  func matrix(_ diagonal: Double, _ other: Double, full: Bool) -> [Double] {
    (0..<(dimension * dimension)).map { index in
      let (i, j) = (index / dimension, index % dimension)
      if i == j { return diagonal * (1 + 0.07 * Double(i)) }
      return full ? other * (1 + 0.1 * Double(min(i, j))) / Double(1 + abs(i - j)) : 0
    }
  }

  var inverseMass: [Double] { matrix(1.1, 0.2, full: shape == .full) }
  var decay: [Double] { matrix(0.8, -0.02, full: shape != .diagonal) }
  var kick: [Double] { matrix(0.11, 0.004, full: shape != .diagonal) }

  /// ∇f = 1.3 q_i + 0.2 q_{i+1} + sin(2 q_i + 0.3): f's last term is smooth enough for comparison.
  func gradient(_ q: [Double]) -> [Double] {
    q.indices.map { 1.3 * q[$0] + 0.2 * q[($0 + 1) % dimension] + sin(2 * q[$0] + 0.3) }
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

  var scalar: ScalarMap {
    ScalarMap(
      dimension: dimension, halfStep: 0.12, inverseMass: inverseMass, decay: decay, kick: kick,
      gradient: gradient)
  }

  func initial(_ phase: Double) -> Blocks { Blocks(dimension) { cos(Double(7 * $1 + $0) + phase) } }
}

/// A run's state; `advance` calls the kernel.
private final class Run {
  let q, p: Blocks
  let previous, midpoint, gradient: Blocks

  init(_ q: Blocks, _ p: Blocks) {
    (self.q, self.p) = (q.copy(), p.copy())
    previous = Blocks(q.components, repeating: .nan)
    midpoint = Blocks(q.components, repeating: .nan)
    gradient = Blocks(q.components, repeating: .nan)
  }

  func advance(
    _ map: ScalarMap, _ field: ck_field, _ steps: Int, on isa: InstructionSet, lanes: Int = block
  ) {
    var field = field
    let scratch = Blocks(Int(ck_scratch_size(&field)) / block + 1, repeating: .nan)
    map.inverseMass.withUnsafeBufferPointer { inverseMass in
      map.decay.withUnsafeBufferPointer { decay in
        map.kick.withUnsafeBufferPointer { kick in
          var kernel = ck_damped_verlet(
            dimension: Int32(map.dimension), half_step: map.halfStep,
            inverse_mass: inverseMass.baseAddress, decay: decay.baseAddress,
            kick: kick.baseAddress)
          var record = ck_step_record(
            previous_momentum: previous.pointer, midpoint: midpoint.pointer,
            gradient: gradient.pointer)
          isa.function(\.damped_verlet)(
            &kernel, &field, Int32(lanes), Int64(steps), q.pointer, p.pointer, &record,
            scratch.pointer)
        }
      }
    }
  }

  func bits(ofLane lane: Int) -> [UInt64] {
    [q, p, previous, midpoint, gradient].flatMap { $0.bits(ofLane: lane) }
  }
}

private func vector(_ blocks: Blocks, _ lane: Int) -> [Double] {
  (0..<blocks.components).map { blocks[$0, lane] }
}

private func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double) -> Bool {
  zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}

private func field(_ setting: Setting, _ tape: TestTape) -> ck_field {
  ck_field(
    dimension: Int32(setting.dimension), tape: tape.pointer, spline: nil, callback: nil,
    context: nil, native: nil, kernels: nil)
}

@Suite struct DampedVerletTests {
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func agreesWithScalarMap(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let (q0, p0) = (setting.initial(0), setting.initial(1))
    for steps in [1, 2, 25] {
      let run = Run(q0, p0)
      run.advance(setting.scalar, field(setting, tape), steps, on: isa)
      for lane in 0..<block {
        var (q, p) = (vector(q0, lane), vector(p0, lane))
        var record: [[Double]] = []
        for _ in 0..<steps { record = setting.scalar.step(&q, &p) }
        #expect(isClose(vector(run.q, lane), q, 1e-12))
        #expect(isClose(vector(run.p, lane), p, 1e-12))
        #expect(isClose(vector(run.previous, lane), record[0], 1e-12))
        #expect(isClose(vector(run.midpoint, lane), record[1], 1e-12))
        #expect(isClose(vector(run.gradient, lane), record[2], 1e-12))
      }
    }
  }

  /// Cutting a run into calls changes it by rounding only.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func cutsAgree(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let whole = Run(setting.initial(0), setting.initial(1))
    let cut = Run(setting.initial(0), setting.initial(1))
    whole.advance(setting.scalar, field(setting, tape), 60, on: isa)
    for steps in [1, 7, 1, 51] {
      cut.advance(setting.scalar, field(setting, tape), steps, on: isa)
    }
    for lane in 0..<block {
      #expect(isClose(vector(whole.q, lane), vector(cut.q, lane), 1e-12))
      #expect(isClose(vector(whole.p, lane), vector(cut.p, lane), 1e-12))
    }
  }

  /// A callback that evaluates the same tape gives the same bits.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func callbackAgreesWithTape(_ isa: InstructionSet, _ setting: Setting) {
    final class Context {
      let tape: TestTape
      let isa: InstructionSet
      let scratch: Blocks
      init(_ tape: TestTape, _ isa: InstructionSet) {
        (self.tape, self.isa) = (tape, isa)
        scratch = Blocks(tape.registers)
      }
    }
    let context = Context(setting.tape, isa)
    let callback = ck_field(
      dimension: Int32(setting.dimension), tape: nil, spline: nil,
      callback: { context, q, g, lanes in
        guard let context else { return }
        let c = Unmanaged<Context>.fromOpaque(context).takeUnretainedValue()
        c.isa.function(\.tape_evaluate)(c.tape.pointer, q, g, c.scratch.pointer, lanes)
      }, context: UnsafeRawPointer(Unmanaged.passUnretained(context).toOpaque()), native: nil,
      kernels: nil)
    let viaTape = Run(setting.initial(0), setting.initial(1))
    let viaCallback = Run(setting.initial(0), setting.initial(1))
    viaTape.advance(setting.scalar, field(setting, context.tape), 20, on: isa, lanes: 72)
    viaCallback.advance(setting.scalar, callback, 20, on: isa, lanes: 72)
    withExtendedLifetime(context) {
      for lane in 0..<72 {
        #expect(viaTape.bits(ofLane: lane) == viaCallback.bits(ofLane: lane))
      }
    }
  }

  /// Bits of a lane do not depend on the others, and padding is left alone.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func lanesAreIndependent(_ isa: InstructionSet, _ setting: Setting) {
    let tape = setting.tape
    let full = Run(setting.initial(0), setting.initial(1))
    full.advance(setting.scalar, field(setting, tape), 9, on: isa)
    let (q, p) = (setting.initial(0), setting.initial(1))
    for lane in stride(from: 1, to: block, by: 2) {
      q[0, lane] = [1e9, .nan, -.infinity, 0][lane / 2 % 4]
    }
    let disturbed = Run(q, p)
    disturbed.advance(setting.scalar, field(setting, tape), 9, on: isa)
    for lane in stride(from: 0, to: block, by: 2) {
      #expect(disturbed.bits(ofLane: lane) == full.bits(ofLane: lane))
    }
    let part = Run(setting.initial(0), setting.initial(1))
    part.advance(setting.scalar, field(setting, tape), 9, on: isa, lanes: 24)
    for lane in 0..<24 { #expect(part.bits(ofLane: lane) == full.bits(ofLane: lane)) }
    for lane in 24..<block {
      #expect(vector(part.q, lane) == vector(setting.initial(0), lane))
      #expect(vector(part.p, lane) == vector(setting.initial(1), lane))
      #expect(vector(part.gradient, lane).allSatisfy { $0.isNaN })
    }
  }

  /// Gradients that are coordinates: own (harmonic) and exchanged, f = Σ q_i q_{i+1} in a ring.
  @Test(arguments: InstructionSet.available, Setting.all)
  fileprivate func gradientsThatAreCoordinates(_ isa: InstructionSet, _ setting: Setting) {
    let d = setting.dimension
    for shift in [0, 1] {
      let tape = TestTape(inputs: d, registers: d, outputs: (0..<d).map { ($0 + shift) % d }, [])
      let map = ScalarMap(
        dimension: d, halfStep: 0.12, inverseMass: setting.inverseMass, decay: setting.decay,
        kick: setting.kick, gradient: { q in q.indices.map { q[($0 + shift) % d] } })
      let run = Run(setting.initial(0), setting.initial(1))
      run.advance(map, field(setting, tape), 12, on: isa)
      for lane in 0..<block {
        var (q, p) = (vector(setting.initial(0), lane), vector(setting.initial(1), lane))
        var record: [[Double]] = []
        for _ in 0..<12 { record = map.step(&q, &p) }
        #expect(isClose(vector(run.q, lane), q, 1e-12))
        #expect(isClose(vector(run.p, lane), p, 1e-12))
        #expect(isClose(vector(run.gradient, lane), record[2], 1e-12))
      }
    }
  }

  /// The record is optional.
  @Test(arguments: InstructionSet.available)
  func withoutRecord(_ isa: InstructionSet) {
    let setting = Setting(dimension: 2, shape: .full)
    let tape = setting.tape
    let recorded = Run(setting.initial(0), setting.initial(1))
    recorded.advance(setting.scalar, field(setting, tape), 5, on: isa)
    let (q, p) = (setting.initial(0), setting.initial(1))
    var kernelField = field(setting, tape)
    let scratch = Blocks(Int(ck_scratch_size(&kernelField)) / block + 1)
    let matrices = setting.inverseMass + setting.decay + setting.kick
    matrices.withUnsafeBufferPointer { m in
      guard let base = m.baseAddress else { return }
      var kernel = ck_damped_verlet(
        dimension: 2, half_step: 0.12, inverse_mass: base, decay: base + 4, kick: base + 8)
      isa.function(\.damped_verlet)(
        &kernel, &kernelField, Int32(block), 5, q.pointer, p.pointer, nil, scratch.pointer)
    }
    for lane in 0..<block {
      #expect(q.bits(ofLane: lane) == recorded.q.bits(ofLane: lane))
      #expect(p.bits(ofLane: lane) == recorded.p.bits(ofLane: lane))
    }
  }
}
