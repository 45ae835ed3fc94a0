import Foundation
import Potentials
import Reference
import Testing

/// The compiled tapes against the plain evaluation of the source, value and gradient.
@Suite struct OracleComparisonTests {
  /// How many times the first-order rounding bound of the source the tape may deviate: the tape adds
  /// in another order and rounds 1/c once more, but it must not be worse by an order of magnitude.
  static let factor = 8.0

  /// Compares at one point and returns whether the point was comparable.
  static func compare(_ potential: ExpressionPotential, at q: [Double]) -> Bool {
    let source = potential.expression.source.prefix(300)
    let coordinates = q.enumerated().map {
      Dual(coordinate: BoundedNumber(coordinate: $0.element), index: $0.offset)
    }
    let reference = potential.expression.oracle(at: coordinates)
    guard reference.isFinite, !reference.value.isAmbiguous,
      !reference.tangents.values.contains(where: \.isAmbiguous)
    else { return false }
    guard let gradientTape = potential.gradientTape else {
      Issue.record("no gradient tape")
      return false
    }
    let expected = [reference.value] + reference.gradient(dimension: q.count)
    let interpreted =
      TapeInterpreter(tape: potential.valueTape).evaluate(q)
      + TapeInterpreter(tape: gradientTape).evaluate(q)
    let computed = [potential.value(at: q)] + potential.gradient(at: q)
    for (index, bounded) in expected.enumerated() {
      let tolerance = factor * bounded.error + 1e-300
      #expect(
        abs(interpreted[index] - bounded.number) <= tolerance,
        "\(index): compiled \(interpreted[index]), expected \(bounded) in \(source) at \(q)")
      #expect(
        abs(computed[index] - bounded.number) <= tolerance,
        "\(index): kernels \(computed[index]), expected \(bounded) in \(source) at \(q)")
    }
    return true
  }

  @Test(arguments: [
    "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)",
    "s*(muller_brown(x,y) + 35.0136*(x+0.033923)^2 + 59.8399*(y-0.465694)^2)",
    "3*eps*cos(x/eps) + 2.1*eps*cos((x+2*y)/eps + 0.3)",
    "himmelblau(x,y) + rosenbrock(x,y) + wolfe_quapp(x,y)",
    "ackley(x, y) + six_hump_camel(x, y) + henon_heiles(x,y)",
    "lennard_jones(sqrt(x^2+y^2)) + morse(abs(x) + 1, 2, 1.5, 1) + gaussian(y, 0.5, 0.3)",
    "rastrigin(x) + styblinski_tang(y) + double_well(x) + fput(x - y, 0.25, 0.1)",
    "max(x, y)*min(x, 2*y, -x) + abs(x - y)",
    "x^y + 2^x + pow(x^2+1, y/2) + x^0.5 + x^-1.5",
    "tan(x)*tanh(y) + sinh(x)/cosh(y) - atan(x*y)*log(1 + x^2)",
    "x*x*y*y*x + (x*y)^2/(x*y) + x/x - 0*y",
    "sin(x)*cos(x) + sin(-x) + cos(2*(x - y)) + sin(1 - 3*x)",
    "-x^2^0.5 + 2^-x*3 - --y",
    "sum(i, 1, 5, sum(j, i + 1, 5, cos(i*x - j*y)/(i + j)))",
    "1/(1 + exp(-x))/(2 + y) + 4/x^3 - y/x^2",
    "x*0 + (x - 1)*(x + 1)*(y - 1)*(y + 2)*(x + y)*(x - y)*exp(x)",
    "sqrt(x^2 + y^2)^3 + abs(x*y)^5 + (3*x - 1)^50/1e20",
    "5", "x", "-y", "2*x", "x + y", "1 - x",
  ])
  func handwritten(_ source: String) throws {
    let potential = try ExpressionPotential(
      source, coordinates: ["x", "y"], parameters: ["eps": 1e-4, "s": 0.05])
    var random = RandomExpression(seed: 7)
    var compared = 0
    for _ in 0..<50 {
      let q = [random.uniform(0.1...1.6), random.uniform(-1.7...1.9)]
      if Self.compare(potential, at: q) { compared += 1 }
    }
    // Powers with real exponents exclude about half of the plane.
    #expect(compared >= 15)
  }

  @Test(arguments: 1...6)
  func random(dimension: Int) throws {
    var random = RandomExpression(seed: UInt64(dimension))
    var compared = 0
    var accepted = 0
    for round in 0..<400 {
      let source = random.expression(depth: 1 + round % 8, dimension: dimension)
      let potential: ExpressionPotential
      do throws(ExpressionError) {
        potential = try ExpressionPotential(
          source, coordinates: ["x[\(dimension)]"], parameters: ["k": 0.3])
      } catch {
        // Constant parts may be singular; nothing else may be wrong with a generated source.
        #expect(
          ["not finite", "division by", "overflows"].contains { error.message.contains($0) },
          "\(error) in \(source)")
        continue
      }
      accepted += 1
      for _ in 0..<5 {
        let q = (0..<dimension).map { _ in random.uniform(-2.0...2.0) }
        if Self.compare(potential, at: q) { compared += 1 }
      }
    }
    #expect(accepted >= 300)
    #expect(compared >= 800)
  }
}
