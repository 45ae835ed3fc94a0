import Potentials
import Testing

/// Every kind of error with its place, its message and its hint.
@Suite struct ExpressionErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let source: String
    let line: Int
    let column: Int
    let length: Int
    let message: String
    let hint: String?
    var testDescription: String { source }

    init(
      _ source: String, _ position: (Int, Int), _ length: Int, _ message: String,
      _ hint: String? = nil
    ) {
      self.source = source
      (line, column) = position
      self.length = length
      self.message = message
      self.hint = hint
    }
  }

  static let lexical: [Case] = [
    Case("1e999", (1, 1), 5, "the number is too large for double precision"),
    Case("1.2.3", (1, 1), 4, "a number has only one decimal point"),
    Case(
      "1e*x", (1, 1), 2, "the exponent of the number has no digits",
      "write 1e-4; for a product write the operator '*'"),
    Case(
      "2x", (1, 1), 2, "an operator is missing between a number and a name",
      "write the product as 2*x"),
    Case("x**2", (1, 2), 2, "'**' is not an operator", "write a power as x^2"),
    Case("x \u{D7} y", (1, 3), 2, "unexpected character U+00D7", "write the product as '*'"),
    Case("x \u{2212} y", (1, 3), 3, "unexpected character U+2212", "write the minus sign as '-'"),
    Case("x\u{B2}", (1, 2), 2, "unexpected character U+00B2", "write the square as '^2'"),
    Case("x\u{0}", (1, 2), 1, "unexpected character U+0000"),
    Case(
      "x = 2", (1, 3), 1, "unexpected character '='",
      "an expression is one formula without comparisons"),
    Case("{x}", (1, 1), 1, "unexpected character '{'", "group with parentheses"),
    Case("x#", (1, 2), 1, "unexpected character '#'"),
    Case(
      ".", (1, 1), 1, "unexpected character '.'",
      "a number has a digit on at least one side of the point"),
  ]

  static let syntactic: [Case] = [
    Case("", (1, 1), 0, "the expression is empty", "write for example \"x^2/2\""),
    Case(" \n ", (1, 1), 3, "the expression is empty", "write for example \"x^2/2\""),
    Case("2*(x + (y)", (1, 3), 1, "this parenthesis is never closed", "add ')'"),
    Case("q[1", (1, 2), 1, "this bracket is never closed", "add ']'"),
    Case(
      "x)", (1, 2), 1, "')' has no matching '('", "remove it or open a parenthesis before"),
    Case("(x]", (1, 3), 1, "']' has no matching '['"),
    Case("x*(2)[1]", (1, 6), 1, "'[' must follow the name of a coordinate array"),
    Case("()", (1, 1), 2, "the parentheses are empty"),
    Case(
      "x +", (1, 4), 0, "the expression ends where a value is expected",
      "write a number, a name or '(' after '+'"),
    Case(
      "x +\n * y", (2, 2), 1, "a value is missing before '*'",
      "write a number, a name or '(' after '+'"),
    Case("x y", (1, 3), 1, "an operator is missing before 'y'", "write a product with '*'"),
    Case("x (y)", (1, 1), 1, "'x' is not a function", "write a product as x*(…)"),
    Case(
      "1,5*x", (1, 2), 1, "',' is only allowed between the arguments of a function",
      "the decimal mark is a point"),
    Case(
      "sin x", (1, 1), 3, "the function 'sin' needs its arguments in parentheses", "write sin(x)"),
  ]

  static let names: [Case] = [
    Case(
      "x + ep*y", (1, 5), 2, "unknown name 'ep'",
      "did you mean 'eps'? known names: x, y, q[1…3], eps, n, pi"),
    Case("zeta", (1, 1), 4, "unknown name 'zeta'", "known names: x, y, q[1…3], eps, n, pi"),
    Case(
      "\u{3C0}*x", (1, 1), 2, "unknown name '\u{3C0}'",
      "did you mean 'pi'? known names: x, y, q[1…3], eps, n, pi"),
    Case(
      "sum(i, 1, 2, q[j])", (1, 16), 1, "unknown name 'j'",
      "known names: i, x, y, q[1…3], eps, n, pi"),
    Case(
      "q", (1, 1), 1, "'q' is an array of 3 coordinates and needs an index",
      "write q[1] … q[3]"),
    Case(
      "x[1]", (1, 1), 1, "'x' is not an array and takes no index",
      "an array of coordinates is declared as \"x[10]\""),
    Case("sin()", (1, 1), 5, "'sin' takes 1 argument, not 0", "write sin(x)"),
    Case("pow(x)", (1, 1), 6, "'pow' takes 2 arguments, not 1", "write pow(x, y)"),
    Case("min(x)", (1, 1), 6, "'min' takes at least 2 arguments, not 1", "write min(x, y)"),
    Case(
      "1 + muller_brown(x)", (1, 5), 15, "'muller_brown' takes 2 arguments, not 1",
      "write muller_brown(x, y)"),
    Case(
      "max(x,,y)", (1, 7), 1, "a value is missing before ','",
      "write a number, a name or '(' after ','"),
  ]

  static let sums: [Case] = [
    Case("q[0]", (1, 1), 4, "q[0] does not exist", "q has the elements 1 to 3"),
    Case("q[4]", (1, 1), 4, "q[4] does not exist", "q has the elements 1 to 3"),
    Case(
      "sum(i, 1, 3, q[i+1])", (1, 14), 6, "q[4] does not exist (at i = 3)",
      "q has the elements 1 to 3"),
    Case("q[n/2]", (1, 3), 3, "the index of 'q' is 1.5, not an integer"),
    Case(
      "q[x]", (1, 3), 1, "an index cannot depend on the coordinate 'x'",
      "use numbers, summation indices and integer parameters"),
    Case(
      "sum(i, 1, y, x)", (1, 11), 1,
      "the upper bound of a sum cannot depend on the coordinate 'y'",
      "use numbers, summation indices and integer parameters"),
    Case("sum(i, eps, 3, x)", (1, 8), 3, "the lower bound of a sum is 0.1, not an integer"),
    Case(
      "sum(i, 3, 1, q[i])", (1, 1), 18,
      "the sum is empty: its lower bound 3 exceeds its upper bound 1",
      "write the smaller bound first"),
    Case(
      "sum(i, 1, 3)", (1, 1), 12, "'sum' takes 4 arguments, not 3", "write sum(i, 1, 10, …)"),
    Case(
      "sum(1, 3, x)", (1, 5), 1, "'sum' needs the name of its index first",
      "write sum(i, 1, 10, …)"),
    Case("sum(i, 1, 2, x, y)", (1, 15), 1, "'sum' takes 4 arguments", "write sum(i, 1, 10, …)"),
    Case(
      "sum(x, 1, 3, x)", (1, 5), 1, "the summation index 'x' is already a coordinate",
      "choose another name for the index"),
    Case(
      "sum(i, 1, 2, sum(i, 1, 2, x))", (1, 18), 1,
      "the summation index 'i' is already the index of an enclosing sum",
      "choose another name for the index"),
    Case(
      "sum(pi, 1, 2, x)", (1, 5), 2,
      "the summation index 'pi' is already a function or constant",
      "choose another name for the index"),
    Case(
      "x + sum(i, 1, 1e9, x)", (1, 5), 17, "the sum has more than 1000000 terms",
      "shorten the sum"),
    Case(
      "sum(i, 1, 2000, sum(j, 1, 2000, x))", (1, 33), 1,
      "the expression expands to more than 1000000 operations", "shorten the sums"),
  ]

  static let constants: [Case] = [
    Case("x + 1/0", (1, 7), 1, "division by zero", "the divisor is constant and zero"),
    Case(
      "x/(eps - eps)", (1, 3), 11, "division by zero", "the divisor is constant and zero"),
    Case(
      "x/1e-320", (1, 3), 6, "division by 1e-320 overflows",
      "the divisor is constant and too small"),
    Case("x*log(-1)", (1, 3), 7, "log(-1) is not finite", "log needs a positive argument"),
    Case("log(0)", (1, 1), 6, "log(0) is not finite", "log needs a positive argument"),
    Case(
      "sqrt(x) + sqrt(-2)", (1, 11), 8, "sqrt(-2) is not finite",
      "sqrt needs an argument that is not negative"),
    Case("0^-1", (1, 1), 4, "(0)^(-1) is not finite", "zero has no negative power"),
    Case(
      "(-8)^0.5", (1, 1), 8, "(-8)^(0.5) is not finite",
      "a negative number has no real fractional power; -x^2 is -(x^2)"),
    Case(
      "10^400", (1, 1), 6, "(10)^(400) is not finite", "it exceeds the range of double precision"),
    Case(
      "exp(1000)*x", (1, 1), 9, "exp(1000) is not finite",
      "exp overflows beyond an argument of about 709"),
    Case("1e300*1e300*x", (1, 1), 13, "the product overflows"),
    Case("1e308 + 1e308", (1, 1), 13, "the sum overflows"),
    Case(
      "sum(i, 0, 2, x/i)", (1, 16), 1, "division by zero (at i = 0)",
      "the divisor is constant and zero"),
    Case(
      "x + lennard_jones(0)", (1, 5), 16, "(0)^(-12) is not finite in lennard_jones",
      "zero has no negative power"),
    Case(
      "1e300*sin(1e300*x)", (1, 1), 18,
      "a coefficient of the expression or of its derivatives overflows",
      "rescale the coordinates or the parameters"),
  ]

  @Test(arguments: lexical + syntactic + names + sums + constants)
  func located(_ expected: Case) {
    let error = #expect(throws: ExpressionError.self) {
      try ExpressionPotential(
        expected.source, coordinates: ["x", "y", "q[3]"], parameters: ["eps": 0.1, "n": 3])
    }
    guard let error else { return }
    let position = error.position(in: expected.source)
    #expect(position.line == expected.line)
    #expect(position.column == expected.column)
    #expect(error.range.count == expected.length)
    #expect(error.message == expected.message)
    #expect(error.hint == expected.hint)
  }

  @Test func unknownFunctionListsAll() throws {
    let error = try #require(
      #expect(throws: ExpressionError.self) {
        try Expression("rosenbrok(x, x)", coordinates: ["x"])
      })
    #expect(error.message == "unknown function 'rosenbrok'")
    let hint = try #require(error.hint)
    #expect(hint.hasPrefix("did you mean 'rosenbrock'? known functions: sin, cos,"))
    for builtIn in BuiltIn.all { #expect(hint.contains(builtIn.name)) }
  }

  @Test(
    arguments: [
      ([], [:], "there are no coordinates"),
      (["x", "x"], [:], "the coordinate 'x' is declared twice"),
      (["x", "x[2]"], [:], "the coordinate 'x' is declared twice"),
      (["x[0]"], [:], "'x[0]' does not declare coordinates"),
      (["x[2"], [:], "'x[2' does not declare coordinates"),
      (["x[99999999999999999999]"], [:], "'x[99999999999999999999]' does not declare coordinates"),
      (["x[1000000]"], [:], "there are more than 30000 coordinates"),
      (["2x"], [:], "'2x' cannot name a coordinate"),
      ([""], [:], "'' cannot name a coordinate"),
      (["sin"], [:], "'sin' is a function or constant and cannot name a coordinate"),
      (["x"], ["x": 1], "'x' is both a coordinate and a parameter"),
      (["x"], ["a b": 1], "'a b' cannot name a parameter"),
      (["x"], ["pi": 3], "'pi' is a function or constant and cannot name a parameter"),
      (["x"], ["a": Double.nan], "the parameter 'a' is not a finite number"),
    ] as [([String], [String: Double], String)])
  func declarations(coordinates: [String], parameters: [String: Double], message: String) {
    let error = #expect(throws: ExpressionError.self) {
      try Expression("1", coordinates: coordinates, parameters: parameters)
    }
    #expect(error?.message == message)
    #expect(error?.range == 0..<0)
  }

  @Test func columnsCountCharacters() {
    let error = ExpressionError(message: "", range: 10..<11)
    // "é" as two scalars, a newline, then "ü" in two bytes and the error.
    #expect(error.position(in: "e\u{301}\r\n1+ü + x") == (2, 5))
    let early = ExpressionError(message: "m", range: 0..<0, hint: "h")
    #expect(early.position(in: "") == (1, 1))
    #expect(early.description == "m (h)")
  }
}
