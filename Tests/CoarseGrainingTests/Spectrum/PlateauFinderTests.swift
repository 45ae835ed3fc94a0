import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Testing

/// The rule for plateaus, on made-up staircases.
@Suite struct PlateauFinderTests {
  private func point(
    _ step: Double, _ strength: Double, kurtosis: Double = 3, lag: Double = 0,
    colour: Double = .nan,
    error: Double = 0.005
  ) -> SpectrumPoint {
    let g = Estimate(value: strength, standardError: error * strength)
    return SpectrumPoint(
      step: step, time: 1000, steps: 1000,
      temperature: Estimate(value: strength * step / 0.2, standardError: 0.01), strength: g,
      covariance: CovarianceEstimate(
        value: Matrix(rows: 1, columns: 1, elements: [strength]),
        standardErrors: Matrix(rows: 1, columns: 1, elements: [error * strength])),
      eigenvalues: [g], kurtosis: [Estimate(value: kurtosis, standardError: 0.01)],
      lagOneCorrelation: Estimate(value: lag, standardError: 0.005),
      colour: Estimate(value: colour, standardError: 0.005))
  }

  /// A step of the staircase from `upper` to `lower` with a kurtosis peak at `centre`.
  private func staircase(_ upper: Double, _ lower: Double, centre: Double) -> [SpectrumPoint] {
    (0..<40).map { n in
      let h = exp(-Double(n) * 0.1)
      let x = log(h / centre)
      let strength = lower + (upper - lower) / (1 + exp(-x / 0.06))
      return point(
        h, strength, kurtosis: 3 + 1.3 * (upper - lower) / upper * exp(-x * x / 0.08))
    }
  }

  private func analyse(_ points: [SpectrumPoint]) -> PlateauAnalysis {
    PlateauFinder().analyse(points, friction: 0.1, meanSquareGradient: 2)
  }

  @Test(arguments: [0.95, 0.7, 0.5, 0.2]) func findsAJump(lower: Double) throws {
    let analysis = analyse(staircase(1, lower, centre: 0.15))
    // A jump of 5 % has a peak of 0.065, which is not significant: no scale is invented from it.
    guard lower < 0.9 else {
      #expect(analysis.plateaus.count == 1)
      return
    }
    try #require(analysis.plateaus.count == 2)
    #expect(abs(analysis.plateaus[0].strength.value - 1) < 0.02)
    #expect(abs(analysis.plateaus[1].strength.value - lower) < 0.02)
    try #require(analysis.scales.count == 2)
    let step = try #require(analysis.scales[0].step)
    #expect(abs(step.value - 0.15) < 5 * step.standardError)
    #expect(step.standardError < 0.1 * 0.15)
    #expect(abs(analysis.scales[0].strength.value - (1 - lower)) < 0.03)
    let epsilon = try #require(analysis.scales[0].epsilon)
    let strength = (1 + lower) / 2
    let expected = 0.15 * (strength * 0.15 / 0.2).squareRoot() / 2.33
    #expect(abs(epsilon.value - expected) < 0.1 * expected)
  }

  /// A plateau that slopes by some per cent, as they do, is one.
  @Test func aSlopeIsNoJump() {
    let points = (0..<30).map { point(exp(-Double($0) * 0.1), 1 - 0.004 * Double($0)) }
    #expect(analyse(points).plateaus.count == 1)
  }

