import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Testing

@Suite struct FrictionCalibrationTests {
  /// A random well with random noise at a random share of the stable step.
  private struct Case {
    let temperature: Double
    let step: Double
    let stiffness: Matrix
    let noise: Matrix
    let map: DampedVerlet
    let law: HarmonicStationaryLaw

    init(dimension d: Int, trial: Int) throws {
      var draws = Draws(seed: 31, stream: 100 * d + trial)
      temperature = 0.5 + 2 * draws.uniform()
      stiffness = draws.positiveDefinite(d, floor: 0.1)
      let bound = try stabilityBound(stiffness: stiffness, inverseMass: .identity(d))
      step = (0.05 + 0.85 * draws.uniform()) * bound
      // Noise up to nine tenths of what friction can balance.
      let shape = draws.positiveDefinite(d, floor: 0.05)
      let strongest = try SymmetricEigen(shape).values.last ?? 1
      let share = 0.02 + 0.88 * draws.uniform()
      let calibration = FrictionCalibration(temperature: temperature, step: step)
      noise = (share * calibration.largestNoise / strongest) * shape
      map = try DampedVerlet(step: step, friction: calibration.friction(for: noise))
      law = try HarmonicStationaryLaw(map, stiffness: stiffness, noise: noise)
    }
  }

  /// With the calibrated friction the positions at the ends of the step follow the Gibbs law of
  /// temperature T exactly, and are independent of the momenta, at any stable step.
  @Test(arguments: 1...5) func positionsAreThermal(dimension d: Int) throws {
    for trial in 0..<6 {
      let c = try Case(dimension: d, trial: trial)
      let gibbs = c.temperature * (try c.stiffness.inverse())
      #expect((c.law.position - gibbs).maxAbs < 1e-8 * gibbs.maxAbs)
      #expect(c.law.cross.maxAbs < 1e-8 * gibbs.maxAbs)
    }
  }

  /// The momenta there have Cov(p) = T (I − h²K/4)⁻¹, and the gradient points have the Gibbs law of
  /// that: Cov(q½) = K⁻¹ Cov(p). So T = E[p²] goes with q½, and the T of the calibration with q.
  @Test(arguments: 1...5) func momentaAreHotterByTheStep(dimension d: Int) throws {
    for trial in 0..<6 {
      let c = try Case(dimension: d, trial: trial)
      let shrink = Matrix.identity(d) - (c.step * c.step / 4) * c.stiffness
      let expected = c.temperature * (try shrink.inverse())
      #expect((c.law.momentum - expected).maxAbs < 1e-8 * expected.maxAbs)
      let midpoint = try c.stiffness.solve(c.law.momentum)
      #expect((c.law.midpoint - midpoint).maxAbs < 1e-8 * midpoint.maxAbs)
    }
  }

  /// (I + E)⁻¹ E[p′(p′ + p)ᵀ] M⁻¹ is the temperature of the positions, T·I, wherever friction and
  /// noise balance: a G aᵀ = T (M − E M Eᵀ), for any mass matrix.
  @Test(arguments: 1...5) func momentaTellTheTemperatureOfThePositions(dimension d: Int) throws {
    for trial in 0..<6 {
      var draws = Draws(seed: 83, stream: 100 * d + trial)
      let stiffness = draws.positiveDefinite(d, floor: 0.1)
      let inverseMass = draws.positiveDefinite(d, floor: 0.2)
      let bound = try stabilityBound(stiffness: stiffness, inverseMass: inverseMass)
      let map = try DampedVerlet(
        step: (0.05 + 0.85 * draws.uniform()) * bound,
        friction: draws.positiveDefinite(d, floor: 0.02), inverseMass: inverseMass)
      let mass = try inverseMass.inverse()
      let inverseKick = try map.kick.inverse()
      let lost = mass - map.decay * mass * map.decay.transpose
      let noise = (1.7 * (inverseKick * lost * inverseKick.transpose)).symmetrized
      let law = try HarmonicStationaryLaw(map, stiffness: stiffness, noise: noise)
      let gibbs = 1.7 * (try stiffness.inverse())
      #expect((law.position - gibbs).maxAbs < 1e-7 * gibbs.maxAbs)
      for matrix in try law.moments().configurationalTemperatureMatrices(map) {
        #expect((matrix - 1.7 * Matrix.identity(d)).maxAbs < 1e-7)
      }
      let (estimate, influences) = try law.moments().configurationalTemperature(map)
      #expect(abs(estimate.value - 1.7) < 1e-7)
      #expect(influences.allSatisfy { abs($0) < 1e-12 })
    }
  }

  /// Γ = (2/h) artanh(h²G/(4T)) inverts G = (4T/h²) tanh(hΓ/2), and tends to hG/(2T).
  @Test(arguments: 1...6) func inverts(dimension d: Int) throws {
    var draws = Draws(seed: 5, stream: d)
    let friction = draws.positiveDefinite(d, floor: 0.1)
    for h in [0.001, 0.3, 1.0] {
      let eigen = try SymmetricEigen(friction)
      let noise = eigen.map { 4 * 1.3 / (h * h) * tanh(h * $0 / 2) }
      let found = try FrictionCalibration(temperature: 1.3, step: h).friction(for: noise)
      #expect((found - friction).maxAbs < 1e-10 * friction.maxAbs)
      if h == 0.001 {
        #expect((found - (h / (2 * 1.3)) * noise).maxAbs < 1e-5 * friction.maxAbs)
      }
    }
  }

  @Test func tooStrongNoiseNamesTheCure() throws {
    let calibration = FrictionCalibration(temperature: 1, step: 0.5)
    #expect(calibration.largestNoise == 16)
    do {
      _ = try calibration.friction(for: .diagonal([20, 1]))
      Issue.record("friction for a noise that none can balance")
    } catch let error as CalibrationError {
      guard case .noiseTooStrong(let eigenvalue, let limit, let temperature, let step) = error
      else { throw error }
      #expect(abs(eigenvalue - 20) < 1e-12 && limit == 16)
      #expect("\(error)".contains("calibration.temperature above 1.25"))
      // What it suggests is just the limit.
      _ = try FrictionCalibration(temperature: temperature * 1.001, step: 0.5)
        .friction(for: .diagonal([20, 1]))
      _ = try FrictionCalibration(temperature: 1, step: step * 0.999)
        .friction(for: .diagonal([20, 1]))
    }
  }

  @Test(arguments: [
    Matrix.diagonal([1, 0]), Matrix(rows: [[1, 1], [1, 1]]), Matrix(rows: 2, columns: 2),
    Matrix.diagonal([1, -0.5]),
  ])
  func directionWithoutNoiseIsRefused(noise: Matrix) {
    do {
      _ = try FrictionCalibration(temperature: 1, step: 0.1).friction(for: noise)
      Issue.record("friction for a direction without noise")
    } catch {
      guard let error = error as? CalibrationError, case .noNoise = error else {
        Issue.record("\(error)")
        return
      }
      #expect("\(error)".contains("no micro noise"))
    }
  }
}
