import CoarseGraining
import Comparison
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// (x² − 1)² with one resolved ripple and one that V leaves out; T = ½, γ = ½, from q ~ N(1.5, 0.3²).
@Suite struct LangevinComparisonTests {
  private static let function = "(x^2-1)^2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"

  private static func potential(_ x: Double, ripple: Double) -> Double {
    (x * x - 1) * (x * x - 1) + ripple * 0.1 * cos(x / 0.1)
  }

  private func compare(
    scale: Double = 1, ripple: Double = 1, trajectories: Int = 4000, threads: Int = 2,
    equilibriumTime: Double = 100, tolerance: Double = 0.15, replicas: Int = 1
  ) throws -> LangevinComparison.Outcome {
    let box = -3.0...3.0
    let surrogate = knownSurrogate(box: [box], intervals: [300]) {
      scale * Self.potential($0[0], ripple: ripple)
    }
    var tolerances = LangevinTolerance()
    tolerances.meanPath = tolerance
    let axis = UniformAxis(lower: -2, upper: 2, count: 400)
    let settings = LangevinComparison.Settings(
      temperature: 0.5, friction: Matrix(rows: [[0.5]]), trajectories: trajectories, pathTime: 10,
      equilibriumTime: equilibriumTime, records: 200,
      initial: InitialLaw(
        positions: .normal(mean: [1.5], deviation: [0.3]),
        momentumDeviation: 0.5.squareRoot()),
      observables: [try Potentials.Expression("x", coordinates: ["x"])],
      surrogateReplicas: replicas, tolerance: tolerances, seed: 5, threads: threads)
    return try LangevinComparison(
      settings: settings,
      original: try ExpressionPotential(Self.function, coordinates: ["x"]), surrogate: surrogate,
      method: "force",
      wells: WellPartition(
        values: axis.centers.map { Self.potential($0, ripple: 1) }, axes: [axis],
        supported: [Bool](repeating: true, count: 400), minimumDepth: 0.25, maximumCoreHeight: 1),
      region: (0..<20_000).map { [-2.4 + 4.8 * Double($0) / 20_000] }
    ).run()
  }

  /// Whether a difference is nowhere more than five of its standard errors; its band holds zero in 95 of 100 runs only.
  private func isZero(_ difference: CurveDifference) -> Bool {
    zip(difference.band.values, difference.band.standardErrors).allSatisfy { abs($0) <= 5 * $1 }
  }

  @Test func theMeanPathOfTheOriginalIsThatOfAnIndependentProgram() throws {
    let result = try compare().langevin
    let path = result.observables[0].curves[0].meanPath
    // 4000 trajectories of an independent program, each ± 0.015.
    for (time, value) in [(1.0, 0.176), (2, -0.018), (3, 0.33), (4, 0.30), (5, 0.20)] {
      let index = Int((time / 0.05).rounded())
      #expect(abs(result.time[index] - time) < 1e-12)
      let error = (path.standardErrors[index] * path.standardErrors[index] + 0.015 * 0.015)
        .squareRoot()
      #expect(abs(path.values[index] - value) < 5 * error)
      #expect(path.standardErrors[index] > 0.01 && path.standardErrors[index] < 0.02)
    }
  }

  @Test func aTrueSurrogateIsEquivalent() throws {
    let outcome = try compare(replicas: 4)
    let result = outcome.langevin
    let differences = result.observables[0].differences[0]
    #expect(differences.meanPath.isEquivalent)
    #expect(differences.autocorrelation.isEquivalent)
    #expect(differences.equilibrium.isEquivalent)
    #expect(isZero(differences.meanPath))
    // The initial states are shared.
    #expect(differences.meanPath.band.values[0] == 0)
    #expect(result.unsupported.path.value == 0)
    #expect(result.systems[0].stepCheck?.passed == true)
    #expect(result.systems[1].stepCheck?.passed == true)
    let kinetics = try #require(outcome.kinetics)
    #expect(kinetics.wells.count == 2)
    #expect(kinetics.isEquivalent)
  }

