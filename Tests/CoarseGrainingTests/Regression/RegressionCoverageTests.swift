import CoarseGraining
import Foundation
import Statistics
import Testing

/// Over independent seeds, bands of one and of 1.96 standard errors must cover the truth as often as
/// Student's t with (cohorts − 1) degrees of freedom says.
@Suite struct RegressionCoverageTests {
  static let cohorts = 32
  static let seeds = 60
  static let axis = UniformAxis(lower: -2, upper: 2, count: 400)

  /// Counts of hits, pooled over contrasts V(x) − V(x₀) of one fit.
  struct Coverage {
    var narrow = 0
    var wide = 0
    var trials = 0

    mutating func add(_ difference: Estimate, truth: Double) {
      let deviation = abs(difference.deviation(from: truth))
      narrow += deviation < 1 ? 1 : 0
      wide += deviation < 1.96 ? 1 : 0
      trials += 1
    }

    /// Within five binomial errors; `fits` independent trials are counted for each seed's contrasts,
    /// since those of one fit are correlated. The t₃₁ law gives 0.675 and 0.941.
    func check(_ fits: Int, sourceLocation: SourceLocation = #_sourceLocation) {
      for (hits, p) in [(narrow, 0.675), (wide, 0.941)] {
        let share = Double(hits) / Double(trials)
        let error = (p * (1 - p) / Double(fits)).squareRoot()
        #expect(abs(share - p) < 5 * error, sourceLocation: sourceLocation)
      }
    }
  }

  static func densityCoverage(
    _ law: TestLaw, points: [Double], origin: Double,
    fill: (Histogram, UInt64) -> Void
  ) throws -> Coverage {
    var coverage = Coverage()
    for seed in 0..<seeds {
      let histogram = Histogram(axes: [axis], components: [0], cohorts: cohorts)
      fill(histogram, UInt64(1000 + seed))
      let potential = try DensityRegression().fit(
        histogram, temperature: .exact(law.temperature, cohorts: cohorts))
      for x in points {
        coverage.add(
          potential.difference(from: [origin], to: [x]),
          truth: law.value([x]) - law.value([origin]))
      }
    }
    return coverage
  }

  @Test func densityOfIndependentSamples() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let coverage = try Self.densityCoverage(law, points: [0, 1, -0.6, 1.25], origin: -1) {
      independentSamples(of: law, into: $0, perCohort: 1000, seed: $1)
    }
    coverage.check(Self.seeds)
  }

  /// Metropolis chains with an autocorrelation time of some tens of steps inside a well and of thousands
  /// between the wells: bands from the likelihood alone would be several times too narrow.
  @Test func densityOfCorrelatedSamples() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let coverage = try Self.densityCoverage(law, points: [0, 1, -0.6, 1.25], origin: -1) {
      correlatedSamples(of: law, into: $0, perCohort: 4000, stepSize: 0.2, seed: $1)
    }
    coverage.check(Self.seeds)
  }

  @Test func densityOfAHarmonicWell() throws {
    let law = TestLaw.harmonic(stiffness: 1, temperature: 0.25)
    let coverage = try Self.densityCoverage(law, points: [-0.9, 0.4, 1.2], origin: 0) {
      correlatedSamples(of: law, into: $0, perCohort: 4000, stepSize: 0.5, seed: $1)
    }
    coverage.check(Self.seeds)
  }

  /// Noise with an AR(1) memory along each cohort's chain, cohorts of unequal sizes.
  @Test func forceWithCorrelatedNoise() throws {
    let law = TestLaw.doubleWell(temperature: 0.25)
    let sizes = (0..<Self.cohorts).map { 300 + 40 * ($0 % 5) }
    var coverage = Coverage()
    for seed in 0..<Self.seeds {
      let forces = ForceNormalEquations(
        bases: [BSplineBasis(on: Self.axis, intervals: 25)], cohorts: Self.cohorts)
      var draws = sizes.indices.map { Draws(seed: UInt64(2000 + seed), stream: $0) }
      var states = sizes.indices.map { law.draw(&draws[$0]) }
      var noise = sizes.indices.map { draws[$0].normal() }
      accumulate(forces: forces, dimension: 1, samplesPerCohort: sizes) { cohort, _ in
        let proposal = states[cohort].map { $0 + 0.3 * draws[cohort].normal() }
        let rise = law.value(proposal) - law.value(states[cohort])
        if draws[cohort].uniform() < exp(-rise / law.temperature) { states[cohort] = proposal }
        noise[cohort] = 0.9 * noise[cohort] + 0.19.squareRoot() * draws[cohort].normal()
        return (states[cohort], law.gradient(states[cohort]).map { $0 + noise[cohort] })
      }
      let potential = try ForceRegressionTests.fit(forces, temperature: law.temperature)
      for (a, b) in [(-1.0, 0.0), (0, 1), (-1.2, -0.6), (0.7, 1.2)] {
        coverage.add(
          potential.difference(from: [a], to: [b]), truth: law.value([b]) - law.value([a]))
      }
    }
    coverage.check(Self.seeds)
  }

  @Test func densityInTwoCoordinates() throws {
    let law = TestLaw.twoWells(temperature: 0.3)
    let box = [
      UniformAxis(lower: -2, upper: 2, count: 64), UniformAxis(lower: -3, upper: 3, count: 64),
    ]
    var coverage = Coverage()
    let seeds = 40
    for seed in 0..<seeds {
      let histogram = Histogram(axes: box, components: [0, 1], cohorts: Self.cohorts)
      independentSamples(of: law, into: histogram, perCohort: 1500, seed: UInt64(3000 + seed))
      let potential = try DensityRegression().fit(
        histogram, temperature: .exact(0.3, cohorts: Self.cohorts))
      for q in [[0.0, 0.0], [1, 0.5], [-0.7, 0], [1, 1.1]] {
        coverage.add(
          potential.difference(from: [-1, -0.5], to: q),
          truth: law.value(q) - law.value([-1, -0.5]))
      }
    }
    coverage.check(seeds)
  }
}
