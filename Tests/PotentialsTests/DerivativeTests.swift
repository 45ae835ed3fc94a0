import Foundation
import Potentials
import Testing

/// Gradients against central differences, Hessians against dual numbers of dual numbers.
@Suite struct DerivativeTests {
  static let sources = [
    "muller_brown(x, y)*0.05", "himmelblau(x, y)", "sin(x*y)*exp(-x^2) + z^3*x",
    "max(x*y, z^2) + min(x, y*z)^3", "abs(x - 2*y)*z + sqrt(1 + x^2 + y^2)",
    "log(2 + x^2)/(1 + y^2) + tanh(x*z) - atan(y/(2 + z))", "(1 + x^2)^(y/2) + 2^(x*z)",
    "cosh(x)*sinh(y)*tan(z/2)", "lennard_jones(1 + x^2 + y^2)", "x*y*z*(x + y)*(y + z)*(z + x)",
    "sum(i, 1, 4, cos(i*x + y)/(i + z^2))", "(2 + x)^1.5*(3 + y)^-2.5 + (2 + z)^0.5", "x + 2*y",
  ]

  @Test(arguments: sources)
  func gradientMatchesCentralDifferences(_ source: String) throws {
    let potential = try ExpressionPotential(source, coordinates: ["x", "y", "z"])
    var random = RandomExpression(seed: 3)
    for _ in 0..<20 {
      let q = (0..<3).map { _ in random.uniform(-1.0...1.0) }
      let gradient = potential.gradient(at: q)
      for index in q.indices {
        let step = 1e-5
        var (ahead, behind) = (q, q)
        ahead[index] += step
        behind[index] -= step
        let difference =
          (potential.oracleValue(at: ahead) - potential.oracleValue(at: behind)) / (2 * step)
        // Truncation h²f‴/6 with f‴ up to about 10⁴, and rounding 10⁻¹⁶·f/h.
        #expect(abs(gradient[index] - difference) < 1e-6 * max(1, abs(difference)))
      }
    }
  }

  @Test(arguments: sources)
  func hessianMatchesSecondOrderDuals(_ source: String) throws {
    let potential = try ExpressionPotential(source, coordinates: ["x", "y", "z"])
    let tape = try potential.makeHessianTape()
    #expect(tape.outputs == 9)
    var random = RandomExpression(seed: 4)
    for _ in 0..<20 {
      let q = (0..<3).map { _ in random.uniform(-1.0...1.0) }
      let inner = q.enumerated().map { Dual(coordinate: $0.element, index: $0.offset) }
      let outer = inner.enumerated().map { Dual(coordinate: $0.element, index: $0.offset) }
      let reference = potential.expression.oracle(at: outer)
      let hessian = try potential.hessian(at: q)
      let rows = reference.gradient(dimension: 3).map { $0.gradient(dimension: 3) }
      let scale = rows.joined().map(abs).max() ?? 0
      for i in 0..<3 {
        for j in 0..<3 {
          #expect(abs(hessian[i][j] - rows[i][j]) <= 1e-11 * max(1, scale))
        }
      }
    }
  }

  @Test func theHessianOfManyCoordinatesIsRefusedWithAReason() throws {
    let potential = try ExpressionPotential("sum(i,1,300,x[i]^4)", coordinates: ["x[300]"])
    let error = #expect(throws: ExpressionError.self) { try potential.makeHessianTape() }
    #expect(error?.message == "the second derivatives by 300 coordinates do not fit a tape")
  }

  @Test func aBranchNotTakenDoesNotSpoilTheGradient() throws {
    let potential = try ExpressionPotential(
      "min(lennard_jones(abs(x)), 10) + max(0, log(x))", coordinates: ["x"])
    #expect(potential.gradient(at: [1e-30]) == [0])
    #expect(potential.oracleGradient(at: [1e-30]) == [0])
    #expect(potential.hessianOrNil(at: [1e-30]) == [[0]])
  }
}

extension ExpressionPotential {
  fileprivate func hessianOrNil(at q: [Double]) -> [[Double]]? { try? hessian(at: q) }
}
