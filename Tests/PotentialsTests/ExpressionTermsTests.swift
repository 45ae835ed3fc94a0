import Potentials
import Testing

@Suite("Terms of a sum") struct ExpressionTermsTests {
  @Test(
    "are those that are written, whatever is in them",
    arguments: [
      ("x^2 + 3*(y - 1) - sum(i, 1, 5, cos(i*x))", 3), ("muller_brown(x, y) - y", 2),
      ("(x + y)*k", 1), ("-x", 1), ("(x - y) + (x + y)", 2), ("sum(i, 1, 3, x^i)", 1),
    ])
  func count(source: String, terms: Int) throws {
    let whole = try Expression(source, coordinates: ["x", "y"], parameters: ["k": 2])
    #expect(whole.termCount == terms)
    let point = [0.3, -1.7]
    let parts = try (0..<terms).map { try whole.sum(ofTerms: [$0]) }
    for part in parts { #expect(abs(part.value(at: point) - part.oracleValue(at: point)) < 1e-12) }
    let sum = parts.reduce(0) { $0 + $1.value(at: point) }
    #expect(abs(sum - whole.value(at: point)) < 1e-12 * max(1, abs(sum)))
  }

  @Test("make potentials with their derivatives, of the same coordinates")
  func potentials() throws {
    let whole = try ExpressionPotential("x^2 - 3*sin(2*y) + x*y - 5", coordinates: ["x", "y"])
    let part = try whole.sum(ofTerms: [1, 2])
    let point = [0.4, 1.1]
    let expected = try ExpressionPotential("-3*sin(2*y) + x*y", coordinates: ["x", "y"])
    #expect(part.value(at: point) == expected.value(at: point))
    #expect(part.gradient(at: point) == expected.gradient(at: point))
    #expect(try part.hessian(at: point) == expected.hessian(at: point))
    #expect(part.coordinateNames == ["x", "y"])
    #expect(try whole.sum(ofTerms: [3]).gradient(at: point) == [0, 0])
  }

  @Test(
    "are machine code where another potential is",
    .enabled(if: NativeGradientTests.isThereACompiler))
  func native() throws {
    let whole = try ExpressionPotential("x^2 + cos(3*x)", coordinates: ["x"])
    let compiled = try whole.compiled(by: NativeGradientTests.compiler)
    let part = try compiled.sum(ofTerms: [1])
    #expect(part.nativeGradient == nil)
    #expect(part.compiled(like: compiled).nativeGradient != nil)
    #expect(part.compiled(like: whole).nativeGradient == nil)
    #expect(part.compiled(like: compiled.interpreted).nativeGradient == nil)
  }
}
