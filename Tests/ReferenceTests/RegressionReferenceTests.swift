import CoarseGraining
import Dynamics
import LinearAlgebra
import Reference
import Statistics
import Testing

/// Both regressions against dense least squares and dense maximum likelihood, on the samples of short runs.
@Suite struct RegressionReferenceTests {
  /// The samples of one run, by the engine and by the oracle.
  private struct Samples {
    let histogram: Histogram
    let forces: ForceNormalEquations
    let oracle: ReferenceEnsemble
    let spline: ReferenceSpline
    let temperature: Double
  }

  private func sample(dimension d: Int, seed: Int) throws -> Samples {
    var random = RandomProblems(seed: seed)
    let problem = WavyQuadratic(dimension: d, using: &random)
    let map = try DampedVerlet(step: 0.2, friction: random.semidefinite(d, floor: 0.1))
    let law = InitialLaw(
      positions: .normal(mean: random.normals(d), deviation: [Double](repeating: 1, count: d)))
    let walkers = 400
    let sampler = try EnsembleSampler(
      potential: problem.expression(), map: map, initial: law, walkers: walkers, seed: 2, run: 9,
      threads: 2)
    let spline = ReferenceSpline(
      lower: [Double](repeating: -2.2, count: d), upper: [Double](repeating: 2.4, count: d),
      intervals: d == 1 ? [9] : [6, 5])
    let axes = (0..<d).map {
      UniformAxis(
        lower: spline.lower[$0], upper: spline.upper[$0], count: 16 * spline.intervals[$0])
    }
    let bases = zip(axes, spline.intervals).map { BSplineBasis(on: $0, intervals: $1) }
    let histogram = Histogram(
      axes: axes, components: Array(0..<d), cohorts: sampler.layout.cohorts)
    let forces = ForceNormalEquations(bases: bases, cohorts: sampler.layout.cohorts)
    try sampler.advance(
      steps: 30, schedule: RecordSchedule(every: 3),
      observers: [PotentialObserver(histograms: [histogram], forces: forces)])
    let oracle = ReferenceEnsemble(
      ReferenceMap(map),
      states: ReferenceEnsemble.states(law, walkers: walkers, dimension: d, seed: 2, run: 9),
      burnIn: 0, steps: 30, every: 3, problem.gradient)
    return Samples(
      histogram: histogram, forces: forces, oracle: oracle, spline: spline, temperature: 0.7)
  }

  /// The difference of two functions over points, the best constant removed: root mean square.
  private func distance(_ a: [Double], _ b: [Double]) -> Double {
    let n = Double(a.count)
    let shift = zip(a, b).reduce(0) { $0 + $1.0 - $1.1 } / n
    return (zip(a, b).reduce(0) { $0 + ($1.0 - $1.1 - shift) * ($1.0 - $1.1 - shift) } / n)
      .squareRoot()
  }

  @Test(arguments: [(1, 1), (1, 2), (2, 3), (2, 4)])
  func forcesGiveTheLeastSquares(dimension d: Int, seed: Int) throws {
    let samples = try sample(dimension: d, seed: seed)
    let pairs = samples.oracle.records.joined().map { (q: $0.midpoint, gradient: $0.gradient) }
    let expected = samples.spline.fitted(pairs, temperature: samples.temperature)
    let found = try ForceRegression().fit(
      snapshot: samples.forces.snapshot(), temperature: samples.temperature)
    let inside = pairs.filter { samples.spline.contains($0.q) }
    #expect(samples.forces.snapshot().samples.inside == Double(inside.count))
    let slow = inside.map { sample in
      zip(samples.spline.values(sample.q), expected).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let fast = inside.map { found.value(at: $0.q) }
    // The condition number of the normal equations is some 10⁵.
    #expect(distance(fast, slow) < 1e-8)
    #expect(distance(slow, slow.map { _ in 0 }) > 0.01)
  }

  @Test(arguments: [(1, 5), (2, 6)])
  func countsGiveTheMaximumOfTheLikelihood(dimension d: Int, seed: Int) throws {
    let samples = try sample(dimension: d, seed: seed)
    let snapshot = samples.histogram.snapshot()
    let axes = snapshot.axes
    var expectedCounts = [Double](repeating: 0, count: snapshot.counts.count)
    for record in samples.oracle.records.joined() {
      let places = zip(axes, record.position).compactMap { $0.index(of: $1) }
      guard places.count == d else { continue }
      expectedCounts[places.dropFirst().reduce(places[0]) { $0 * axes[1].count + $1 }] += 1
    }
    #expect(snapshot.counts == expectedCounts)
    let smoothing = 3.0
    let centers = axes.dropFirst().reduce(axes[0].centers.map { [$0] }) { points, axis in
      points.flatMap { point in axis.centers.map { point + [$0] } }
    }
    let coefficients = samples.spline.fittedLogRate(
      zip(centers, snapshot.counts).map { (center: $0, count: $1) }, binWidth: axes.map(\.width),
      smoothing: smoothing)
    let regression = DensityRegression(intervals: samples.spline.intervals)
    let found = try regression.fit(
      snapshot: snapshot, smoothing: smoothing, temperature: samples.temperature)
    let error = try regression.fit(
      samples.histogram,
      temperature: .exact(samples.temperature, cohorts: samples.histogram.cohorts))
    // Where there are data. The two take means over a bin by different rules, whose difference falls with the
    // fourth power of the bins (sixteen to a knot interval here), and Newton's method stops at 10⁻³ of a unit of
    // likelihood: both far below what the data can tell.
    let occupied = centers.indices.filter { snapshot.counts[$0] >= 2 }
    for pair in zip(occupied, occupied.dropFirst()) {
      let (a, b) = (centers[pair.0], centers[pair.1])
      let values = [a, b].map { q in
        -samples.temperature
          * zip(samples.spline.values(q), coefficients).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let difference = found.value(at: b) - found.value(at: a)
      let scale = error.difference(from: a, to: b).standardError
      #expect(abs(difference - (values[1] - values[0])) < 0.1 * scale)
    }
    #expect(occupied.count > 10)
  }
}
