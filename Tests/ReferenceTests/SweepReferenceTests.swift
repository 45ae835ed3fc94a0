import CoarseGraining
import Dynamics
import LinearAlgebra
import Reference
import Statistics
import Testing

/// Sweep and calibration against the slow oracle, on random problems.
@Suite struct SweepReferenceTests {
  /// A short sweep: what it says of G means nothing yet, but both must say the same. In so few steps rounding has
  /// grown by the curvatures' chaos to some 10⁻¹², and the least squares add their condition number.
  @Test(arguments: 1...6) func aShortSweepGivesTheSameCovariance(dimension d: Int) throws {
    var random = RandomProblems(seed: 500 + d)
    let problem = WavyQuadratic(dimension: d, using: &random)
    // More runs than unknowns, so that χ² says something too.
    let masses = (0..<(d * (d + 1) / 2 + 2)).map { _ in random.semidefinite(d, floor: 0.3) }
    let law = InitialLaw(
      positions: .normal(mean: random.normals(d), deviation: [Double](repeating: 1, count: d)))
    let sweep = MassSweep(
      step: 0.2, friction: 0.3, design: MassMatrixDesign(masses), initial: law, walkers: 37,
      burnInSteps: 6, steps: 30, recordEvery: 3, seed: 11, threads: 2)
    let found = try sweep.run(problem.expression())
    let expected = ReferenceSweep(
      inverseMasses: masses, step: 0.2, friction: 0.3, initial: law, walkers: 37, burnIn: 6,
      steps: 30, every: 3, seed: 11, problem.gradient)

    let scale = expected.covariance.frobeniusNorm
    // A covariance with a negative eigenvalue is reported as the nearest one without.
    let nearest = try SymmetricEigen(expected.covariance).map { max($0, 0) }
    #expect((found.covariance.matrix - nearest).frobeniusNorm < 1e-8 * scale)
    let errors = found.covariance.estimate.standardErrors - expected.standardErrors
    #expect(errors.frobeniusNorm < 1e-8 * expected.standardErrors.frobeniusNorm)
    let chiSquared = try #require(found.covariance.chiSquared)
    #expect(abs(chiSquared - expected.chiSquared) < 1e-7 * expected.chiSquared)
  }

  @Test(arguments: 1...6) func frictionIsTheInverseHyperbolicTangent(dimension d: Int) throws {
    var random = RandomProblems(seed: 600 + d)
    let (temperature, step) = (random.uniform(0.5...2), random.uniform(0.1...0.3))
    let noise = random.semidefinite(d, floor: 0.2)
    let found = try FrictionCalibration(temperature: temperature, step: step).friction(for: noise)
    let expected = referenceFriction(noise, temperature: temperature, step: step)
    #expect((found - expected).frobeniusNorm < 1e-12 * expected.frobeniusNorm)
  }

  /// Two ensembles of a chaotic system share nothing after some hundred steps but their law.
  @Test(arguments: 1...3) func aLongSweepGivesTheSameWithinErrors(dimension d: Int) throws {
    var random = RandomProblems(seed: 700 + d)
    let problem = MultiscaleProblem(dimension: d, using: &random)
    let masses = MassMatrixDesign(dimension: d, contrast: 0.5, coupling: 0.4)
    let law = InitialLaw(
      positions: .normal(
        mean: [Double](repeating: 0, count: d), deviation: [Double](repeating: 1, count: d)))
    let sweep = MassSweep(
      step: 0.1, friction: 0.3, design: masses, initial: law, walkers: 200, burnInSteps: 300,
      steps: 1200, recordEvery: 3, seed: 5, threads: 2)
    let found = try sweep.run(problem.expression()).covariance
    let slow = ReferenceSweep(
      inverseMasses: masses.inverseMasses, step: 0.1, friction: 0.3, initial: law, walkers: 200,
      burnIn: 300, steps: 1200, every: 3, seed: 6, problem.gradient)
    let truth = problem.noiseCovariance
    for i in 0..<d {
      for j in 0...i {
        let (value, error) = (found.matrix[i, j], found.estimate.standardErrors[i, j])
        let (other, otherError) = (slow.covariance[i, j], slow.standardErrors[i, j])
        let both = (error * error + otherError * otherError).squareRoot()
        #expect(abs(value - other) < 4 * both)
        #expect(abs(value - truth[i, j]) < 4 * error)
        #expect(error < 0.1 * truth.trace)
      }
    }
  }
}
