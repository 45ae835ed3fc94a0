import CKernels
import Potentials
import Statistics

/// Trajectories of Hamiltonian or Langevin dynamics from given states, on every core.
///
/// Walkers lie in blocks that go through the kernels together. A run is a sequence of *segments* of some
/// hundred steps, in whole records: within one, every block goes through all its steps while it sits in
/// the first-level cache; between segments, serially, diverged walkers are found and the caller is told.
/// The noise of a walker in a step is a function of seed, run, walker and step, so the trajectories are a
/// function of potential, integrator, states, seed, run and the spacing of the records (which decides
/// where the kernels may join the half kicks of consecutive steps, a matter of rounding), not of threads
/// or of how a run is cut into calls (docs/ensembles.md).
public final class TrajectoryEnsemble {
  /// The map that the walkers follow.
  public let integrator: Integrator
  /// How the walkers are grouped.
  public let layout: EnsembleLayout
  /// Steps taken so far.
  public internal(set) var stepsTaken = 0
  /// Records taken so far: the index of the last one, since the initial states are record 0.
  public internal(set) var recordsTaken = 0

  private let potential: any Potential
  private let kernel: IntegratorKernel
  private let threads: Int
  let ensemble: Ensemble
  private let segmentStart: Ensemble
  /// The gradients at the ensemble's positions, laid out like these.
  let gradient: AlignedBuffer
  private let scratch: [AlignedBuffer]
  var hasStarted = false

  /// One walker for each state, and their gradients.
  ///
  /// With a `splitting` of the potential, slow forces act at the ends of BAOAB's noise intervals, of which records are
  /// to be whole numbers apart: between these ends momenta lack a part of the slow kicks.
  ///
  /// `run` tells apart the ensembles of one seed; it selects the stream of the noise. `threads` is the
  /// most threads that a run uses.
  ///
  /// - Throws: `DynamicsError.invalidParameter` when there is no state, one that is not finite, dimensions do not
  ///   match, or velocity Verlet is given a splitting.
  /// - Complexity: one gradient per state.
  public init(
    potential: any Potential, splitting: ForceSplitting? = nil, integrator: Integrator,
    states: [PhasePoint], seed: UInt64, run: UInt64 = 0, threads: Int
  ) throws(DynamicsError) {
    let d = potential.dimension
    guard integrator.dimension == d, splitting.map({ $0.fast.dimension == d }) ?? true else {
      throw .invalidParameter("a map in \(integrator.dimension) dimensions does not fit d = \(d)")
    }
    if splitting != nil, case .velocityVerlet = integrator {
      throw .invalidParameter("slow forces have times of their own in BAOAB only")
    }
    guard !states.isEmpty else {
      throw .invalidParameter("an ensemble needs at least one walker")
    }
    if let walker = states.firstIndex(where: { !$0.isFinite(dimension: d) }) {
      throw .invalidParameter(
        "the state of walker \(walker) needs \(d) finite coordinates and as many momenta")
    }
    self.potential = potential
    self.integrator = integrator
    self.threads = threads
    kernel = IntegratorKernel(
      integrator, potential: splitting?.fast ?? potential, slow: splitting?.slow,
      noise: Philox(seed: seed, stream: 2 &* run &+ 1))
    let layout = EnsembleLayout(walkers: states.count)
    self.layout = layout
    ensemble = Ensemble(layout: layout, dimension: d)
    segmentStart = Ensemble(layout: layout, dimension: d)
    gradient = AlignedBuffer(count: ensemble.position.count)
    let size = kernel.scratchSize
    scratch = (0..<min(max(threads, 1), layout.tasks)).map { _ in AlignedBuffer(count: size) }
    for (walker, state) in states.enumerated() {
      ensemble.set(walker: walker, q: state.q, p: state.p)
    }
    ensemble.pad()
    forEachBlock { [kernel, ensemble, gradient, scratch] block, worker in
      let offset = ensemble.offset(ofBlock: block)
      kernel.gradient(
        lanes: ensemble.layout.vectorLanes(inBlock: block), q: ensemble.position.pointer + offset,
        g: gradient.pointer + offset, scratch: scratch[worker].pointer)
    }
  }

  /// Gradients computed so far: one for each initial state, then one for each walker and step, be it of all forces or
  /// of the fast ones alone.
  public var gradientEvaluations: Int { layout.walkers * (1 + stepsTaken) }

  /// Position and momentum of a walker now.
  public func state(ofWalker walker: Int) -> PhasePoint {
    let (q, p) = ensemble.state(ofWalker: walker)
    return PhasePoint(q: q, p: p)
  }

  /// Takes `records` records, one every `stepsPerRecord` steps.
  ///
  /// The first call shows the observers the initial states first, as record 0; a later call goes on
  /// counting records. Between segments (of at least one record) the caller is told how many records of
  /// this call are done, and `cancellation` is heeded, which leaves the ensemble at a whole record from
  /// where another call may go on.
  ///
  /// - Throws: `DynamicsError.diverged` when a walker is no longer finite or beyond 10⁹, naming the step;
  ///   the ensemble is then of no further use. `.cancelled`.
  public func advance(
    records: Int, stepsPerRecord: Int, observers: [any TrajectoryObserver] = [],
    cancellation: Cancellation? = nil, afterSegment: (_ recordsDone: Int) -> Void = { _ in }
  ) throws(DynamicsError) {
    precondition(records >= 0 && stepsPerRecord >= 1, "counts cannot be negative")
    if !hasStarted {
      hasStarted = true
      forEachBlock { [layout, ensemble] block, _ in
        let frame = Self.frame(of: block, in: ensemble, layout: layout, record: 0)
        for observer in observers { observer.observe(frame) }
      }
    }
    let segment = recordsPerSegment(stepsPerRecord)
    var done = 0
    while done < records {
      if cancellation?.isCancelled == true { throw .cancelled }
      let length = min(segment, records - done)
      runSegment(records: length, stepsPerRecord: stepsPerRecord, observers: observers)
      if let walker = ensemble.firstRunaway {
        throw divergence(of: walker, within: length * stepsPerRecord)
      }
      stepsTaken += length * stepsPerRecord
      recordsTaken += length
      done += length
      afterSegment(done)
    }
  }

