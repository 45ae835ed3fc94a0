import CKernels
import Glibc
import Testing

private func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-12) -> Bool {
  zip(a, b).allSatisfy { abs($0 - $1) <= tolerance }
}

/// What errors of up to 8.6 · 2⁻³⁸ in each of some twenty normal numbers come to.
private let noiseTolerance = 1e-9

@Suite struct LangevinTests {
  private func run(
    _ isa: InstructionSet, _ setting: LangevinSetting, _ tape: TestTape
  ) -> LangevinRun {
    LangevinRun(
      isa, setting.map, tapeField(tape, setting.dimension), setting.initial(0), setting.initial(1))
  }

  /// Every walker has gone where the scalar map takes it, and knows the gradient there.
  private func expectScalarMap(
    _ run: LangevinRun, from initial: [(q: [Double], p: [Double], g: [Double])], steps: Range<Int>,
    gradient: ([Double]) -> [Double], slow: (([Double]) -> [Double])? = nil
  ) {
    for lane in 0..<block {
      var (q, p) = (initial[lane].q, initial[lane].p)
      for number in steps {
        run.map.baoab(
          &q, &p, walker: run.firstWalker + UInt64(lane), number: number, gradient: gradient,
          slow: slow)
      }
      let state = run.state(lane)
      #expect(isClose(state.q, q, noiseTolerance) && isClose(state.p, p, noiseTolerance))
      #expect(isClose(state.g, gradient(q), noiseTolerance))
    }
  }

  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func velocityVerletAgreesWithScalarMap(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let tape = setting.tape
    let run = run(isa, setting, tape)
    let initial = (0..<block).map(run.state)
    run.advance(.velocityVerlet, 25)
    for lane in 0..<block {
      var (q, p) = (initial[lane].q, initial[lane].p)
      for _ in 0..<25 { setting.map.velocityVerlet(&q, &p, gradient: setting.gradient) }
      let state = run.state(lane)
      #expect(isClose(state.q, q) && isClose(state.p, p) && isClose(state.g, setting.gradient(q)))
    }
  }

  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func baoabAgreesWithScalarMap(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let tape = setting.tape
    let run = run(isa, setting, tape)
    run.firstWalker = 0xffff_ffe0
    run.step = 7
    let initial = (0..<block).map(run.state)
    run.advance(.baoab, 21)
    expectScalarMap(run, from: initial, steps: 7..<28, gradient: setting.gradient)
  }

  /// f = Σ q_i q_{i+1} in a ring, whose gradients are coordinates, with slow forces that are not, and the
  /// other way round; from the middle of an interval to the middle of another, and cut anywhere.
  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func slowForcesActAtTheEndsOfIntervals(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let d = setting.dimension
    let ring = TestTape(inputs: d, registers: d, outputs: (0..<d).map { ($0 + 1) % d }, [])
    let parts = [
      (tape: ring, gradient: { (q: [Double]) in q.indices.map { q[($0 + 1) % d] } }),
      (tape: setting.tape, gradient: setting.gradient),
    ]
    for (fast, slow) in [(parts[0], parts[1]), (parts[1], parts[0])] {
      func makeRun() -> LangevinRun {
        let run = LangevinRun(
          isa, setting.map, tapeField(fast.tape, d), slow: tapeField(slow.tape, d),
          setting.initial(0), setting.initial(1))
        run.step = 7
        return run
      }
      let run = makeRun()
      let initial = (0..<block).map(run.state)
      run.advance(.baoab, 14)
      expectScalarMap(
        run, from: initial, steps: 7..<21, gradient: fast.gradient, slow: slow.gradient)
      for cutting in [[1, 1, 4, 8], [5, 9], [13, 1]] {
        let cut = makeRun()
        for steps in cutting { cut.advance(.baoab, steps) }
        for lane in 0..<block { #expect(cut.bits(ofLane: lane) == run.bits(ofLane: lane)) }
      }
    }
  }

  /// Any cutting of a run into calls gives the same bits.
  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func cutsAgree(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let tape = setting.tape
    for method in LangevinRun.Method.allCases {
      let whole = run(isa, setting, tape)
      whole.advance(method, 60)
      for cutting in [[1, 2, 3, 17, 1, 36], [31, 29], [59, 1], [8, 8, 8, 8, 28]] {
        let cut = run(isa, setting, tape)
        for steps in cutting { cut.advance(method, steps) }
        for lane in 0..<block { #expect(cut.bits(ofLane: lane) == whole.bits(ofLane: lane)) }
      }
    }
  }

  /// A walker's bits do not depend on the others, on its lane or on its block; padding is left alone.
  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func lanesAreIndependent(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let tape = setting.tape
    let field = tapeField(tape, setting.dimension)
    let (q, p) = (setting.initial(0), setting.initial(1))
    for method in LangevinRun.Method.allCases {
      let whole = LangevinRun(isa, setting.map, field, q, p)
      whole.advance(method, 19)
      let shifted = { (b: Blocks) in Blocks(b.components) { b[$0, ($1 + 40) % block] } }
      let part = LangevinRun(isa, setting.map, field, shifted(q), shifted(p))
      let untouched = part.state(24)
      part.firstWalker = 40
      part.advance(method, 19, lanes: 24)
      for lane in 0..<24 {
        #expect(part.bits(ofLane: lane) == whole.bits(ofLane: lane + 40))
      }
      #expect(part.state(24) == untouched)
      let wild = q.copy()
      for lane in stride(from: 1, to: block, by: 2) {
        wild[0, lane] = [.nan, 1e300, -.infinity][lane % 3]
      }
      let disturbed = LangevinRun(isa, setting.map, field, wild, p)
      disturbed.advance(method, 19)
      for lane in stride(from: 0, to: block, by: 2) {
        #expect(disturbed.bits(ofLane: lane) == whole.bits(ofLane: lane))
      }
    }
  }

  /// Gradients that are coordinates: own (harmonic) and exchanged, f = Σ q_i q_{i+1} in a ring.
  @Test(arguments: InstructionSet.available, LangevinSetting.all)
  func gradientsThatAreCoordinates(_ isa: InstructionSet, _ setting: LangevinSetting) {
    let d = setting.dimension
    for shift in [0, 1] {
      let tape = TestTape(inputs: d, registers: d, outputs: (0..<d).map { ($0 + shift) % d }, [])
      let gradient = { (q: [Double]) in q.indices.map { q[($0 + shift) % d] } }
      let run = run(isa, setting, tape)
      let cut = self.run(isa, setting, tape)
      let initial = (0..<block).map(run.state)
      run.advance(.baoab, 12)
      for steps in [1, 4, 7] { cut.advance(.baoab, steps) }
      expectScalarMap(run, from: initial, steps: 0..<12, gradient: gradient)
      for lane in 0..<block {
        let state = run.state(lane)
        #expect(state.g == gradient(state.q))
        #expect(cut.bits(ofLane: lane) == run.bits(ofLane: lane))
      }
    }
  }
}
