import CoarseGraining
import Dynamics
import LinearAlgebra
import Testing

/// Temperature, noise and preconditioner of gradient descent in the stationary law of harmonic
/// potentials: to rounding.
@Suite struct DescentCalibrationTests {
  private struct Case {
    let stiffness: Matrix
    let noise: Matrix
    let preconditioner: Matrix
    let step: Double

    init(dimension d: Int, trial: Int) throws {
      var draws = Draws(seed: 53, stream: 100 * d + trial)
      stiffness = draws.positiveDefinite(d, floor: 0.1)
      noise = draws.positiveDefinite(d, floor: 0.05)
      preconditioner = draws.positiveDefinite(d, floor: 0.2)
      step = (0.05 + 0.85 * draws.uniform()) * (try Self.limit(preconditioner, stiffness))
    }

    /// 2/λ_max(DK).
    static func limit(_ preconditioner: Matrix, _ stiffness: Matrix) throws -> Double {
      let root = try SymmetricEigen(preconditioner).map { $0.squareRoot() }
      return 2 / (try SymmetricEigen((root * stiffness * root).symmetrized).values.last ?? .nan)
    }
  }

  /// One dimension: Var(x) = ηG/(k(2 − ηk)), T = k Var(x) and G, at any stable learning rate.
  @Test(arguments: [(0.1, 1.0, 0.5), (1.9, 1.0, 0.7), (0.02, 10.0, 0.1), (0.5, 0.3, 2.0)])
  func oneDimension(step: Double, stiffness k: Double, noise: Double) throws {
    let map = try GradientDescent(step: step, dimension: 1)
    let law = try HarmonicDescentLaw(
      map, stiffness: Matrix(rows: [[k]]), noise: Matrix(rows: [[noise]]))
    let variance = step * noise / (k * (2 - step * k))
    #expect(abs(law.position[0, 0] / variance - 1) < 1e-10)
    let temperature = try law.moments().configurationalTemperature(.gradientDescent(map))
    #expect(abs(temperature.estimate.value / (k * variance) - 1) < 1e-10)
    let balance = try gradientBalanceCovariance(law.moments())
    #expect(abs(balance.matrix[0, 0] / noise - 1) < 1e-9)
    #expect(balance.method == .gradientBalance)
  }

  /// For any well, noise and preconditioner Tr Θ = Tr(K Cov(x)), and Tr(DG) follows from gradients.
  @Test(arguments: 1...5) func tracesAreExact(dimension d: Int) throws {
    for trial in 0..<5 {
      let c = try Case(dimension: d, trial: trial)
      let map = try GradientDescent(step: c.step, preconditioner: c.preconditioner)
      let law = try HarmonicDescentLaw(map, stiffness: c.stiffness, noise: c.noise)
      let theta = law.moments().descentTemperatureMatrices(map)[0]
      let virial = (c.stiffness * law.position).trace
      #expect(abs(theta.trace / virial - 1) < 1e-8)
      let balance = law.gradient + law.lagged.symmetrized
      let expected = (c.preconditioner * c.noise).trace
      #expect(abs((c.preconditioner * balance).trace / expected - 1) < 1e-8)
    }
  }

  /// The preconditioner made of the gradients of its own run: the law is Gibbs', Cov(x) = T K⁻¹, at the
  /// temperature that the gradients tell, and G comes out entry by entry.
  @Test(arguments: 2...5) func calibratedLawIsGibbs(dimension d: Int) throws {
    for trial in 0..<5 {
      let c = try Case(dimension: d, trial: trial)
      var preconditioner = Matrix.identity(d)
      let step = 0.3 * (try Case.limit(preconditioner, c.stiffness)) / Double(d)
      for _ in 0..<200 {
        let map = try GradientDescent(step: step, preconditioner: preconditioner)
        let law = try HarmonicDescentLaw(map, stiffness: c.stiffness, noise: c.noise)
        preconditioner = try PreconditionerCalibration.preconditioner(for: law.gradient)
      }
      #expect(abs(preconditioner.trace - Double(d)) < 1e-12 * Double(d))
      let map = try GradientDescent(step: step, preconditioner: preconditioner)
      let law = try HarmonicDescentLaw(map, stiffness: c.stiffness, noise: c.noise)
      let moments = law.moments()
      let temperature = try moments.configurationalTemperature(.gradientDescent(map)).estimate.value
      let theta = moments.descentTemperatureMatrices(map)[0]
      #expect((theta - temperature * Matrix.identity(d)).maxAbs < 1e-8 * temperature)
      let gibbs = temperature * (try c.stiffness.inverse())
      #expect((law.position - gibbs).maxAbs < 1e-7 * gibbs.maxAbs)
      let balance = try gradientBalanceCovariance(moments)
      #expect((balance.matrix - c.noise).maxAbs < 1e-7 * c.noise.maxAbs)
    }
  }

  /// Without it the law is not Gibbs', and Θ shows it.
  @Test(arguments: 2...4) func plainDescentIsNot(dimension d: Int) throws {
    let c = try Case(dimension: d, trial: 2)
    let step = 0.2 * (try Case.limit(.identity(d), c.stiffness))
    let map = try GradientDescent(step: step, dimension: d)
    let theta = try HarmonicDescentLaw(map, stiffness: c.stiffness, noise: c.noise).moments()
      .descentTemperatureMatrices(map)[0]
    let mean = theta.trace / Double(d)
    #expect((theta - mean * Matrix.identity(d)).maxAbs > 0.1 * mean)
  }

  @Test func directionWithoutNoise() throws {
    for matrix in [Matrix.diagonal([1, 0]), Matrix.diagonal([0, 0]), Matrix.diagonal([1, -1])] {
      #expect(throws: CalibrationError.self) {
        _ = try PreconditionerCalibration.preconditioner(for: matrix)
      }
    }
    let matrix = try PreconditionerCalibration.preconditioner(for: .diagonal([1, 3]))
    #expect((matrix - Matrix.diagonal([1.5, 0.5])).maxAbs < 1e-14)
  }
}