  /// Where the ladder is refined, on the shoulder of a jump, noise makes single steps look steep and others level, of which
  /// some would be a plateau of their own.
  @Test func theShoulderOfAJumpIsNoPlateau() {
    let draws = Philox(seed: 6, stream: 0)
    func wrong(error: Double, _ change: (inout PlateauFinder.Rule) -> Void = { _ in }) -> Int {
      var finder = PlateauFinder()
      change(&finder.rule)
      return (0..<2000).count { trial in
        let points = (0..<90).filter { $0 % 2 == 0 || (32..<60).contains($0) }.map { n in
          let h = 1.25 * exp(-0.0325 * Double(n))
          let x = log(h / 0.26)
          let noise = draws.normals(UInt64(trial), UInt64(n))
          return point(
            h, (0.5 + 0.5 / (1 + exp(-x / 0.18))) * (1 + error * noise.0),
            kurtosis: 3 + 0.85 * exp(-x * x / 0.04) + 0.01 * noise.1, error: error)
        }
        return finder.analyse(points, friction: 0.1, meanSquareGradient: 2).plateaus.count != 2
      }
    }
    // Of 2000 some 1 and 4 are expected, some 90 with slopes by two neighbours and jumps of any width, and some 130 where
    // only jumps may have any width; these bounds are five errors away.
    #expect(wrong(error: 0.0045) <= 6)
    #expect(wrong(error: 0.0045) { ($0.slopeReach, $0.leastJump) = (0, 0) } > 43)
    #expect(wrong(error: 0.02) <= 14)
    #expect(wrong(error: 0.02) { $0.leastJump = 0 } > 75)
  }

  @Test func noiseIsNoJump() {
    let draws = Philox(seed: 5, stream: 0)
    for trial in 0..<20 {
      let points = (0..<40).map { n in
        let (a, b) = draws.normals(UInt64(trial), UInt64(n))
        return point(exp(-Double(n) * 0.1), 1 + 0.01 * a, kurtosis: 3 + 0.01 * b, error: 0.01)
      }
      #expect(analyse(points).plateaus.count == 1)
    }
  }

  /// Near sinks the strength rises again before walkers are lost: that is no plateau and no scale.
  @Test func aRiseIsNoPlateau() {
    let level = (0..<15).map { point(exp(-Double($0) * 0.1), 0.5) }
    let peak = point(exp(-1.5), 0.54, kurtosis: 3.3)
    let rise = (16..<22).map { point(exp(-Double($0) * 0.1), 0.57) }
    let analysis = analyse(level + [peak] + rise)
    #expect(analysis.plateaus.count == 1)
    #expect(analysis.scales.count == 1)
  }

  @Test func colouredNoiseIsNoPlateau() {
    let points = (0..<10).map { point(exp(-Double($0) * 0.1), 1, lag: 0.3) }
    let analysis = analyse(points)
    #expect(analysis.plateaus.isEmpty)
    #expect(analysis.scales.isEmpty)
    #expect(analysis.message.hasPrefix("no plateau"))
  }

  /// A descent has neither momenta to be normal nor a lag-1 correlation free of the force.
  @Test func aDescentIsJudgedByColourAndSlope() {
    func plateaus(
      kurtosis: Double = 1.8, colour: Double = 0, decline: Double = 0
    ) -> [Plateau] {
      let points = (0..<12).map { n in
        point(
          exp(-Double(n) * 0.1), exp(-decline * Double(n) * 0.1), kurtosis: kurtosis, lag: -0.3,
          colour: colour)
      }
      return PlateauFinder(.gradientDescent)
        .analyse(points, friction: 0, meanSquareGradient: 2).plateaus
    }
    #expect(plateaus().count == 1)
    #expect(plateaus(kurtosis: 4).count == 1)
    #expect(plateaus(colour: 0.04).count == 1)
    #expect(plateaus(colour: -0.1).isEmpty)
    #expect(plateaus(decline: 0.05).count == 1)
    #expect(plateaus(decline: 0.2).isEmpty)
    #expect(analyse((0..<12).map { point(exp(-Double($0) * 0.1), 1, lag: -0.3) }).plateaus.isEmpty)
  }

  @Test func silenceIsSmooth() {
    let points = (0..<10).map { point(exp(-Double($0) * 0.1), 1e-7) }
    #expect(analyse(points).isSmooth)
  }

  @Test func nothingAtAll() {
    #expect(analyse([]).plateaus.isEmpty)
  }
}
