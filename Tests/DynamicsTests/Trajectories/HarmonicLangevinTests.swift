import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Reference
import Statistics
import Testing

/// BAOAB on harmonic potentials against exact moments of the discrete map, at large steps.
@Suite struct HarmonicLangevinTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let stiffness: Matrix
    let friction: Matrix
    let inverseMass: Matrix
    let temperature: Double
    let step: Double

    init(_ k: Double, friction: Double, mass: Double = 1, temperature: Double, step: Double) {
      stiffness = Matrix(rows: [[k]])
      self.friction = Matrix(rows: [[friction]])
      inverseMass = Matrix(rows: [[1 / mass]])
      self.temperature = temperature
      self.step = step
    }

    init(
      _ k: [[Double]], friction: [[Double]], inverseMass: [[Double]], temperature: Double,
      step: Double
    ) {
      stiffness = Matrix(rows: k)
      self.friction = Matrix(rows: friction)
      self.inverseMass = Matrix(rows: inverseMass)
      self.temperature = temperature
      self.step = step
    }

    var dimension: Int { stiffness.rows }
    var testDescription: String { "d = \(dimension), h = \(step), T = \(temperature)" }

    func map(noiseInterval: Int = 1) throws -> BAOAB {
      try BAOAB(
        step: step, friction: friction, temperature: temperature, inverseMass: inverseMass,
        noiseInterval: noiseInterval)
    }

    func potential() throws -> ExpressionPotential {
      let names = ["x", "y"].prefix(dimension)
      let terms = (0..<dimension).flatMap { i in
        (0..<dimension).map { j in "(\(stiffness[i, j] / 2))*\(names[i])*\(names[j])" }
      }
      return try ExpressionPotential(terms.joined(separator: " + "), coordinates: Array(names))
    }
  }

  /// Steps up to three quarters of the stability limit.
  static let cases = [
    Case(1, friction: 0.5, temperature: 1, step: 1),
    Case(2.25, friction: 3, mass: 1.5, temperature: 0.4, step: 1.2),
    Case(1, friction: 0.3, temperature: 1, step: 0.05),
    Case(
      [[2, 0.5], [0.5, 1]], friction: [[0.6, 0.3], [0.3, 0.4]], inverseMass: [[1, 0], [0, 1]],
      temperature: 0.7, step: 0.8),
    Case(
      [[2, -0.7], [-0.7, 1.5]], friction: [[0.5, 0.5], [0.5, 0.5]],
      inverseMass: [[1.2, 0.4], [0.4, 0.7]], temperature: 1.3, step: 0.6),
  ]

  /// Cov(q) = T K⁻¹, Cov(p) = T (M − h²K/4), no correlation: the solution of the Lyapunov equation, however
  /// seldom noise acts.
  @Test(arguments: cases, [1, 2, 5])
  func closedFormSolvesTheLyapunovEquation(_ the: Case, noiseInterval: Int) throws {
    let d = the.dimension
    let covariance = try LinearMap(
      the.map(noiseInterval: noiseInterval), stiffness: the.stiffness
    ).stationaryCovariance()
    let position = the.temperature * (try the.stiffness.inverse())
    let momentum =
      the.temperature
      * (try the.inverseMass.inverse() - (the.step * the.step / 4) * the.stiffness)
    for i in 0..<d {
      for j in 0..<d {
        #expect(abs(covariance[i, j] - position[i, j]) < 1e-11)
        #expect(abs(covariance[d + i, d + j] - momentum[i, j]) < 1e-11)
        #expect(abs(covariance[i, d + j]) < 1e-11)
      }
    }
  }

  /// Slow forces alone are those of BAOAB with the step kh.
  @Test(arguments: cases) func slowForcesAloneAreALargerStep(_ the: Case) throws {
    let none = Matrix(rows: the.dimension, columns: the.dimension)
    let short = try BAOAB(
      step: the.step / 5, friction: the.friction, temperature: the.temperature,
      inverseMass: the.inverseMass, noiseInterval: 5)
    let parts = LinearMap(short, stiffness: none, slow: the.stiffness)
    let whole = LinearMap(try the.map(), stiffness: the.stiffness)
    #expect((parts.propagator - whole.propagator).maxAbs < 1e-12)
    #expect((parts.noise - whole.noise).maxAbs < 1e-12)
  }

  /// Beside fast forces, slow ones bias the law by the square of kh.
  @Test(arguments: cases) func slowForcesAreOfSecondOrder(_ the: Case) throws {
    let fast = 100 * the.stiffness
    let exact = the.temperature * (try (fast + the.stiffness).inverse())
    let errors = try [0.04, 0.02, 0.01].map { step in
      let map = try BAOAB(
        step: step / 9, friction: the.friction, temperature: the.temperature,
        inverseMass: the.inverseMass, noiseInterval: 9)
      let covariance = try LinearMap(map, stiffness: fast, slow: the.stiffness)
        .stationaryCovariance()
      var error = 0.0
      for i in 0..<the.dimension { error += abs(covariance[i, i] / exact[i, i] - 1) }
      return error
    }
    for (coarse, fine) in zip(errors, errors.dropFirst()) {
      #expect((3.8...4.3).contains(coarse / fine), "\(errors)")
    }
    #expect(errors[0] < 1e-3)
  }

  /// The simulation with slow forces has the law of its linear map, within 4 standard errors; it is far from that
  /// with all forces in every step.
  @Test func stationaryCovarianceWithSlowForces() throws {
    let (fast, slow) = (Matrix(rows: [[25]]), Matrix(rows: [[4]]))
    let map = try BAOAB(
      step: 0.05, friction: Matrix(rows: [[0.8]]), temperature: 1, noiseInterval: 9)
    let exact = try LinearMap(map, stiffness: fast, slow: slow).stationaryCovariance()
    let together = try LinearMap(map, stiffness: fast + slow).stationaryCovariance()
    #expect(abs(exact[0, 0] / together[0, 0] - 1) > 0.05)
    let splitting = ForceSplitting(
      fast: try ExpressionPotential("25*x^2/2", coordinates: ["x"]),
      slow: try ExpressionPotential("4*x^2/2", coordinates: ["x"]))
    let walkers = 20_000
    let ensemble = try TrajectoryEnsemble(
      potential: ExpressionPotential("29*x^2/2", coordinates: ["x"]), splitting: splitting,
      integrator: .baoab(map),
      states: normalStates(walkers, mean: [0, 0], deviation: [0.2, 1], seed: 51), seed: 52,
      threads: 2)
    let path = PathRecorder(layout: ensemble.layout, dimension: 1, from: 0, records: 2)
    try ensemble.advance(records: 1, stepsPerRecord: 9 * 150, observers: [path])
    for c in 0..<2 {
      let variance = Statistics.mean(
        ofIndependent: path.values(c, record: 1).map { $0 * $0 })
      #expect(
        abs(variance.deviation(from: exact[c, c])) < 4, "\(c): \(variance) for \(exact[c, c])")
    }
  }

  /// The whole covariance of the simulated (q, p) after relaxation, within 5 standard errors of the
  /// exact one. The first two cases would miss by dozens were states recorded at other points.
  @Test(arguments: cases) func stationaryCovariance(_ the: Case) throws {
    let d = the.dimension
    let linear = LinearMap(try the.map(), stiffness: the.stiffness)
    let exact = try linear.stationaryCovariance()
    let (walkers, records) = (3000, 60)
    let states = normalStates(
      walkers, mean: [Double](repeating: 0.5, count: 2 * d),
      deviation: [Double](repeating: 1, count: 2 * d), seed: 21)
    let ensemble = try TrajectoryEnsemble(
      potential: the.potential(), integrator: .baoab(try the.map()), states: states, seed: 22,
      threads: 2)
    let path = PathRecorder(layout: ensemble.layout, dimension: d, from: 2, records: records)
    try ensemble.advance(records: 1, stepsPerRecord: Int(60 / the.step))
    try ensemble.advance(
      records: records, stepsPerRecord: Int((1 / the.step).rounded(.up)), observers: [path])
    let products = (0..<walkers).map { walker in
      var sum = Matrix(rows: 2 * d, columns: 2 * d)
      for record in 2..<(1 + records) {
        let state = path.state(walker, record: record)
        sum += Matrix.outer(state.q + state.p, state.q + state.p)
      }
      return (1 / Double(records - 1)) * sum
    }
    let measured = try CovarianceEstimate(ofIndependentMatrices: products)
    for i in 0..<(2 * d) {
      for j in 0...i {
        let deviation = measured[i, j].deviation(from: exact[i, j])
        #expect(abs(deviation) < 4, "(\(i), \(j)): \(measured[i, j]) for \(exact[i, j])")
      }
      #expect(measured[i, i].relativeError < 0.01)
    }
  }

  /// Mean and covariance of an ensemble on its way from an off-equilibrium start, record by record.
  @Test(arguments: cases) func relaxation(_ the: Case) throws {
    let d = the.dimension
    let linear = LinearMap(try the.map(), stiffness: the.stiffness)
    let walkers = 10_000
    let mean = (0..<(2 * d)).map { $0 < d ? 1.5 : 0.3 }
    let deviation = (0..<(2 * d)).map { $0 < d ? 0.3 : 0.8 }
    let ensemble = try TrajectoryEnsemble(
      potential: the.potential(), integrator: .baoab(try the.map()),
      states: normalStates(walkers, mean: mean, deviation: deviation, seed: 31), seed: 32,
      threads: 2)
    let every = Int((0.8 / the.step).rounded(.up))
    let path = PathRecorder(layout: ensemble.layout, dimension: d, records: 9)
    try ensemble.advance(records: 8, stepsPerRecord: every, observers: [path])
    let initial = Matrix.diagonal(deviation.map { $0 * $0 })
    for record in 0...8 {
      let expected = linear.power(record * every) * mean
      let spread = linear.covariance(after: record * every, from: initial)
      for c in 0..<(2 * d) {
        let values = path.values(c, record: record)
        let measured = Statistics.mean(ofIndependent: Array(values))
        #expect(
          abs(measured.deviation(from: expected[c])) < 5,
          "record \(record), component \(c): \(measured) for \(expected[c])")
        let variance = Statistics.mean(
          ofIndependent: values.map { ($0 - expected[c]) * ($0 - expected[c]) })
        #expect(
          abs(variance.deviation(from: spread[c, c])) < 5,
          "record \(record), component \(c): \(variance) for \(spread[c, c])")
      }
    }
  }

  /// Cov(x(t), x(0)) = Aⁿ Σ in equilibrium, for every pair of components.
  @Test(arguments: cases) func autocovariance(_ the: Case) throws {
    let d = the.dimension
    let linear = LinearMap(try the.map(), stiffness: the.stiffness)
    let exact = try linear.stationaryCovariance()
    let root = try Cholesky(exact).lower
    let states = normalStates(
      10_000, mean: [Double](repeating: 0, count: 2 * d),
      deviation: [Double](repeating: 1, count: 2 * d), seed: 41
    ).map { state in
      let x = root * (state.q + state.p)
      return PhasePoint(q: Array(x[..<d]), p: Array(x[d...]))
    }
    let ensemble = try TrajectoryEnsemble(
      potential: the.potential(), integrator: .baoab(try the.map()), states: states, seed: 42,
      threads: 2)
    let every = Int((0.8 / the.step).rounded(.up))
    let path = PathRecorder(layout: ensemble.layout, dimension: d, records: 6)
    try ensemble.advance(records: 5, stepsPerRecord: every, observers: [path])
    for record in 0...5 {
      let expected = linear.power(record * every) * exact
      for i in 0..<(2 * d) {
        for j in 0..<(2 * d) {
          let (now, start) = (path.values(i, record: record), path.values(j, record: 0))
          let measured = Statistics.mean(ofIndependent: zip(now, start).map { $0 * $1 })
          #expect(
            abs(measured.deviation(from: expected[i, j])) < 5,
            "record \(record), (\(i), \(j)): \(measured) for \(expected[i, j])")
        }
      }
    }
  }
}
