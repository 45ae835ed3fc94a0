import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Testing

@Suite struct EnsembleSamplerTests {
  /// Runs x²/2 with micro terms and returns T and the moments of the last three quarters.
  private func quadratic(
    step: Double, walkers: Int, steps: Int, threads: Int = 2, seed: UInt64 = 1
  ) throws -> WalkerMoments {
    let potential = try ExpressionPotential(
      "x^2/2 + e1*cos(x/e1) + e2*cos(x/e2)", coordinates: ["x"],
      parameters: ["e1": 0.1, "e2": 0.001])
    let sampler = try EnsembleSampler(
      potential: potential, map: DampedVerlet(step: step, friction: 0.1 * Matrix.identity(1)),
      initial: InitialLaw(positions: .normal(mean: [0], deviation: [1])), walkers: walkers,
      seed: seed, threads: threads)
    let schedule = RecordSchedule(every: 10)
    try sampler.advance(steps: steps / 4, schedule: schedule)
    let moments = MomentAccumulator(layout: sampler.layout, dimension: 1)
    try sampler.advance(steps: 3 * steps / 4, schedule: schedule, observers: [moments])
    return moments.snapshot()
  }

  /// Figures of an independent program (2000 × 20 000), whose own error is about ours, hence √2.
  @Test(arguments: [(0.5, 2.664, 2.97), (0.3, 1.275, 3.36), (0.1, 0.2475, 2.99)])
  func temperatureAgreesWithIndependentFigures(step: Double, expected: Double, kurtosis: Double)
    throws
  {
    let moments = try quadratic(step: step, walkers: 2000, steps: 20_000)
    let temperature = moments.temperature()
    #expect(abs(temperature.value - expected) < 5 * 1.42 * temperature.standardError + 0.0005)
    #expect(temperature.relativeError < 0.005)
    let measured = try moments.kurtosis(0)
    #expect(abs(measured.value - kurtosis) < 5 * 1.42 * measured.standardError + 0.005)
  }

  @Test func resultDoesNotDependOnThreads() throws {
    let one = try quadratic(step: 0.1, walkers: 300, steps: 2000, threads: 1)
    let two = try quadratic(step: 0.1, walkers: 300, steps: 2000, threads: 2)
    for m in 0..<one.index.count { #expect(one.means(m) == two.means(m)) }
    let other = try quadratic(step: 0.1, walkers: 300, steps: 2000, seed: 2)
    #expect(one.means(0) != other.means(0))
  }
}
