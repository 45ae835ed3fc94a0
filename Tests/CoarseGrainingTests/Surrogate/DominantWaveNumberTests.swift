import CoarseGraining
import Potentials
import Statistics
import Testing

@Suite struct DominantWaveNumberTests {
  private func points(_ dimension: Int) -> [[Double]] {
    let generator = Philox(seed: 7, stream: 0)
    return (0..<4096).map { n in
      (0..<dimension).map { 4 * generator.uniform(UInt64(n), UInt64($0)) - 2 }
    }
  }

  @Test(arguments: [0.1, 0.001, 1e-5])
  func ofOneWave(_ epsilon: Double) throws {
    let potential = try ExpressionPotential(
      "x^2/2 + e*cos(x/e)", coordinates: ["x"], parameters: ["e": epsilon])
    let found = dominantWaveNumber(of: potential, at: points(1))
    // Σ A²κ⁴ / Σ A²κ² with the parabola's curvature 1 beside the wave's ½/ε².
    let expected =
      (0.5 / (epsilon * epsilon) / (0.5 / (epsilon * epsilon) + 1)).squareRoot() / epsilon
    // The mean squares of 4096 random phases are within some per cent.
    #expect(abs(found / expected - 1) < 0.05)
  }

  @Test func ofSeveralWavesIsThatOfTheFinest() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + sum(k, 1, 9, 3^(-k)*cos(3^k*x))", coordinates: ["x"])
    // Σ 9^(2k) / Σ 9^k is (8/9 · 81/80)½ = 0.95 of the finest, 3⁹.
    let found = dominantWaveNumber(of: potential, at: points(1))
    #expect(abs(found / (0.9487 * 19683) - 1) < 0.05)
  }

  @Test func inThePlaneIsTheLengthOfTheWaveVector() throws {
    let potential = try ExpressionPotential(
      "x^2 + y^2 + 0.0005*cos((x + 2*y)/0.0005)", coordinates: ["x", "y"])
    let found = dominantWaveNumber(of: potential, at: points(2))
    #expect(abs(found / (5.0.squareRoot() / 0.0005) - 1) < 0.05)
  }

  @Test func isZeroWithoutWaves() throws {
    #expect(
      dominantWaveNumber(
        of: try ExpressionPotential("3*x^2 + x", coordinates: ["x"]), at: points(1)) < 1e-6)
    let closure = ClosurePotential(dimension: 1, value: { $0[0] }, gradient: { _ in [1] })
    #expect(dominantWaveNumber(of: closure, at: points(1)) == 0)
  }
}
