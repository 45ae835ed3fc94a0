import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The scale spectra of gradient descent, of functions whose scales are known.
@Suite struct DescentSpectrumTests {
  private func settings(dimension: Int = 1, seed: UInt64 = 1) -> ScaleSpectrum.Settings {
    let (zero, one) = (
      [Double](repeating: 0, count: dimension), [Double](repeating: 1, count: dimension)
    )
    var settings = ScaleSpectrum.Settings(
      descentFrom: InitialLaw(positions: .normal(mean: zero, deviation: one)))
    settings.seed = seed
    settings.threads = 2
    return settings
  }

  /// Strengths 2, 1.5 and 1, as two incommensurate scales are never resolved.
  private static let source =
    "x^2/2 + 0.1*cos(x/0.1) + e2*cos(x/e2 + 1) + e3*cos(x/e3) + e4*cos(x/e4 + 2)"
  private static let parameters = ["e2": 1e-3, "e3": 3e-6, "e4": 4e-6]

  @Test(arguments: [1, 2] as [UInt64]) func threePlateaus(seed: UInt64) throws {
    let potential = try ExpressionPotential(
      Self.source, coordinates: ["x"], parameters: Self.parameters)
    let result = try ScaleSpectrum(settings(seed: seed)).run(potential)
    let plateaus = result.plateaus.plateaus
    try #require(plateaus.count == 3, "\(plateaus)")
    for (plateau, truth) in zip(plateaus, [2.0, 1.5, 1.0]) {
      #expect(abs(plateau.strength.value / truth - 1) < 0.05, "\(plateau.strength), not \(truth)")
      #expect((plateau.stepMin...plateau.stepMax).contains(plateau.recommendedStep))
    }
    let scales = result.plateaus.scales
    try #require(scales.count == 3)
    for (scale, truth) in zip(scales, [0.1, 1e-3]) {
      let step = try #require(scale.step)
      let epsilon = try #require(scale.epsilon)
      // η√G = 1.93 ε at the jump.
      let expected = 1.93 * truth / (truth == 0.1 ? 1.75 : 1.25).squareRoot()
      #expect(abs(step.value / expected - 1) < 0.2, "jump at \(step), not \(expected)")
      #expect(abs(epsilon.value - truth) < 5 * epsilon.standardError, "ε = \(epsilon)")
      #expect(epsilon.standardError < 0.12 * truth)
      #expect(abs(scale.strength.value / 0.5 - 1) < 0.1, "\(scale.strength)")
    }
    // The two that are never resolved are one scale of the variogram.
    #expect(scales[2].isPredicted && scales[2].jump == nil)
    #expect(abs(scales[2].strength.value - 1) < 0.1)
    let epsilon = try #require(scales[2].epsilon).value
    #expect(epsilon > 3e-6 && epsilon < 4e-6)
  }

  /// Range and times: k = 2 between micro terms of total curvature 100.
  @Test func rangeOfAQuadratic() throws {
    var settings = settings()
    settings.points = 4
    settings.walkers = 64
    settings.refinements = 0
    let range = try ScaleSpectrum(settings).run(
      ExpressionPotential("x^2 + 0.01*cos(x/0.01)", coordinates: ["x"])
    ).range
    // Each slope is known to some 5/√4096, and the steepest of 16 is taken.
    #expect(abs((range.stabilityLimit ?? 0) - 1) < 0.3, "2/k = \(String(describing: range))")
    #expect(abs(range.sinkLimit - 2 / 102) < 1e-3)
    #expect(range.from == 0.7 * (range.stabilityLimit ?? 0))
    #expect(range.to == range.from / 10)
    #expect(abs(range.time / 5 - 1) < 0.3 && range.burnInTime == range.time)
  }

  /// Without micro terms everything comes to rest: one scale, in soft directions and double wells too.
  @Test(arguments: ["x^2/2 + y^4/4", "(x^2 - 1)^2 + y^2", "x^2/2 + 20*y^2"])
  func smooth(source: String) throws {
    let analysis = try ScaleSpectrum(settings(dimension: 2)).run(
      ExpressionPotential(source, coordinates: ["x", "y"])
    ).plateaus
    #expect(analysis.isSmooth, "\(source): \(analysis.message)")
    #expect(analysis.plateaus.isEmpty && analysis.numberOfScales == 1)
  }

