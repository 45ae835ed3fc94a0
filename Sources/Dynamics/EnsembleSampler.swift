import CKernels
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// Runs an ensemble of walkers through a sampling map on every core.
///
/// A run is a sequence of *segments* of some hundred steps. Within one, every block goes through all
/// its steps while it sits in the first-level cache; between segments, serially, diverged walkers
/// are found, trapped ones revived, and the caller is told. Randomness (initial states, donors of
/// revived walkers) comes from a counter-based generator, so the run is a function of potential,
/// map, law, walkers and generator: not of threads.
public final class EnsembleSampler {
  public let map: SamplingMap
  public let layout: EnsembleLayout
  /// Steps taken so far.
  public internal(set) var stepsTaken = 0
  /// Trapped walkers since the last `resetSinkReport`.
  public internal(set) var sinks: SinkReport

  /// Whether the error of a diverged walker tells the stability limit, which costs some 10⁵ gradients.
  package var explainsDivergence = true

  private let potential: any Potential
  private let field: GradientField
  private let initial: InitialLaw
  private let draws: Philox
  private let donors: Philox
  private let threads: Int
  let ensemble: Ensemble
  private let segmentStart: Ensemble
  private let detector: SinkDetector
  private let scratch: [StepScratch]

  /// Draws the initial states.
  ///
  /// `run` tells apart the ensembles of one seed (the runs of a sweep, say).
  ///
  /// - Throws: `DynamicsError.invalidParameter` when dimensions do not match or `walkers` < 1.
  public init(
    potential: any Potential, map: SamplingMap, initial: InitialLaw, walkers: Int,
    seed: UInt64, run: UInt64 = 0, threads: Int
  ) throws(DynamicsError) {
    let d = potential.dimension
    guard map.dimension == d else {
      throw .invalidParameter("a map in \(map.dimension) dimensions does not fit d = \(d)")
    }
    guard walkers > 0 else { throw .invalidParameter("an ensemble needs at least one walker") }
    try initial.validate(dimension: d)
    self.map = map
    self.initial = initial
    sinks = SinkReport(criterion: map.criterion)
    draws = Philox(seed: seed, stream: 2 * run)
    donors = Philox(seed: seed, stream: 2 * run + 1)
    self.threads = threads
    self.potential = potential
    field = GradientField(potential)
    layout = EnsembleLayout(walkers: walkers)
    ensemble = Ensemble(layout: layout, dimension: d)
    segmentStart = Ensemble(layout: layout, dimension: d)
    detector = SinkDetector(ensemble)
    let size = Int(ck_scratch_size(field.pointer))
    scratch = (0..<min(max(threads, 1), layout.tasks)).map { _ in
      StepScratch(dimension: d, kernelScratch: size)
    }
    for walker in 0..<walkers {
      let (q, p) = initial.draw(walker: walker, dimension: d, generator: draws)
      ensemble.set(walker: walker, q: q, p: map.hasMomentum ? p : Self.atRest(d))
    }
    ensemble.pad()
  }

  /// The same for damped Störmer–Verlet.
  public convenience init(
    potential: any Potential, map: DampedVerlet, initial: InitialLaw, walkers: Int,
    seed: UInt64, run: UInt64 = 0, threads: Int
  ) throws(DynamicsError) {
    try self.init(
      potential: potential, map: .dampedVerlet(map), initial: initial, walkers: walkers,
      seed: seed, run: run, threads: threads)
  }

  /// Before the first step of a descent there is no gradient yet.
  private static func atRest(_ dimension: Int) -> [Double] {
    [Double](repeating: 0, count: dimension)
  }

  /// Position and momentum of a walker now; for gradient descent, in place of the momentum, the
  /// gradient that its last step followed.
  public func state(ofWalker walker: Int) -> (q: [Double], p: [Double]) {
    ensemble.state(ofWalker: walker)
  }

  /// Forgets the trapped walkers of an earlier stretch (the burn-in).
  public func resetSinkReport() { sinks = SinkReport(criterion: map.criterion) }

