import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Reference
import Testing

/// BAOAB at small steps against closed forms of Langevin dynamics in continuous time.
@Suite struct ContinuousLangevinTests {
  private static let walkers = 10_000

  private func paths(
    _ source: String, _ map: BAOAB, _ states: [PhasePoint], records: Int, every: Int
  ) throws -> PathRecorder {
    let ensemble = try TrajectoryEnsemble(
      potential: ExpressionPotential(
        source, coordinates: Array(["x", "y"].prefix(map.dimension))),
      integrator: .baoab(map), states: states, seed: 52, threads: 2)
    let path = PathRecorder(
      layout: ensemble.layout, dimension: map.dimension, records: records + 1)
    try ensemble.advance(records: records, stepsPerRecord: every, observers: [path])
    return path
  }

  /// ⟨Δq²⟩ = (2T/γ²)(γt − 1 + e^{−γt}), m = 1: ballistic, T t², at first; 2 (T/γ) t in the end.
  @Test func freeDiffusion() throws {
    let (t, gamma, h) = (0.8, 0.7, 0.02)
    let map = try BAOAB(step: h, friction: Matrix(rows: [[gamma]]), temperature: t)
    let states = normalStates(
      Self.walkers, mean: [1, 0], deviation: [0.5, t.squareRoot()], seed: 51)
    let path = try paths("0*x", map, states, records: 200, every: 5)
    for record in [1, 2, 5, 15, 40, 100, 200] {
      let time = Double(record) * 5 * h
      let squares = zip(path.values(0, record: record), path.values(0, record: 0)).map {
        ($0 - $1) * ($0 - $1)
      }
      let expected = 2 * t / (gamma * gamma) * (gamma * time - 1 + exp(-gamma * time))
      let measured = mean(ofIndependent: squares)
      #expect(
        abs(measured.deviation(from: expected)) < 5, "t = \(time): \(measured) for \(expected)")
      if record == 1 { #expect(abs(measured.value / (t * time * time) - 1) < 0.1) }
      if record == 200 { #expect(abs(measured.value / (2 * t / gamma * time) - 1) < 0.15) }
    }
  }

  /// The momentum of a free particle is an Ornstein–Uhlenbeck process, exact at any step, also for dense
  /// Γ and M: Cov(p(t), p(0)) = T exp(−ΓM⁻¹t) M; its displacement at a large step spreads as the
  /// trapezoidal rule of that process, in the end by 2T (h/2) M⁻¹ coth(hΓM⁻¹/2) per time.
  @Test func freeParticleInTwoDimensions() throws {
    let (t, h) = (0.6, 0.9)
    let friction = Matrix(rows: [[0.9, 0.4], [0.4, 0.5]])
    let inverseMass = Matrix(rows: [[1.3, -0.3], [-0.3, 0.8]])
    let mass = try inverseMass.inverse()
    let root = try Cholesky(t * mass).lower
    let map = try BAOAB(step: h, friction: friction, temperature: t, inverseMass: inverseMass)
    let states = normalStates(
      Self.walkers, mean: [0, 0, 0, 0], deviation: [0, 0, 1, 1], seed: 53
    ).map { PhasePoint(q: $0.q, p: root * $0.p) }
    let path = try paths("0*x + 0*y", map, states, records: 40, every: 1)
    let linear = LinearMap(map, stiffness: Matrix(rows: 2, columns: 2))
    var initial = Matrix(rows: 4, columns: 4)
    for i in 0..<2 { for j in 0..<2 { initial[2 + i, 2 + j] = t * mass[i, j] } }
    for record in [1, 2, 5, 10, 40] {
      let time = Double(record) * h
      let decay = t * (taylorExponential(-time * (friction * inverseMass)) * mass)
      let spread = linear.covariance(after: record, from: initial)
      for i in 0..<2 {
        for j in 0..<2 {
          let (now, start) = (path.values(2 + i, record: record), path.values(2 + j, record: 0))
          let correlation = mean(ofIndependent: zip(now, start).map { $0 * $1 })
          #expect(abs(correlation.deviation(from: decay[i, j])) < 5)
          let (x, y) = (path.values(i, record: record), path.values(j, record: record))
          let displacement = mean(ofIndependent: zip(x, y).map { $0 * $1 })
          #expect(
            abs(displacement.deviation(from: spread[i, j])) < 5,
            "\(record): \(displacement) for \(spread[i, j])")
        }
      }
    }
    // The rate of spreading that the recursion tends to.
    let decay = map.decay
    let rate =
      linear.covariance(after: 400, from: initial)
      - linear.covariance(after: 399, from: initial)
    let coth = (Matrix.identity(2) + decay) * (try (Matrix.identity(2) - decay).inverse())
    let expected = (t * h * h) * (inverseMass * coth)
    for i in 0..<2 { for j in 0..<2 { #expect(abs(rate[i, j] - expected[i, j]) < 1e-9) } }
  }

  private static let stiffness = 1.5

  /// The harmonic oscillator, m = 1: mean path and autocorrelation of q are
  /// e^{−γt/2} (cos ωt + (γ/2ω) sin ωt), ω² = k − γ²/4, with cosh and sinh beyond critical damping.
  private static func response(_ time: Double, friction gamma: Double) -> Double {
    let square = stiffness - gamma * gamma / 4
    let omega = abs(square).squareRoot()
    let (even, odd) =
      square > 0
      ? (cos(omega * time), sin(omega * time)) : (cosh(omega * time), sinh(omega * time))
    return exp(-gamma * time / 2) * (even + gamma / (2 * omega) * odd)
  }

  /// Noise in every k-th step, k odd, keeps the pace to second order in kh: the mean path is exact but for (kh)².
  @Test(arguments: [0.5, 3.0], [3, 9])
  func noiseIntervalKeepsThePace(friction gamma: Double, interval: Int) throws {
    for time in [0.002, 0.1] {
      let map = try BAOAB(
        step: time / Double(interval), friction: Matrix(rows: [[gamma]]), temperature: 1,
        noiseInterval: interval)
      let once = LinearMap(map, stiffness: Matrix(rows: [[Self.stiffness]])).propagator
      var path = Matrix.identity(2)
      for n in 1...Int(6 / time) {
        path = once * path
        let exact = Self.response(Double(n) * time, friction: gamma)
        #expect(abs(path[0, 0] - exact) < time * time)
      }
    }
  }

  @Test(arguments: [0.5, 3.0]) func harmonicOscillator(friction gamma: Double) throws {
    let (t, k, h) = (0.5, Self.stiffness, 0.02)
    let map = try BAOAB(step: h, friction: Matrix(rows: [[gamma]]), temperature: t)
    func response(_ time: Double) -> Double { Self.response(time, friction: gamma) }
    let times = [5, 10, 20, 40, 60, 80, 120]
    let away = try paths(
      "0.75*x^2", map,
      normalStates(Self.walkers, mean: [1.5, 0], deviation: [0.3, t.squareRoot()], seed: 54),
      records: 120, every: 4)
    let still = try paths(
      "0.75*x^2", map,
      normalStates(
        Self.walkers, mean: [0, 0], deviation: [(t / k).squareRoot(), t.squareRoot()], seed: 55),
      records: 120, every: 4)
    for record in times {
      let expected = response(Double(record) * 4 * h)
      let path = mean(ofIndependent: Array(away.values(0, record: record)))
      #expect(abs(path.deviation(from: 1.5 * expected)) < 5, "\(record): \(path)")
      let products = zip(still.values(0, record: record), still.values(0, record: 0)).map(*)
      let correlation = (k / t) * mean(ofIndependent: products)
      #expect(abs(correlation.deviation(from: expected)) < 5, "\(record): \(correlation)")
      #expect(correlation.standardError < 0.02)
    }
  }
}
