import CKernels
import Testing

/// A spline, and a callback that calls the spline kernel.
private final class SplineContext {
  let isa: InstructionSet
  let spline: UnsafePointer<ck_spline>

  init(_ isa: InstructionSet, _ spline: UnsafePointer<ck_spline>) {
    (self.isa, self.spline) = (isa, spline)
  }

  var field: ck_field {
    ck_field(
      dimension: spline.pointee.dimension, tape: nil, spline: spline, callback: nil, context: nil,
      native: nil, kernels: nil)
  }

  /// Valid as long as the context lives.
  var callbackField: ck_field {
    ck_field(
      dimension: spline.pointee.dimension, tape: nil, spline: nil,
      callback: { context, q, g, lanes in
        guard let context else { return }
        let c = Unmanaged<SplineContext>.fromOpaque(context).takeUnretainedValue()
        c.isa.function(\.spline_evaluate)(c.spline, q, nil, g, lanes)
      }, context: UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()), native: nil,
      kernels: nil)
  }
}

private let oracles = [
  SplineOracle(lower: [-1], upper: [1], cells: [7], confinement: 4),
  SplineOracle(lower: [-1, -1], upper: [1, 1.5], cells: [4, 5], confinement: 4),
]

@Suite struct FieldTests {
  @Test(arguments: InstructionSet.available)
  func gradientOfTape(_ isa: InstructionSet) {
    for setting in LangevinSetting.all {
      let tape = setting.tape
      let q = setting.initial(0.4)
      let expected = tape.evaluate(q, on: isa)
      let run = LangevinRun(
        isa, setting.map, tapeField(tape, setting.dimension), q, setting.initial(1))
      for lane in 0..<block { #expect(run.g.bits(ofLane: lane) == expected.bits(ofLane: lane)) }
    }
  }

  /// With `lanes` walkers, padding is left alone.
  @Test(arguments: InstructionSet.available)
  func gradientOfSplineAndCallback(_ isa: InstructionSet) {
    for oracle in oracles {
      let q = Blocks(oracle.dimension) { 0.03 * Double($1) - 1.7 + 0.5 * Double($0) }
      let expected = oracle.evaluate(q, on: isa).gradient
      oracle.withKernelForm { spline in
        let context = SplineContext(isa, spline)
        withExtendedLifetime(context) {
          for var field in [context.field, context.callbackField] {
            let scratch = Blocks(Int(ck_scratch_size(&field)) / block + 1)
            let g = Blocks(oracle.dimension, repeating: 5)
            isa.function(\.gradient)(&field, 72, q.pointer, g.pointer, scratch.pointer)
            for lane in 0..<72 { #expect(g.bits(ofLane: lane) == expected.bits(ofLane: lane)) }
            for lane in 72..<block { #expect(g[0, lane] == 5) }
          }
        }
      }
    }
  }

  /// All integrators move on a spline as on a callback that evaluates it, and as the scalar map.
  @Test(arguments: InstructionSet.available, LangevinShape.allCases)
  func integratorsOnSplines(_ isa: InstructionSet, _ shape: LangevinShape) {
    for oracle in oracles {
      let setting = LangevinSetting(dimension: oracle.dimension, shape: shape)
      oracle.withKernelForm { spline in
        let context = SplineContext(isa, spline)
        withExtendedLifetime(context) {
          for method in LangevinRun.Method.allCases {
            let runs = [context.field, context.callbackField].map {
              LangevinRun(isa, setting.map, $0, setting.initial(0), setting.initial(1))
            }
            let initial = (0..<block).map(runs[0].state)
            runs[0].advance(method, 15)
            for steps in [3, 4, 8] { runs[1].advance(method, steps) }
            for lane in 0..<block {
              #expect(runs[0].bits(ofLane: lane) == runs[1].bits(ofLane: lane))
              var (q, p) = (initial[lane].q, initial[lane].p)
              let gradient = { oracle.evaluate($0).gradient }
              for number in 0..<15 {
                switch method {
                case .velocityVerlet: setting.map.velocityVerlet(&q, &p, gradient: gradient)
                case .baoab:
                  setting.map.baoab(
                    &q, &p, walker: UInt64(lane), number: number, gradient: gradient)
                }
              }
              let state = runs[0].state(lane)
              for i in q.indices {
                #expect(abs(state.q[i] - q[i]) <= 1e-8 && abs(state.p[i] - p[i]) <= 1e-8)
              }
            }
          }
        }
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func dampedVerletOnSplines(_ isa: InstructionSet) {
    for oracle in oracles {
      let d = oracle.dimension
      oracle.withKernelForm { spline in
        let context = SplineContext(isa, spline)
        withExtendedLifetime(context) {
          let diagonal = (0..<(d * d)).map { $0 % (d + 1) == 0 ? 1.0 : 0 }
          let matrices = diagonal + diagonal.map { 0.9 * $0 } + diagonal.map { 0.1 * $0 }
          let ends = [context.field, context.callbackField].map { field in
            var field = field
            let (q, p) = (Blocks(d) { 0.02 * Double($1) - 1.2 }, Blocks(d, repeating: 0.3))
            let scratch = Blocks(Int(ck_scratch_size(&field)) / block + 1)
            matrices.withUnsafeBufferPointer { m in
              guard let base = m.baseAddress else { return }
              var map = ck_damped_verlet(
                dimension: Int32(d), half_step: 0.05, inverse_mass: base, decay: base + d * d,
                kick: base + 2 * d * d)
              isa.function(\.damped_verlet)(
                &map, &field, Int32(block), 10, q.pointer, p.pointer, nil, scratch.pointer)
            }
            return (0..<block).map { q.bits(ofLane: $0) + p.bits(ofLane: $0) }
          }
          #expect(ends[0] == ends[1])
        }
      }
    }
  }
}