  /// Takes `steps` steps, calling the observers at every recorded one and `afterSegment` (with the
  /// steps of this call done so far) between segments.
  ///
  /// Before every segment `isEnough` is asked whether to take it, with the steps done.
  /// With `from` the first so many steps were taken before, by an ensemble whose state this one has; they must
  /// have been whole segments.
  ///
  /// - Returns: the steps done, those before `from` included: `steps` unless it was enough before.
  /// - Throws: `DynamicsError.diverged` naming the step, `.cancelled`.
  @discardableResult
  public func advance(
    steps: Int, from first: Int = 0, schedule: RecordSchedule,
    observers: [any BlockObserver] = [], cancellation: Cancellation? = nil,
    afterSegment: (_ stepsDone: Int) -> Void = { _ in },
    isEnough: (_ stepsDone: Int) -> Bool = { _ in false }
  ) throws(DynamicsError) -> Int {
    let segment = Self.segmentLength(schedule)
    precondition(first == steps || first % segment == 0, "a run goes on at the end of a segment")
    let observers = ObserverChain(observers)
    var done = first
    while done < steps, !isEnough(done) {
      if cancellation?.isCancelled == true { throw .cancelled }
      let length = min(segment, steps - done)
      runSegment(steps: length, from: done, schedule: schedule, observers: observers)
      if let walker = ensemble.firstRunaway {
        throw divergence(of: walker, within: length)
      }
      stepsTaken += length
      done += length
      if length >= segment { reviveTrapped(after: length) }
      afterSegment(done)
    }
    return done
  }

  /// Steps between two looks at the ensemble: at least 40 records and 400 steps, in whole records.
  package static func segmentLength(_ schedule: RecordSchedule) -> Int {
    schedule.every * max(40, (400 + schedule.every - 1) / schedule.every)
  }

  private func runSegment(
    steps: Int, from first: Int, schedule: RecordSchedule, observers: ObserverChain?
  ) {
    let layout = layout
    let ensemble = ensemble
    let segmentStart = segmentStart
    let detector = detector
    let scratch = scratch
    map.withKernel(field) { advance in
      parallelFor(layout.tasks, threads: threads) { task, worker in
        for block in layout.blocks(inTask: task) {
          segmentStart.copyState(from: ensemble, block: block)
          detector.open(block: block)
          let stepper = BlockStepper(
            ensemble: ensemble, block: block, scratch: scratch[worker], advance: advance)
          stepper.run(
            steps: steps, from: first, schedule: schedule, detector: detector,
            observers: observers)
          detector.close(block: block)
          ensemble.lookForRunaways(inBlock: block)
        }
      }
    }
  }
}

extension EnsembleSampler {
  /// Takes the diverged walker through the segment again, one step at a time, to name the step.
  private func divergence(of walker: Int, within length: Int) -> DynamicsError {
    let d = potential.dimension
    var (q, p) = segmentStart.state(ofWalker: walker)
    let start = q
    var step = 0
    while step < length, !zip(q, p).contains(where: Ensemble.isRunaway) {
      map.advance(&q, &p, potential)
      step += 1
    }
    guard explainsDivergence else {
      return .diverged(
        walker: walker, step: stepsTaken + step, stepSize: map.step, stabilityLimit: nil,
        criterion: map.criterion)
    }
    // Where the segment began the walkers were still sound: the curvature there is that of V.
    var centres = [start]
    for other in stride(from: 0, to: layout.walkers, by: max(1, layout.walkers / 8)) {
      centres.append(segmentStart.state(ofWalker: other).q)
    }
    centres = centres.filter { $0.allSatisfy { $0.magnitude < 1e6 } }
    let spread = (0..<d).map { i in
      let values = centres.map { $0[i] }
      return max(0.1 * ((values.max() ?? 0) - (values.min() ?? 0)), 1e-3)
    }
    let curvature = macroscopicCurvature(
      of: potential, mobility: map.mobility, centres: centres, radius: spread, generator: donors)
    return .diverged(
      walker: walker, step: stepsTaken + step, stepSize: map.step,
      stabilityLimit: curvature.map(map.criterion.largestStableStep), criterion: map.criterion)
  }

