import Potentials
import Testing

/// Where and why an expression is not finite at a point.
@Suite struct SingularityTests {
  @Test(
    arguments: [
      ("1 + y/x", [0.0, 1], 4..<7, "1.0/0.0 is not finite"),
      ("1 + x*log(x - y)", [1, 2], 6..<16, "log(-1.0) is not a number"),
      ("sin(sqrt(x))", [0, 0], 4..<11, "the derivative of sqrt(0.0) is not finite"),
      ("x^-2 + y", [0, 0], 0..<4, "0.0^-2.0 is not finite"),
      ("y + x^0.5", [-1, 0], 4..<9, "-1.0^0.5 is not a number"),
      ("exp(x*y)", [100, 100], 0..<8, "exp(10000.0) is not finite"),
      ("2*lennard_jones(x)", [0, 0], 2..<18, "0.0^-12.0 in lennard_jones is not finite"),
      ("x*y*x", [1e200, 1e200], 0..<5, "the product is not finite"),
      ("x + y", [1e308, 1e308], 0..<5, "the sum is not finite"),
      ("1 + x", [.nan, 0], 4..<5, "the coordinate is not a number"),
      ("x/x", [0, 0], 0..<3, "0.0/0.0 is not a number"),
    ] as [(String, [Double], Range<Int>, String)])
  func located(source: String, q: [Double], range: Range<Int>, message: String) throws {
    let potential = try ExpressionPotential(source, coordinates: ["x", "y"])
    let error = try #require(potential.firstSingularity(at: q))
    #expect(error.range == range)
    #expect(error.message == message)
  }

  @Test func aRegularPointHasNone() throws {
    let potential = try ExpressionPotential(
      "muller_brown(x, y) + sqrt(x)*log(y)", coordinates: ["x", "y"])
    #expect(potential.firstSingularity(at: [0.5, 0.5]) == nil)
  }
}
