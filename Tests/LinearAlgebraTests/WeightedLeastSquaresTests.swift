import Foundation
import LinearAlgebra
import Testing

@Suite struct WeightedLeastSquaresTests {
  let design = Matrix(rows: [[1, 0], [1, 1], [1, 2], [1, 3], [1, 5]])
  let observations = [1.1, 2.9, 5.2, 6.8, 11.4]
  let errors = [0.1, 0.2, 0.1, 0.3, 0.2]

  // Reference: the normal equations in numpy.
  @Test func matchesReference() throws {
    let fit = try WeightedLeastSquares(
      design: design, observations: observations, standardErrors: errors)
    for (x, y) in zip(fit.solution, [1.0625000000000002, 2.0494565217391307]) {
      #expect(abs(x - y) < 1e-13)
    }
    for (x, y) in zip(
      fit.covariance.elements,
      [0.007500000000000001, -0.0025, -0.0025000000000000005, 0.001702898550724638])
    { #expect(abs(x - y) < 1e-16) }
    #expect(abs(fit.chiSquared - 3.491847826086959) < 1e-11)
    #expect(fit.degreesOfFreedom == 3)
    #expect(abs(fit.residuals[0] - (1.1 - fit.solution[0])) < 1e-15)
    #expect(abs(fit.standardErrors[1] - fit.covariance[1, 1].squareRoot()) == 0)
  }

  @Test func weightsAreInverseVariances() throws {
    let byErrors = try WeightedLeastSquares(
      design: design, observations: observations, standardErrors: errors)
    let byWeights = try WeightedLeastSquares(
      design: design, observations: observations, weights: errors.map { 1 / ($0 * $0) })
    for (x, y) in zip(byErrors.solution, byWeights.solution) { #expect(abs(x - y) < 1e-13) }
    #expect((byErrors.covariance - byWeights.covariance).maxAbs < 1e-15)
  }

  @Test func solvesExactlyDeterminedSystems() throws {
    let fit = try WeightedLeastSquares(
      design: Matrix(rows: [[2, 0], [0, 4]]), observations: [1, 2], standardErrors: [0.1, 0.2])
    #expect(abs(fit.solution[0] - 0.5) < 1e-15 && abs(fit.solution[1] - 0.5) < 1e-15)
    #expect(fit.degreesOfFreedom == 0 && fit.chiSquared < 1e-25)
    #expect(abs(fit.standardErrors[0] - 0.05) < 1e-15)
    #expect(abs(fit.standardErrors[1] - 0.05) < 1e-15)
  }

  @Test func survivesBadlyScaledColumns() throws {
    let scaled = Matrix(rows: design.rowArrays.map { [1e-9 * $0[0], 1e9 * $0[1]] })
    let fit = try WeightedLeastSquares(
      design: scaled, observations: observations, standardErrors: errors)
    let plain = try WeightedLeastSquares(
      design: design, observations: observations, standardErrors: errors)
    #expect(abs(fit.solution[0] * 1e-9 / plain.solution[0] - 1) < 1e-12)
    #expect(abs(fit.solution[1] * 1e9 / plain.solution[1] - 1) < 1e-12)
  }

  @Test func refusesBadInput() {
    #expect(throws: LinearAlgebraError.invalidWeight(index: 1)) {
      try WeightedLeastSquares(
        design: .identity(2), observations: [1, 2], standardErrors: [1, 0])
    }
    #expect(throws: LinearAlgebraError.invalidWeight(index: 0)) {
      try WeightedLeastSquares(
        design: .identity(2), observations: [1, 2], weights: [.infinity, 1])
    }
    #expect(throws: LinearAlgebraError.underdetermined(equations: 1, unknowns: 2)) {
      try WeightedLeastSquares(
        design: Matrix(rows: [[1, 2]]), observations: [1], standardErrors: [1])
    }
    #expect(throws: LinearAlgebraError.notFinite) {
      try WeightedLeastSquares(
        design: .identity(1), observations: [.nan], standardErrors: [1])
    }
    #expect {
      try WeightedLeastSquares(
        design: Matrix(rows: [[1, 2], [2, 4], [3, 6]]), observations: [1, 2, 3],
        standardErrors: [1, 1, 1])
    } throws: { error in
      guard case LinearAlgebraError.singular = error else { return false }
      return true
    }
    #expect(LinearAlgebraError.invalidWeight(index: 0).description.contains("equation 1"))
  }
}
