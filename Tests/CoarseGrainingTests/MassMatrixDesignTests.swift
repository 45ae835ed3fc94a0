import CoarseGraining
import Dynamics
import LinearAlgebra
import Testing

@Suite struct MassMatrixDesignTests {
  /// The equations of the default design determine every entry of G, up to d = 10 (55 unknowns).
  @Test(arguments: 1...10) func determinesEveryEntry(dimension d: Int) throws {
    var draws = Draws(seed: 61, stream: d)
    let noise = draws.positiveDefinite(d, floor: 0.1)
    let design = MassMatrixDesign(dimension: d, contrast: 2, coupling: 0.5)
    let unknowns = DissipationIdentity.entries(d)
    #expect(design.inverseMasses.count == unknowns + (d > 1 ? 1 : 0))
    let identities = try design.inverseMasses.map {
      try DissipationIdentity(
        DampedVerlet(step: 0.1, friction: 0.2 * Matrix.identity(d), inverseMass: $0))
    }
    let observations = identities.map { identity in
      (0..<d).reduce(0) { sum, i in
        (0...i).reduce(sum) { sum, j in
          sum + identity.coefficients[DissipationIdentity.entry(i, j)] * noise[i, j]
        }
      }
    }
    let fit = try WeightedLeastSquares(
      design: Matrix(rows: identities.map(\.coefficients)), observations: observations,
      standardErrors: observations.map { 0.01 * $0 })
    for i in 0..<d {
      for j in 0...i {
        let k = DissipationIdentity.entry(i, j)
        #expect(abs(fit.solution[k] - noise[i, j]) < 1e-9 * noise.maxAbs)
        // One-per-cent equations give entries to some per cent of the largest, not worse.
        #expect(fit.standardErrors[k] < 0.3 * noise.maxAbs)
      }
    }
    #expect(fit.degreesOfFreedom == (d > 1 ? 1 : 0))
  }

  @Test func runsThatDoNotDetermineTheNoiseAreRefused() throws {
    let same = MassMatrixDesign([.identity(2), .identity(2), .identity(2)])
    let rows = try same.inverseMasses.map {
      try DissipationIdentity(
        DampedVerlet(step: 0.1, friction: 0.2 * Matrix.identity(2), inverseMass: $0)
      ).coefficients
    }
    #expect(throws: (any Error).self) {
      try WeightedLeastSquares(
        design: Matrix(rows: rows), observations: [1, 1, 1], standardErrors: [1, 1, 1])
    }
  }
}
