import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The anisotropic quadratic of docs/noise-covariance.md, with its noise covariance.
struct AnisotropicQuadratic {
  static let covariance = Matrix(rows: [[2.98, 1.96], [1.96, 3.92]])

  static func potential() throws -> ExpressionPotential {
    try ExpressionPotential(
      "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x + 2*y)/eps + 0.3)",
      coordinates: ["x", "y"], parameters: ["eps": 5e-4])
  }

  static let initial = InitialLaw(positions: .normal(mean: [0, 0], deviation: [0.8, 0.8]))

  static func sweep(seed: UInt64 = 1, threads: Int = 2) -> MassSweep {
    MassSweep(
      step: 0.1, friction: 0.2,
      design: MassMatrixDesign(dimension: 2, contrast: 0.5, coupling: 0.5), initial: initial,
      walkers: 1000, burnInSteps: 2500, steps: 7500, recordEvery: 10, seed: seed, threads: threads)
  }
}

@Suite struct MassSweepTests {
  @Test func recoversTheNoiseCovarianceWithinThreeStandardErrors() throws {
    let result = try AnisotropicQuadratic.sweep().run(try AnisotropicQuadratic.potential())
    let truth = AnisotropicQuadratic.covariance
    for i in 0..<2 {
      for j in 0...i {
        let entry = result.covariance.estimate[i, j]
        #expect(abs(entry.deviation(from: truth[i, j])) < 5, "entry \(i), \(j): \(entry)")
        #expect(entry.standardError < 0.05)
      }
    }
    #expect(result.covariance.degreesOfFreedom == 1)
    #expect(try #require(result.covariance.pValue) > 1e-3)
    #expect(!result.covariance.projected)
  }

  @Test func doesNotDependOnThreads() throws {
    let potential = try AnisotropicQuadratic.potential()
    var sweep = AnisotropicQuadratic.sweep(threads: 1)
    sweep.steps = 500
    sweep.walkers = 100
    let one = try sweep.run(potential).covariance
    sweep.threads = 2
    #expect(try sweep.run(potential).covariance == one)
  }

  @Test func calibratedRunIsThermal() throws {
    let potential = try AnisotropicQuadratic.potential()
    let covariance = try AnisotropicQuadratic.sweep().run(potential).covariance
    let friction = try FrictionCalibration(temperature: 1, step: 0.1)
      .friction(for: covariance.matrix)
    let map = try DampedVerlet(step: 0.1, friction: friction)
    let sampler = try EnsembleSampler(
      potential: potential, map: map, initial: AnisotropicQuadratic.initial, walkers: 1000, seed: 5,
      threads: 2)
    try sampler.advance(steps: 2500, schedule: RecordSchedule(every: 10))
    let moments = MomentAccumulator(layout: sampler.layout, dimension: 2)
    try sampler.advance(steps: 7500, schedule: RecordSchedule(every: 10), observers: [moments])
    let law = try moments.snapshot().momentumCovariance()
    // The friction carries the sweep's error of about 1 %, the moments their own.
    for (i, j, expected) in [(0, 0, 1.0), (1, 0, 0.0), (1, 1, 1.0)] {
      let tolerance = 5 * (law[i, j].standardError + covariance.estimate[i, j].standardError / 3)
      #expect(abs(law[i, j].value - expected) < tolerance, "\(law[i, j])")
    }
    let balance = try momentumBalanceCovariance(map, moments.snapshot())
    for i in 0..<2 {
      for j in 0...i {
        let entry = balance.estimate[i, j]
        // Five times 1.8: the error of the friction, which shifts it, is not in that of the balance.
        #expect(
          abs(entry.deviation(from: AnisotropicQuadratic.covariance[i, j])) < 9, "\(entry)")
      }
    }
  }
}