  /// Records between two looks at the ensemble: at least 400 steps, and as many as make it cheap that threads wait for one
  /// another, but seconds at most.
  private func recordsPerSegment(_ stepsPerRecord: Int) -> Int {
    let steps = max(400, (1 << 22) / layout.walkers)
    return max(1, steps / stepsPerRecord)
  }

  private func runSegment(
    records: Int, stepsPerRecord: Int, observers: [any TrajectoryObserver]
  ) {
    let (firstStep, firstRecord) = (stepsTaken, recordsTaken)
    forEachBlock { [layout, ensemble, segmentStart, gradient, kernel, scratch] block, worker in
      segmentStart.copyState(from: ensemble, block: block)
      let offset = ensemble.offset(ofBlock: block)
      let lanes = ensemble.layout.vectorLanes(inBlock: block)
      for record in 0..<records {
        kernel.advance(
          steps: stepsPerRecord, from: firstStep + record * stepsPerRecord,
          firstWalker: block * layout.blockSize, lanes: lanes,
          q: ensemble.position.pointer + offset, p: ensemble.momentum.pointer + offset,
          g: gradient.pointer + offset, scratch: scratch[worker].pointer)
        guard !observers.isEmpty else { continue }
        let frame = Self.frame(
          of: block, in: ensemble, layout: layout, record: firstRecord + record + 1)
        for observer in observers { observer.observe(frame) }
      }
      ensemble.lookForRunaways(inBlock: block)
    }
  }

  /// Calls `body` for every block, those of one cohort in order and never at the same time.
  private func forEachBlock(_ body: @Sendable (_ block: Int, _ worker: Int) -> Void) {
    let layout = layout
    parallelFor(layout.tasks, threads: threads) { task, worker in
      for block in layout.blocks(inTask: task) { body(block, worker) }
    }
  }

  private static func frame(
    of block: Int, in ensemble: Ensemble, layout: EnsembleLayout, record: Int
  ) -> TrajectoryFrame {
    let offset = ensemble.offset(ofBlock: block)
    return TrajectoryFrame(
      layout: layout, dimension: ensemble.dimension, block: block, record: record,
      position: UnsafePointer(ensemble.position.pointer + offset),
      momentum: UnsafePointer(ensemble.momentum.pointer + offset))
  }
}

extension TrajectoryEnsemble {
  /// Takes the diverged walker's block through the segment again, one step at a time, to name the step,
  /// and estimates the stable step from the curvature where walkers were still sound.
  private func divergence(of walker: Int, within length: Int) -> DynamicsError {
    let d = potential.dimension
    let block = walker / layout.blockSize
    let lane = walker % layout.blockSize
    let lanes = ensemble.layout.vectorLanes(inBlock: block)
    let offset = ensemble.offset(ofBlock: block)
    let (q, p, g) = (
      AlignedBuffer(count: d * blockStride), AlignedBuffer(count: d * blockStride),
      AlignedBuffer(count: d * blockStride)
    )
    q.pointer.update(from: segmentStart.position.pointer + offset, count: q.count)
    p.pointer.update(from: segmentStart.momentum.pointer + offset, count: p.count)
    let work = scratch[0].pointer
    kernel.gradient(lanes: lanes, q: q.pointer, g: g.pointer, scratch: work)
    let components = stride(from: lane, to: d * blockStride, by: blockStride)
    var step = 0
    while step < length,
      !components.contains(where: { Ensemble.isRunaway(q: q.pointer[$0], p: p.pointer[$0]) })
    {
      kernel.advance(
        steps: 1, from: stepsTaken + step, firstWalker: block * layout.blockSize, lanes: lanes,
        q: q.pointer, p: p.pointer, g: g.pointer, scratch: work)
      step += 1
    }
    return .diverged(
      walker: walker, step: stepsTaken + step, stepSize: integrator.step,
      stabilityLimit: stabilityLimit(around: walker))
  }

  /// 2/√λ for the largest λ of M⁻¹∇²f, micro terms and all, where the segment began, at `walker` and at
  /// some hundred others; nil where no curvature is positive.
  private func stabilityLimit(around walker: Int) -> Double? {
    guard let weighting = MassWeighting(integrator.inverseMass) else { return nil }
    let others = stride(from: 0, to: layout.walkers, by: max(1, layout.walkers / 128))
    let points = ([walker] + others).map { segmentStart.state(ofWalker: $0).q }
      .filter { $0.allSatisfy { $0.magnitude < 1e6 } }
    let curvatures = points.compactMap { q in
      weighting.largestEigenvalue(
        of: differenceHessian(
          of: potential, at: q, offsets: q.map { 1e-7 * max($0.magnitude, 0.1) }))
    }
    guard let steepest = curvatures.max(), steepest > 0 else { return nil }
    return 2 / steepest.squareRoot()
  }
}
