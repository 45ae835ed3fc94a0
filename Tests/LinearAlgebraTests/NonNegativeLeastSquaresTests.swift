import Foundation
import LinearAlgebra
import Testing

@Suite struct NonNegativeLeastSquaresTests {
  /// A reproducible number in (−1, 1).
  private func noise(_ i: Int, _ j: Int) -> Double {
    let x = sin(Double(i) * 12.9898 + Double(j) * 78.233) * 43758.5453
    return 2 * (x - x.rounded(.down)) - 1
  }

  private func problem(_ seed: Int, rows: Int, columns: Int) -> (Matrix, [Double], [Double]) {
    var design = Matrix(rows: rows, columns: columns)
    for i in 0..<rows { for j in 0..<columns { design[i, j] = noise(i + 100 * seed, j) } }
    let target = (0..<rows).map { noise($0 + 100 * seed, 1000) }
    let errors = (0..<rows).map { 0.5 + abs(noise($0 + 100 * seed, 2000)) }
    return (design, target, errors)
  }

  /// The conditions of Karush, Kuhn and Tucker, which hold at the solution and nowhere else: no unknown is
  /// negative, the slope is zero for positive ones and not downhill for the others.
  @Test(arguments: 0..<20) func optimality(seed: Int) throws {
    let (design, target, errors) = problem(seed, rows: 30, columns: 12 + seed)
    let fit = try NonNegativeLeastSquares(
      design: design, observations: target, standardErrors: errors, tolerance: 1e-12)
    let residuals = zip(zip(target, design * fit.solution), errors).map { ($0.0 - $0.1) / $1 }
    for j in 0..<design.columns {
      let slope = (0..<design.rows).reduce(0) {
        $0 + design[$1, j] / errors[$1] * residuals[$1]
      }
      #expect(fit.solution[j] >= 0)
      #expect(fit.solution[j] > 0 ? abs(slope) < 1e-9 : slope < 1e-9)
    }
    #expect(abs(fit.chiSquared - residuals.reduce(0) { $0 + $1 * $1 }) < 1e-9)
    #expect(fit.solution.contains(0))
  }

  /// Where the plain solution is positive, it is the solution.
  @Test func agreesWithLeastSquaresWhenNothingBinds() throws {
    let design = Matrix(rows: [[1, 0], [1, 1], [1, 2], [1, 3]])
    let target = [1.0, 2.1, 2.9, 4.2]
    let errors = [0.1, 0.2, 0.1, 0.3]
    let plain = try WeightedLeastSquares(
      design: design, observations: target, standardErrors: errors)
    let fit = try NonNegativeLeastSquares(
      design: design, observations: target, standardErrors: errors)
    for (a, b) in zip(fit.solution, plain.solution) { #expect(abs(a - b) < 1e-12) }
  }

  /// Of the same column twice only one is used; a column of zeros is not.
  @Test func dependentColumns() throws {
    let design = Matrix(rows: [[1, 1, 0], [2, 2, 0], [3, 3, 0]])
    let fit = try NonNegativeLeastSquares(
      design: design, observations: [2, 4, 6], standardErrors: [1, 1, 1])
    #expect(abs(fit.solution[0] + fit.solution[1] - 2) < 1e-12)
    #expect(fit.solution[2] == 0)
    #expect(fit.chiSquared < 1e-20)
  }

  @Test func nothingPositiveHelps() throws {
    let fit = try NonNegativeLeastSquares(
      design: Matrix(rows: [[1], [1]]), observations: [-1, -2], standardErrors: [1, 1])
    #expect(fit.solution == [0])
    #expect(fit.chiSquared == 5)
  }

  @Test func refusesWhatIsNotANumber() {
    let design = Matrix(rows: [[1], [1]])
    #expect(throws: LinearAlgebraError.notFinite) {
      _ = try NonNegativeLeastSquares(
        design: design, observations: [.nan, 1], standardErrors: [1, 1])
    }
    #expect(throws: LinearAlgebraError.invalidWeight(index: 1)) {
      _ = try NonNegativeLeastSquares(
        design: design, observations: [1, 1], standardErrors: [1, 0])
    }
  }
}
