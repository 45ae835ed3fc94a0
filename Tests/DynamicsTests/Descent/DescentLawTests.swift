import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The law that gradient descent samples, against closed forms.
@Suite struct DescentLawTests {
  /// Nine waves with incommensurate wave numbers make the noise white and nearly Gaussian: G = ½.
  private static let noise = "sum(i, 1, 9, eps/(3*sqrt(i))*cos(sqrt(i)*x/eps + i))"

  private func moments(
    _ macroscopic: String, step: Double, walkers: Int, steps: Int, deviation: Double
  ) throws -> (moments: WalkerMoments, map: GradientDescent) {
    let map = try GradientDescent(step: step, dimension: 1)
    let sampler = try EnsembleSampler(
      potential: ExpressionPotential(
        macroscopic + " + " + Self.noise, coordinates: ["x"], parameters: ["eps": 1e-6]),
      map: .gradientDescent(map),
      initial: InitialLaw(positions: .normal(mean: [0], deviation: [deviation])),
      walkers: walkers, seed: 21, threads: 2)
    try sampler.advance(steps: steps / 4, schedule: RecordSchedule(every: 1))
    let accumulator = MomentAccumulator(layout: sampler.layout, dimension: 1)
    try sampler.advance(
      steps: steps, schedule: RecordSchedule(every: 1), observers: [accumulator])
    #expect(sampler.sinks.revivals == 0)
    return (accumulator.snapshot(), map)
  }

  /// Var(x) = ηG/(k(2 − ηk)) and T = k Var(x), at learning rates up to 0.9 of the stability limit.
  @Test(arguments: [(0.05, 1.0), (0.2, 1.0), (0.6, 1.0), (1.8, 1.0), (0.1, 5.0), (0.3, 0.4)])
  func varianceOfTheHarmonicWell(step: Double, stiffness: Double) throws {
    let variance = step * 0.5 / (stiffness * (2 - step * stiffness))
    let (moments, map) = try moments(
      "\(stiffness / 2)*x^2", step: step, walkers: 256, steps: 8000,
      deviation: variance.squareRoot())
    let measured = try moments.positionVariance(0)
    #expect(abs(measured.value - variance) < 5 * measured.standardError, "\(measured), \(variance)")
    #expect(measured.relativeError < 0.02)
    let temperature = try moments.configurationalTemperature(.gradientDescent(map)).estimate
    let expected = stiffness * variance
    #expect(
      abs(temperature.value - expected) < 5 * temperature.standardError,
      "\(temperature), \(expected)")
    // Half the mean square displacement is known far better than the variance, where steps are small.
    if step * stiffness < 0.5 { #expect(temperature.relativeError < measured.relativeError) }
  }

  /// Two wells, a barrier of 2T: the density is Gibbs' at T = ηG/2 up to terms of order ηV″ = 0.01.
  @Test func doubleWell() throws {
    let (eta, barrier) = (0.05, 0.025)
    let map = try GradientDescent(step: eta, dimension: 1)
    let temperature = eta * 0.5 / 2
    let sampler = try EnsembleSampler(
      potential: ExpressionPotential(
        "\(barrier)*(x^2-1)^2 + " + Self.noise, coordinates: ["x"], parameters: ["eps": 1e-6]),
      map: .gradientDescent(map),
      initial: InitialLaw(positions: .normal(mean: [0.5], deviation: [0.5])), walkers: 512,
      seed: 7, threads: 2)
    // A well is left about once in 7000 steps.
    try sampler.advance(steps: 40_000, schedule: RecordSchedule(every: 10))
    let tally = BinTally(edges: (-8...8).map { 0.2 * Double($0) }, walkers: 512)
    try sampler.advance(
      steps: 160_000, schedule: RecordSchedule(every: 20), observers: [tally])
    let weights = (-160..<160).map { index -> Double in
      let x = (Double(index) + 0.5) / 100
      return exp(-barrier * (x * x - 1) * (x * x - 1) / temperature)
    }
    let total = weights.reduce(0, +)
    for bin in 0..<16 {
      let expected = weights[(20 * bin)..<(20 * bin + 20)].reduce(0, +) / total
      let found = mean(ofIndependent: tally.fractions(bin))
      // Bias: δV/T = O(ηV″), with V″ from −0.1 at the barrier to 0.7 at the edges.
      let bias = 0.03 * expected
      #expect(
        abs(found.value - expected) < 5 * found.standardError + bias,
        "bin \(bin): \(found), \(expected)")
      #expect(found.standardError < 0.03 * expected + 0.002)
    }
  }

  /// Θ = (η/2) sym(D E[u uᵀ]) with its cohort influences, from moments that are given.
  @Test func temperatureMatrixFromGivenMoments() throws {
    let index = MomentAccumulator.Index(dimension: 2)
    var sums = [Double](repeating: 0, count: 2 * index.count)
    for (walker, scale) in [1.0, 3.0].enumerated() {
      sums[2 * index.momentumProduct(0, 0) + walker] = 2 * scale
      sums[2 * index.momentumProduct(1, 0) + walker] = 0.5 * scale
      sums[2 * index.momentumProduct(1, 1) + walker] = 1 * scale
    }
    let moments = WalkerMoments(
      layout: EnsembleLayout(walkers: 2), index: index, records: 1, sums: sums)
    let map = try GradientDescent(step: 0.2, preconditioner: Matrix(rows: [[1, 0.5], [0.5, 2]]))
    let first = moments.descentTemperatureMatrices(map)[0]
    // D E[u uᵀ] = [[2.25, 1], [2, 2.25]]
    let expected = [[0.225, 0.15], [0.15, 0.225]]
    for i in 0..<2 { for j in 0..<2 { #expect(abs(first[i, j] - expected[i][j]) < 1e-15) } }
    let (estimate, influences) = try moments.configurationalTemperature(.gradientDescent(map))
    #expect(abs(estimate.value - 0.45) < 1e-15)
    let square = influences.reduce(0) { $0 + $1 * $1 }
    #expect(abs(square.squareRoot() - estimate.standardError) < 1e-12)
    #expect(moments.meanGradientProduct()[1, 0] == 1)
  }
}

/// The share of records of each walker in bins of x.
private final class BinTally: BlockObserver, @unchecked Sendable {
  private let edges: [Double]
  private let walkers: Int
  private let counts: UnsafeMutablePointer<Double>

  init(edges: [Double], walkers: Int) {
    (self.edges, self.walkers) = (edges, walkers)
    counts = .allocate(capacity: edges.count * walkers)
    counts.initialize(repeating: 0, count: edges.count * walkers)
  }

  deinit { counts.deallocate() }

  func observe(_ frame: borrowing BlockFrame) {
    for lane in 0..<frame.lanes {
      let x = frame.position[lane]
      guard let bin = edges.lastIndex(where: { $0 <= x }) else { continue }
      counts[bin * walkers + frame.firstWalker + lane] += 1
    }
  }

  /// Each walker's share of one bin among its records in any.
  func fractions(_ bin: Int) -> [Double] {
    (0..<walkers).map { walker in
      let total = (0..<(edges.count - 1)).reduce(0) { $0 + counts[$1 * walkers + walker] }
      return counts[bin * walkers + walker] / total
    }
  }
}