  /// The sinks of a single scale begin where its noise ceases to be white: at some 40 times 2ε/A.
  @Test func nothingBelowTheSinks() throws {
    var settings = settings()
    settings.to = 1e-4
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential("x^2/2 + e*cos(x/e)", coordinates: ["x"], parameters: ["e": 1e-3]))
    #expect(result.endedInSinks)
    for plateau in result.plateaus.plateaus {
      #expect(abs(plateau.strength.value / 0.5 - 1) < 0.05, "\(plateau.strength)")
      #expect(plateau.stepMin > 0.01)
    }
    #expect((result.points.last?.step ?? 0) > 2 * result.range.to)
  }

  /// The matrices of two plateaus: only along (1, −1) is the upper one stronger.
  @Test func matricesOfPlateaus() throws {
    let potential = try ExpressionPotential(
      """
      x^2 + x*y/2 + 0.75*y^2 + 0.12*cos((x - y)/0.1) \
      + 2*a*cos(x/a) + 1.4*b*cos((x + 2*y)/b + 0.3)
      """, coordinates: ["x", "y"], parameters: ["a": 1e-5, "b": 1.3e-5])
    var settings = settings(dimension: 2)
    settings.points = 32
    settings.to = 2e-3
    let result = try ScaleSpectrum(settings).run(potential)
    let plateaus = result.plateaus.plateaus
    try #require(plateaus.count == 2)
    let lower = Matrix(rows: 2, columns: 2, elements: [2.98, 1.96, 1.96, 3.92])
    let upper = lower + Matrix(rows: 2, columns: 2, elements: [0.72, -0.72, -0.72, 0.72])
    for (plateau, truth) in zip(plateaus, [upper, lower]) {
      let n = try #require(
        result.points.firstIndex { $0.step == plateau.recommendedStep })
      let point = result.points[n]
      #expect(abs(point.strength.value / truth.trace - 1) < 0.03)
      for (eigenvalue, expected) in zip(point.eigenvalues, try SymmetricEigen(truth).values) {
        // What is half seen at an edge of the plateau adds up to 5 % of the trace to 5 standard errors.
        #expect(
          abs(eigenvalue.value - expected) < 5 * eigenvalue.standardError + 0.05 * truth.trace,
          "\(eigenvalue), not \(expected)")
      }
      for i in 0..<2 {
        for j in 0..<2 {
          let entry = point.covariance[i, j]
          #expect(
            abs(entry.value - truth[i, j]) < 5 * entry.standardError + 0.05 * truth.trace)
        }
      }
    }
    // |k| = √2/ε along the direction of the jump.
    let epsilon = try #require(result.plateaus.scales.first?.epsilon)
    #expect(abs(epsilon.value - 0.1 / 2.0.squareRoot()) < 5 * epsilon.standardError, "\(epsilon)")
  }

  @Test func doesNotDependOnThreads() throws {
    let potential = try ExpressionPotential(
      Self.source, coordinates: ["x"], parameters: Self.parameters)
    var settings = settings()
    settings.points = 10
    settings.walkers = 256
    settings.to = 0.05
    var results: [ScaleSpectrum.Result] = []
    for threads in [1, 3] {
      settings.threads = threads
      results.append(try ScaleSpectrum(settings).run(potential))
    }
    let (a, b) = (results[0], results[1])
    #expect(a.points.map(\.step) == b.points.map(\.step))
    #expect(a.points.map(\.strength) == b.points.map(\.strength))
    #expect(a.points.map(\.colour) == b.points.map(\.colour))
    #expect(a.points.map(\.lyapunovExponent) == b.points.map(\.lyapunovExponent))
  }

  /// x′ = (1 − ηk)x parts or joins walkers at the rate log|1 − ηk|/η; in two dimensions at the larger one.
  @Test(arguments: [0.3, 1.7, 2.5]) func lyapunovExponentOfALinearMap(rate: Double) throws {
    let potential = ClosurePotential(
      dimension: 2, value: { $0[0] * $0[0] / 2 + $0[1] * $0[1] / 4 },
      gradient: { [$0[0], $0[1] / 2] })
    let exponent = largestLyapunovExponent(
      of: potential, learningRate: rate,
      // What runs away must not get so far that rounding hides the separation.
      positions: (0..<4).map { [1e-9 * Double($0), 0] }, steps: rate > 2 ? 40 : 400,
      separation: 1e-9,
      generator: Philox(seed: 1, stream: 1))
    let truth = log(max(abs(1 - rate), abs(1 - rate / 2))) / rate
    #expect(abs(exponent.value - truth) < 1e-3, "\(exponent), not \(truth)")
  }
}
