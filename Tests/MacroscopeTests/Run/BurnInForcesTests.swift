import CoarseGraining
import Macroscope
import Statistics
import Testing

/// Runs that start hot and wide, up to twelve equilibrium standard deviations out, where the recorded
/// part never comes again.
@Suite struct BurnInForcesTests {
  static func results(dimension: Int, burnInForces: Bool) throws -> RunResults {
    let problem =
      dimension == 1
      ? """
      coordinates = ["x"]
      value = "x^2/2 + eps*cos(x/eps)"
      [domain]
      x = [-7, 7]
      [regression]
      knots = 40
      """
      : """
      coordinates = ["x", "y"]
      value = \"\"\"x^2/2 + y^2/2 + x*y/4
        + eps*cos(x/eps) + 0.7*eps*cos((x + 2*y)/eps + 0.3)\"\"\"
      [domain]
      x = [-6, 6]
      y = [-6, 6]
      [calibration]
      temperature = 0.15
      walkers = 256
      steps = 2000
      [regression]
      knots = 20
      """
    return try Run(
      try Scenario(
        text: """
          schema = 1
          [sampling]
          step = 0.1
          walkers = \(walkers)
          steps = 4000
          burn_in = 0.4
          friction = 0.1
          initial = { mean = 0.0, deviation = 3.0 }
          record_every = 2
          stored_samples = 2000
          [potential]
          parameters = { eps = 1e-5 }
          \(problem)
          burn_in_forces = \(burnInForces)
          """, path: "hot.toml")
    ).execute()
  }

  static let walkers = 2048

  /// The force fit of a run, from its arrays.
  static func forceFit(_ results: RunResults) throws -> EffectivePotential {
    let stored = try #require(results.potentials.first { $0.method == "force" })
    let bases = stored.knots.map {
      BSplineBasis(lower: $0[0], upper: $0[$0.count - 1], intervals: $0.count - 1)
    }
    return EffectivePotential(
      method: .force, spline: TensorSpline(bases: bases, coefficients: stored.coefficients),
      replicates: stored.replicates, temperature: results.summary.temperature,
      support: SampledSupport(axes: bases.map(\.cells), effectiveSamples: stored.cellSamples),
      statistics: .init(
        samples: HistogramSnapshot(axes: bases.map(\.cells), counts: stored.cellSamples).samples,
        smoothing: 0))
  }

  @Test func farOutTheForcesAreRight() throws {
    let plain = try Self.forceFit(Self.results(dimension: 1, burnInForces: false))
    let hot = try Self.forceFit(Self.results(dimension: 1, burnInForces: true))
    for x in stride(from: -6.0, through: 6, by: 0.5) {
      if abs(x) > 3 { #expect(!plain.support.contains([x])) }
      #expect(hot.support.contains([x]))
      let force = hot.gradient(at: [x])[0]
      #expect(abs(force.value - x) < 5 * force.standardError, "\(x): \(force)")
      #expect(force.standardError < 0.3)
      let rise = hot.difference(from: [0], to: [x])
      #expect(abs(rise.value - x * x / 2) <= 5 * rise.standardError, "\(x): \(rise)")
    }
  }

  @Test func farOutTheForcesAreRightInThePlane() throws {
    let plain = try Self.forceFit(Self.results(dimension: 2, burnInForces: false))
    let hot = try Self.forceFit(Self.results(dimension: 2, burnInForces: true))
    for q in [[3, 0], [0, -3], [2, 2], [-2.5, 1.5], [-1.5, -2.5]] as [[Double]] {
      #expect(!plain.support.contains(q) && hot.support.contains(q), "\(q)")
      let exact = [q[0] + q[1] / 4, q[1] + q[0] / 4]
      for (force, expected) in zip(hot.gradient(at: q), exact) {
        #expect(abs(force.value - expected) < 5 * force.standardError, "\(q): \(force)")
        #expect(force.standardError < 0.5)
      }
    }
  }

  /// Only the force fit, what is derived from it and the effort differ.
  @Test(arguments: [1, 2]) func everythingElseStaysToTheBit(_ dimension: Int) throws {
    var plain = try Self.results(dimension: dimension, burnInForces: false)
    var hot = try Self.results(dimension: dimension, burnInForces: true)
    // The burn-in is taken twice in each sampling run.
    let runs = hot.summary.calibration?.iterations ?? 1
    #expect(
      hot.summary.sampling.gradientEvaluations - plain.summary.sampling.gradientEvaluations
        == Self.walkers * 1600 * runs)
    #expect(plain.potentials != hot.potentials)
    Self.forgetTheForceFit(&plain)
    Self.forgetTheForceFit(&hot)
    #expect(plain.summary == hot.summary)
    #expect(plain.potentials == hot.potentials)
    #expect(plain.grid == hot.grid && plain.histogram == hot.histogram)
    #expect(plain.momentum == hot.momentum && plain.samples == hot.samples)
    #expect(plain.autocorrelation == hot.autocorrelation)
    #expect(plain.convergence == hot.convergence)
    #expect(plain.potentials.map(\.method) == ["density"])
  }

  private static func forgetTheForceFit(_ results: inout RunResults) {
    results.scenarioText = ""
    results.potentials.removeAll { $0.method == "force" }
    results.summary.scenario.sha256 = ""
    results.summary.verdicts.removeAll { ["consistency", "precision_force"].contains($0.check) }
    results.summary.sampling.gradientEvaluations = 0
    results.summary.effectivePotential["force"] = nil
    results.summary.consistency = nil
    results.summary.timing = Summary.Timing(
      threads: 1, stages: [:], total: 0, stepsPerSecond: 0)
  }
}