  /// Of so many trapped walkers the curvature is measured: where walkers are caught often that would take longer than
  /// the steps.
  private static let curvaturesMeasured = 64

  /// Restarts each trapped walker beside a live one of its cohort (a Fleming–Viot particle system,
  /// which samples the quasi-stationary law of the walkers that move). The tiny displacement is
  /// enough: chaos separates the two. Donors come from the same cohort so that cohorts stay
  /// independent; a cohort without a live walker takes fresh draws of the initial law.
  private func reviveTrapped(after length: Int) {
    sinks.walkerTime += Double(length * layout.walkers) * map.step
    sinks.examinations += layout.walkers
    let lengths = stepLengths()
    let trapped = detector.trapped(stepLengths: lengths, restIsTrapped: !map.hasMomentum)
    guard !trapped.isEmpty else { return }
    let known = sinks.revivals
    sinks.revivals += trapped.count
    let d = potential.dimension
    let isTrapped = Set(trapped)
    for (n, walker) in trapped.enumerated() {
      if known + n < Self.curvaturesMeasured {
        measureCurvature(at: ensemble.state(ofWalker: walker).q, scale: lengths)
      }
      let cohort = layout.walkers(inCohort: layout.cohort(ofWalker: walker))
      let live = cohort.filter { !isTrapped.contains($0) }
      let counter = UInt64(stepsTaken) &* UInt64(layout.walkers) &+ UInt64(walker)
      guard !live.isEmpty else {
        let fresh = initial.draw(
          walker: walker, dimension: d, generator: donors, attempt: 1 + stepsTaken)
        ensemble.set(
          walker: walker, q: fresh.q, p: map.hasMomentum ? fresh.p : Self.atRest(d))
        continue
      }
      let donor = live[donors.integer(below: live.count, counter, 0)]
      var state = ensemble.state(ofWalker: donor)
      for i in 0..<d {
        state.q[i] += 1e-7 * max(lengths[i], 1e-7) * donors.normals(counter, UInt64(i + 1)).0
      }
      ensemble.set(walker: walker, q: state.q, p: state.p)
    }
  }

  /// ℓ_i = h √Var((M⁻¹p)_i) over the ensemble, or η √Var((D∇f)_i): what a step displaces. The median of squares stands for the variance, so
  /// that trapped walkers, which do not move, cannot drag it down while they are a minority.
  private func stepLengths() -> [Double] {
    let mobility = map.mobility
    let stride = max(1, layout.walkers / Self.walkersOfMedian)
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: layout.walkers / stride) {
      squares in
      (0..<potential.dimension).map { i in
        let row = mobility.row(i)
        for n in squares.indices {
          let p = ensemble.momentum(ofWalker: n * stride)
          var v = 0.0
          for (j, m) in row.enumerated() { v += m * p[j * blockStride] }
          squares[n] = v * v
        }
        // The median of χ²₁ is 0.4549.
        return map.step * (orderStatistic(squares.count / 2, of: squares) / 0.4549).squareRoot()
      }
    }
  }

  /// Of up to twice so many walkers the median is taken, which leaves an error of some per cent.
  private static let walkersOfMedian = 512

  /// Largest eigenvalue of M⁻¹∇²f (or D∇²f) at a trapped walker.
  private func measureCurvature(at q: [Double], scale: [Double]) {
    let hessian = differenceHessian(
      of: potential, at: q, offsets: scale.map { 1e-5 * max($0, 1e-6) })
    guard let largest = MassWeighting(map.mobility)?.largestEigenvalue(of: hessian), largest > 0
    else { return }
    sinks.steepestCurvature = max(sinks.steepestCurvature ?? 0, largest)
  }
}
