import Dynamics
import Foundation
import LinearAlgebra
import Reference
import Testing

@Suite struct BAOABTests {
  /// C = exp(−hΓM⁻¹) against the series and N Nᵀ = T (M − C M Cᵀ), Γ of full and of lower rank.
  @Test(arguments: 1...6) func coefficients(dimension d: Int) throws {
    var random = RandomProblems(seed: 40 + d)
    for trial in 0..<8 {
      let inverseMass = random.semidefinite(d, floor: 0.2)
      let mass = try inverseMass.inverse()
      let friction =
        random.uniform(0...4) * random.semidefinite(d, rank: trial % 2 == 0 ? d : max(1, d - 1))
      let (h, t) = (random.uniform(0.01...2), random.uniform(0...3))
      let map = try BAOAB(step: h, friction: friction, temperature: t, inverseMass: inverseMass)
      let decay = taylorExponential(-h * (friction * inverseMass))
      #expect((map.decay - decay).maxAbs < 1e-12)
      let variance = t * (mass - decay * mass * decay.transpose)
      #expect((map.noise * map.noise.transpose - variance).maxAbs < 1e-11)
      for i in 0..<d {
        #expect(map.noise[i, i] >= 0)
        for j in (i + 1)..<max(d, i + 1) { #expect(map.noise[i, j] == 0) }
      }
      #expect(map.dimension == d)
      #expect(Integrator.baoab(map).step == h && Integrator.baoab(map).dimension == d)
    }
  }

  /// At small γh the difference 1 − C² has few figures, the factor must have all of them.
  @Test(arguments: [1e-14, 1e-8, 0.3, 40]) func scalar(friction: Double) throws {
    let map = try BAOAB(
      step: 0.5, friction: Matrix(rows: [[friction]]), temperature: 2,
      inverseMass: Matrix(rows: [[4]]))
    let expected = (2 / 4 * -expm1(-4 * friction)).squareRoot()
    #expect(abs(map.noise[0, 0] / expected - 1) < 1e-15 * 4)
    #expect(abs(map.decay[0, 0] - exp(-2 * friction)) < 1e-15)
  }

  @Test func degenerateFriction() throws {
    let none = try BAOAB(step: 0.1, friction: Matrix(rows: 3, columns: 3), temperature: 1)
    #expect(none.decay == .identity(3) && none.noise.maxAbs == 0)
    #expect(none.inverseMass == .identity(3))
    let cold = try BAOAB(step: 0.1, friction: .identity(2), temperature: 0)
    #expect(cold.noise.maxAbs == 0)
    // Friction along (1, 2) only: the noise keeps to it.
    let along = Matrix.outer([1, 2], [1, 2])
    let map = try BAOAB(step: 0.3, friction: along, temperature: 0.7)
    let strength = 0.7 * (1 - exp(-2 * 0.3 * 5)) / 5
    #expect((map.noise * map.noise.transpose - strength * along).maxAbs < 1e-14)
    #expect(abs(map.noise[1, 1]) < 1e-8)
  }

  @Test func badParametersAreRejected() {
    let one = Matrix.identity(1)
    let two = Matrix.identity(2)
    for step in [0, -0.1, .nan, .infinity] {
      #expect(throws: DynamicsError.self) { try BAOAB(step: step, friction: one, temperature: 1) }
      #expect(throws: DynamicsError.self) { try VelocityVerlet(step: step, inverseMass: one) }
    }
    for interval in [0, -1] {
      #expect(throws: DynamicsError.self) {
        try BAOAB(step: 0.1, friction: one, temperature: 1, noiseInterval: interval)
      }
    }
    for temperature in [-1, .nan, .infinity] {
      #expect(throws: DynamicsError.self) {
        try BAOAB(step: 0.1, friction: one, temperature: temperature)
      }
    }
    for friction in [
      Matrix(rows: [[1, 2], [0, 1]]), Matrix(rows: [[1, 2], [2, 1]]), Matrix(rows: [[1, 2]]),
      Matrix(rows: [[.nan, 0], [0, 1]]), Matrix(rows: 0, columns: 0), one,
    ] {
      #expect(throws: DynamicsError.self) {
        try BAOAB(step: 0.1, friction: friction, temperature: 1, inverseMass: two)
      }
    }
    for mass in [
      Matrix(rows: [[1, 2], [2, 1]]), Matrix(rows: [[1, 0], [1, 1]]), Matrix(rows: 2, columns: 2),
      Matrix(rows: [[.infinity, 0], [0, 1]]), Matrix(rows: [[1, 0]]), Matrix(rows: 0, columns: 0),
    ] {
      #expect(throws: DynamicsError.self) {
        try BAOAB(step: 0.1, friction: two, temperature: 1, inverseMass: mass)
      }
      #expect(throws: DynamicsError.self) { try VelocityVerlet(step: 0.1, inverseMass: mass) }
    }
  }
}