  /// With m trajectories of V for each of f the variance of the difference is (1 + 1/m)/2 of what it was; the
  /// common start correlates the early part, which is left out.
  @Test func replicasTakeTheNoiseOfTheSurrogateAway() throws {
    let one = try compare(trajectories: 1000).langevin
    let four = try compare(trajectories: 1000, replicas: 4).langevin
    func variance(
      _ result: LangevinResult, _ curve: (LangevinResult.Differences) -> CurveDifference
    ) -> Double {
      curve(result.observables[0].differences[0]).band.standardErrors.dropFirst(60)
        .reduce(0) { $0 + $1 * $1 }
    }
    // Variances of a thousand units scatter by some hundredths.
    #expect((0.55...0.70).contains(variance(four, \.meanPath) / variance(one, \.meanPath)))
    #expect(
      (0.5...0.75).contains(variance(four, \.autocorrelation) / variance(one, \.autocorrelation)))
    let differences = four.observables[0].differences[0]
    #expect(differences.meanPath.band.values[0] == 0 && isZero(differences.meanPath))
    #expect(isZero(differences.autocorrelation) && isZero(differences.equilibrium))
    // f runs as before, and the cost of V is that of one trajectory from each state.
    let (alone, beside) = (one.observables[0].curves[0], four.observables[0].curves[0])
    #expect(alone.meanPath == beside.meanPath && alone.autocorrelation == beside.autocorrelation)
    #expect(one.systems.map(\.gradientEvaluations) == four.systems.map(\.gradientEvaluations))
    let threads = try compare(trajectories: 1000, threads: 1, replicas: 4).langevin
    // As text: NaN stands for what a short run cannot tell.
    #expect("\(threads.observables)" == "\(four.observables)")
  }

  @Test func replicasOfAWrongSurrogateAreNotEquivalent() throws {
    let differences = try compare(scale: 1.1, trajectories: 2500, replicas: 4)
      .langevin.observables[0].differences[0]
    #expect(!differences.autocorrelation.isEquivalent && !differences.autocorrelation.holdsZero)
  }

  @Test func aWrongSurrogateIsNotEquivalent() throws {
    let differences = try compare(scale: 1.1).langevin.observables[0].differences[0]
    // A frequency that is 5 % too high shows most in the autocorrelation: by 0.06 at the third swing.
    #expect(!differences.autocorrelation.isEquivalent)
    #expect(!differences.autocorrelation.holdsZero)
    #expect(!differences.meanPath.holdsZero)
    #expect(!differences.equilibrium.holdsZero)
  }

  @Test func theReportCanSeeThatARippleIsMissing() throws {
    // So many that the greatest difference, 0.04, is six standard errors of it.
    let result = try compare(ripple: 0, trajectories: 30_000, equilibriumTime: 10).langevin
      .observables[0]
    #expect(!result.differences[0].meanPath.holdsZero)
    // Independent figures without the ripple.
    for (time, value) in [(2.0, -0.038), (3, 0.29), (4, 0.26)] {
      let index = Int((time / 0.05).rounded())
      let error = result.curves[1].meanPath.standardErrors[index]
      #expect(
        abs(result.curves[1].meanPath.values[index] - value)
          < 5 * (error * error + 0.015 * 0.015).squareRoot())
    }
  }

  @Test func theLawOfTheOriginalIsGibbs() throws {
    let observable = try compare(equilibriumTime: 200).langevin.observables[0]
    // By quadrature of exp(−f/T), on a grid that resolves the finest wave.
    let step = 1e-5
    var (norm, first, second) = (0.0, 0.0, 0.0)
    for n in 0..<600_000 {
      let x = -3 + (Double(n) + 0.5) * step
      let weight = exp(
        -(Self.potential(x, ripple: 1) + 0.001 * cos(x / 0.001)) / 0.5)
      norm += weight
      first += weight * x
      second += weight * x * x
    }
    let deviation = (second / norm - (first / norm) * (first / norm)).squareRoot()
    for curves in observable.curves {
      #expect(abs(curves.mean.deviation(from: first / norm)) < 5)
      #expect(abs(curves.deviation.deviation(from: deviation)) < 5)
    }
  }

  @Test func threadsChangeNothing() throws {
    let one = try compare(trajectories: 200, threads: 1, equilibriumTime: 10)
    let three = try compare(trajectories: 200, threads: 3, equilibriumTime: 10)
    // As text: NaN stands for what a short run cannot tell.
    #expect("\(one.langevin.observables)" == "\(three.langevin.observables)")
    #expect("\(one.kinetics as Any)" == "\(three.kinetics as Any)")
  }

  @Test("coordinates may be an array, and observables functions of several of them")
  func arrays() throws {
    func harmonic(_ q: [Double]) -> Double { (q[0] * q[0] + q[1] * q[1]) / 2 }
    let coordinates = ["x[2]"]
    let settings = LangevinComparison.Settings(
      temperature: 1, friction: .identity(2), trajectories: 500, pathTime: 5, equilibriumTime: 50,
      records: 50,
      initial: InitialLaw(
        positions: .normal(mean: [0, 0], deviation: [1, 1]), momentumDeviation: 1),
      observables: [try Potentials.Expression("x[1]*x[2]", coordinates: coordinates)], seed: 3,
      threads: 2)
    let result = try LangevinComparison(
      settings: settings,
      original: try ExpressionPotential("(x[1]^2 + x[2]^2)/2", coordinates: coordinates),
      surrogate: knownSurrogate(box: [-6...6, -6...6], intervals: [60, 60], harmonic),
      method: "force", wells: nil, region: [[0, 0], [1, 1]]
    ).run().langevin
    for curves in result.observables[0].curves {
      // The product of two independent normal numbers.
      #expect(abs(curves.mean.deviation(from: 0)) < 5)
      #expect(abs(curves.deviation.deviation(from: 1)) < 5)
    }
    // Of the vector q: that of one coordinate, at friction 1 and frequency 1.
    let time = 1.0
    let expected =
      exp(-time / 2)
      * (cos(0.75.squareRoot() * time) + sin(0.75.squareRoot() * time) / (2 * 0.75.squareRoot()))
    for band in result.vectorAutocorrelation {
      #expect(abs(band.values[10] - expected) < 5 * band.standardErrors[10])
    }
  }
}
