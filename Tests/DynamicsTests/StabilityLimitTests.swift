import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Reference
import Testing

@Suite struct StabilityLimitTests {
  private let generator = Philox(seed: 9, stream: 9)

  /// Without micro terms the regression of a linear gradient is exact but for the scatter of
  /// uniform points, of relative size 1/√(2048(d+1)).
  @Test(arguments: 1...5) func quadratic(dimension d: Int) throws {
    var random = RandomProblems(seed: 40 + d)
    let stiffness = random.semidefinite(d, floor: 0.5)
    let potential = ClosurePotential(
      dimension: d, value: { stiffness.bilinear($0, $0) / 2 }, gradient: { stiffness * $0 })
    let steepest = try #require(SymmetricEigen(stiffness).values.last)
    let limit = try #require(
      stabilityLimit(
        of: potential, inverseMass: .identity(d), centres: [random.normals(d), random.normals(d)],
        radius: [Double](repeating: 0.3, count: d), generator: generator))
    // The largest of several noisy eigenvalues is biased upwards: 5 standard errors.
    let error = 4 / Double(2048 * (d + 1)).squareRoot()
    #expect(abs(limit * steepest.squareRoot() / 2 - 1) < error)
  }

  /// A box so small that the slope drowns in the micro gradient gives no answer, not a wrong one.
  @Test func microNoiseHidesTheSlope() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + e*cos(x/e)", coordinates: ["x"], parameters: ["e": 1e-6])
    func limit(_ radius: Double) -> Double? {
      stabilityLimit(
        of: potential, inverseMass: .identity(1), centres: [[0.3]], radius: [radius],
        generator: generator)
    }
    #expect(limit(1e-3) == nil)
    // Slope 1 with error (1/√2) / (r/√3 · √4096).
    let error = (0.5 * 3 / 4096).squareRoot()
    #expect(abs(try #require(limit(1)) / 2 - 1) < 5 * error / 2)
  }

  @Test func nothingToBeSaid() {
    let concave = ClosurePotential(
      dimension: 1, value: { -$0[0] * $0[0] }, gradient: { [-2 * $0[0]] })
    let broken = ClosurePotential(dimension: 1, value: { $0[0] }, gradient: { _ in [.nan] })
    for potential in [concave, broken] {
      #expect(
        stabilityLimit(
          of: potential, inverseMass: .identity(1), centres: [[0]], radius: [1],
          generator: generator) == nil)
    }
  }
}
