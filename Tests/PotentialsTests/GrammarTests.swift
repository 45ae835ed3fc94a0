import Potentials
import Testing

/// Precedence, associativity, numbers, names and sums, each against its value.
@Suite struct GrammarTests {
  static let values: [(String, Double)] = [
    ("-x^2", -9.0), ("(-x)^2", 9), ("2^3^2", 512), ("(2^3)^2", 64), ("2^-1", 0.5),
    ("2^-x^2", 0x1p-9), ("-2^2", -4), ("-2^-2", -0.25), ("2^-1*8", 4), ("-x*y", -6),
    ("10 - 4 - 3", 3), ("10 - (4 - 3)", 9), ("24/4/2", 3), ("24/(4/2)", 12), ("24/4*2", 12),
    ("2*x^2", 18), ("(2*x)^2", 36), ("1 + 2*3", 7), ("(1 + 2)*3", 9), ("--x", 3), ("-+-x", 3),
    ("2*-x", -6), ("x - -y", 5), ("+x", 3), ("6/-x", -2), ("x^2/y", 4.5), ("-x/y", -1.5),
    ("sin(x)^2 + cos(x)^2", 1), ("-sin(pi/2)", -1), ("pow(2, 3)^2", 64),
    (".5 + 1. + 1e-1 + 2E+1 + 1.5e1", 36.6), ("0.1e2", 10), ("007", 7),
    ("min(x, y, 1)", 1), ("max(1, x, y)", 3), ("x\n\t*\r\n y", 6), ("k*n", 10),
    ("sum(i, 1, 4, i)", 10), ("sum(i, -1, 1, i^2)", 2), ("sum(i, 2, n, q[i]*i)", 4 + 9 + 16 + 25),
    ("sum(i, 1, n - 1, (q[i+1] - q[i])^2)", 4),
    ("sum(i, 1, 3, sum(j, i, 3, i*j))", 25), ("sum(i, 1, 3, sum(j, i + 1, 3, i*j))", 11),
    ("q[n] + q[(n + 1)/2] + q[2^2]", 12), ("q[min(7, 3)]", 3), ("2 - sum(i, 1, 3, i) - 1", -5),
    ("x^0 + 0^0", 2), ("abs(-x) + sqrt(4*y + 1)", 6), ("exp(log(x))", 3),
    ("tanh(0) + sinh(0) + cosh(0) + atan(0) + tan(0)", 1), ("_a1 + ε", 1.5),
  ]

  @Test(arguments: values)
  func value(source: String, expected: Double) throws {
    let expression = try Expression(
      source, coordinates: ["x", "y", "q[5]"], parameters: ["k": 2, "n": 5, "_a1": 1, "ε": 0.5])
    let point = [3, 2, 1, 2, 3, 4, 5.0]
    let tolerance = 4 * expected.ulp
    #expect(abs(expression.oracleValue(at: point) - expected) <= tolerance)
    #expect(abs(expression.value(at: point) - expected) <= tolerance)
  }

  @Test func expandsCoordinateArraysInOrder() throws {
    let expression = try Expression("a + x[2] + b[1]", coordinates: ["x[2]", "a", "b[1]"])
    #expect(expression.coordinateNames == ["x[1]", "x[2]", "a", "b[1]"])
    #expect(expression.oracleValue(at: [1, 10, 100, 1000]) == 1110)
    #expect(expression.dimension == 4)
  }

  @Test func aVanishingFactorDropsItsProduct() throws {
    // Documented: the simplified form removes removable singularities, the oracle does not.
    let expression = try Expression("0*log(x) + x/x", coordinates: ["x"])
    #expect(expression.value(at: [0]) == 1)
    #expect(expression.oracleValue(at: [0]).isNaN)
  }
}
