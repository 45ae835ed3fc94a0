import CoarseGraining
import Dynamics
import LinearAlgebra
import Statistics
import Testing

@Suite struct NoiseCovarianceTests {
  private let errors = Matrix(rows: 2, columns: 2, repeating: 0.1)

  @Test func positiveEstimateIsKept() throws {
    let value = Matrix(rows: [[2, 0.5], [0.5, 1]])
    let noise = try NoiseCovariance(
      method: .massSweep, value: value, standardErrors: errors, chiSquared: 3.84,
      degreesOfFreedom: 1)
    #expect(!noise.projected && noise.matrix == value)
    #expect(noise.estimate.standardErrors == errors)
    // P(χ²₁ > 3.84146) = 0.05.
    #expect(abs((noise.pValue ?? 0) - 0.05) < 1e-4)
  }

  /// The nearest positive semidefinite matrix in the Frobenius norm, and said so.
  @Test func indefiniteEstimateIsProjected() throws {
    // Eigenvalues 3 and −1 along (1, 1) and (1, −1).
    let noise = try NoiseCovariance(
      method: .massSweep, value: Matrix(rows: [[1, 2], [2, 1]]), standardErrors: errors)
    #expect(noise.projected)
    #expect((noise.matrix - Matrix(rows: [[1.5, 1.5], [1.5, 1.5]])).maxAbs < 1e-14)
    #expect(noise.pValue == nil)
    let values = try SymmetricEigen(noise.matrix).values
    #expect(abs(values[0]) < 1e-14 && abs(values[1] - 3) < 1e-14)
  }

  @Test func asymmetricEstimateIsSymmetrised() throws {
    let noise = try NoiseCovariance(
      method: .singleRun, value: Matrix(rows: [[2, 0.4], [0.6, 1]]), standardErrors: errors)
    #expect(noise.matrix == Matrix(rows: [[2, 0.5], [0.5, 1]]))
  }

  @Test func nonFiniteEstimateIsRefused() {
    #expect(throws: LinearAlgebraError.self) {
      try NoiseCovariance(
        method: .massSweep, value: Matrix(rows: [[.nan, 0], [0, 1]]), standardErrors: errors)
    }
  }
}
