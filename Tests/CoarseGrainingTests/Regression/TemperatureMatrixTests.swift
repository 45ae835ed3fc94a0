import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Reference
import Testing

/// The stationary law of the map in a harmonic well whose friction is not quite that which the noise asks for.
struct TiltedLaw {
  let stiffness: Matrix
  let temperature: TemperatureMatrix
  /// The covariance of the positions.
  let covariance: Matrix
  /// T·K⁻¹, which it would be if Θ were T·I.
  let untilted: Matrix

  init(dimension d: Int, seed: Int, tilt: Double = 0.04) throws {
    var random = RandomProblems(seed: seed)
    let h = 0.05
    stiffness = random.semidefinite(d, floor: 0.7)
    let friction = random.semidefinite(d, floor: 0.4)
    let map = try DampedVerlet(step: h, friction: friction)
    // The noise that this friction balances at T = 1, but for some per cent.
    let balanced = try SymmetricEigen(friction).map { 4 / (h * h) * tanh($0 * h / 2) }
    let excess =
      Matrix.diagonal((0..<d).map { $0 % 2 == 0 ? 1 : -1 })
      + 0.3 * (random.semidefinite(d) - random.semidefinite(d))
    let noise = balanced + (tilt * balanced.trace / (Double(d) * excess.maxAbs)) * excess
    let law = LinearMap(map, stiffness: stiffness, gradientNoise: noise)
    let all = try law.stationaryCovariance()
    func block(_ matrix: Matrix, _ i: Int) -> Matrix {
      Matrix(rows: (0..<d).map { a in (0..<d).map { matrix[i + a, i + $0] } })
    }
    let sum = block(all, d) + block(law.propagator * all, d)
    let value = (try (Matrix.identity(d) + map.decay).inverse() * sum).symmetrized
    covariance = block(all, 0).symmetrized
    temperature = TemperatureMatrix(
      value: value, replicates: [value, Matrix(rows: d, columns: d)],
      mobility: try friction.inverse())
    untilted = (value.trace / Double(d)) * (try stiffness.inverse())
  }
}

@Suite struct TemperatureMatrixTests {
  /// F of one coordinate is −T_a log ρ with T_a = T Σ_aa(law)/Σ_aa(T·I) to first order in the tilt.
  @Test(arguments: 2...5) func freeEnergyOfACoordinate(dimension d: Int) throws {
    func missed(_ tilt: Double) throws -> (error: Double, tilt: Double) {
      let law = try TiltedLaw(dimension: d, seed: 300 + d, tilt: tilt)
      let temperature = law.temperature.value.trace / Double(d)
      var result = (error: 0.0, tilt: 0.0)
      for i in 0..<d {
        let exact = temperature * law.covariance[i, i] / law.untilted[i, i]
        let found = try law.temperature.marginal(of: [i], covariance: law.covariance)
        result.error += abs(found.value[0, 0] - exact)
        result.tilt += abs(exact - temperature)
      }
      return result
    }
    try expectFirstOrder(missed)
  }

  /// −T log ρ + ½qᵀBq with BΣ + ΣB = 2Δ_a is T/2 qᵀ Σ_aa(T·I)⁻¹ q, to first order.
  @Test(arguments: [(2, [0, 1]), (3, [2, 1]), (4, [1, 3])])
  func freeEnergyOfAPair(dimension d: Int, pair: [Int]) throws {
    func block(_ m: Matrix) -> Matrix {
      Matrix(rows: pair.map { i in pair.map { m[i, $0] } })
    }
    func missed(_ tilt: Double) throws -> (error: Double, tilt: Double) {
      let law = try TiltedLaw(dimension: d, seed: 400 + d, tilt: tilt)
      let temperature = law.temperature.value.trace / Double(d)
      let found = try law.temperature.marginal(of: pair, covariance: law.covariance)
      #expect(found.mobility == .identity(2))
      let exact =
        temperature * (try block(law.untilted).inverse())
        - temperature * (try block(law.covariance).inverse())
      // Δ_a = ½ (BΣ + ΣB), B the difference.
      let deviation = (exact * block(law.covariance)).symmetrized
      let error = (found.value - temperature * .identity(2) - deviation).maxAbs
      return (error, deviation.maxAbs)
    }
    try expectFirstOrder(missed)
  }

  /// Of a tilt of 1 % nothing is missed but a fifth: the second order, and (hΓ)²/12, by which the mobility differs from Γ⁻¹.
  private func expectFirstOrder(
    _ missed: (_ tilt: Double) throws -> (error: Double, tilt: Double)
  ) throws {
    let (error, tilt) = try missed(0.01)
    #expect(error < 2e-3, "\(error) of \(tilt)")
    #expect(tilt > 2e-3)
  }

  /// Linear: the response to a multiple of the identity is that multiple.
  @Test func replicatesAreReducedLikeTheValue() throws {
    let law = try TiltedLaw(dimension: 3, seed: 5)
    let temperature = TemperatureMatrix(
      value: law.temperature.value, replicates: [0.3 * .identity(3), law.temperature.value],
      mobility: law.temperature.mobility)
    let found = try temperature.marginal(of: [0, 2], covariance: law.covariance)
    #expect((found.replicates[0] - 0.3 * .identity(2)).maxAbs < 1e-12)
    #expect((found.replicates[1] - found.value).maxAbs < 1e-12)
    #expect(abs(temperature.temperature.replicates[0] - 0.3) < 1e-15)
  }
}
