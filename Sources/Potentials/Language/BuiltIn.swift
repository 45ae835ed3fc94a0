/// A named function of the language that is defined in the language itself.
///
/// Since the body is an expression, its gradient is symbolic and exact like any other.
public struct BuiltIn: Sendable, Equatable {
  /// The name to call it by.
  public let name: String
  /// The names of its arguments, in order.
  public let parameters: [String]
  /// The defining expression.
  public let body: String
  /// What it is, with its source.
  public let summary: String

  /// The call as a user would write it, such as `rosenbrock(x, y)`.
  public var signature: String { "\(name)(\(parameters.joined(separator: ", ")))" }

  init(_ name: String, _ parameters: [String], _ body: String, _ summary: String) {
    self.name = name
    self.parameters = parameters
    self.body = body
    self.summary = summary
  }

  static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// All built-ins, in alphabetical order.
  public static let all: [BuiltIn] = [
    BuiltIn(
      "ackley", ["x", "y"],
      """
      20 - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + exp(1)
      """,
      "Ackley's function in two dimensions; minimum 0 at the origin, where it has a cusp"),
    BuiltIn(
      "double_well", ["x"], "(x^2 - 1)^2",
      "The quartic double well; minima 0 at -1 and 1, barrier 1 at 0"),
    BuiltIn(
      "fput", ["r", "alpha", "beta"], "r^2/2 + alpha*r^3/3 + beta*r^4/4",
      "The bond energy of the Fermi–Pasta–Ulam–Tsingou chain for an elongation r"),
    BuiltIn(
      "gaussian", ["x", "center", "width"], "exp(-((x - center)/width)^2/2)",
      "A Gaussian bump of height 1 and standard deviation width"),
    BuiltIn(
      "henon_heiles", ["x", "y"], "(x^2 + y^2)/2 + x^2*y - y^3/3",
      "Hénon and Heiles, Astron. J. 69, 73 (1964)"),
    BuiltIn(
      "himmelblau", ["x", "y"], "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
      "Himmelblau's function; four minima of value 0, one at (3, 2)"),
    BuiltIn(
      "lennard_jones", ["r"], "4*(r^-12 - r^-6)",
      "The Lennard-Jones pair energy in reduced units; minimum -1 at 2^(1/6)"),
    BuiltIn(
      "morse", ["r", "depth", "width", "r0"], "depth*(1 - exp(-width*(r - r0)))^2",
      "Morse, Phys. Rev. 34, 57 (1929); minimum 0 at r0, dissociation energy depth"),
    BuiltIn(
      "muller_brown", ["x", "y"],
      """
      -200*exp(-(x - 1)^2 - 10*y^2) - 100*exp(-x^2 - 10*(y - 0.5)^2)
      - 170*exp(-6.5*(x + 0.5)^2 + 11*(x + 0.5)*(y - 1.5) - 6.5*(y - 1.5)^2)
      + 15*exp(0.7*(x + 1)^2 + 0.6*(x + 1)*(y - 1) + 0.7*(y - 1)^2)
      """,
      "Müller and Brown, Theor. Chim. Acta 53, 75 (1979); three minima, the lowest -146.70"),
    BuiltIn(
      "rastrigin", ["x"], "10 + x^2 - 10*cos(2*pi*x)",
      "One coordinate's term of Rastrigin's function; minimum 0 at 0"),
    BuiltIn(
      "rosenbrock", ["x", "y"], "(1 - x)^2 + 100*(y - x^2)^2",
      "Rosenbrock, Comput. J. 3, 175 (1960); minimum 0 at (1, 1)"),
    BuiltIn(
      "six_hump_camel", ["x", "y"], "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
      "The six-hump camel function; two global minima of about -1.0316"),
    BuiltIn(
      "styblinski_tang", ["x"], "(x^4 - 16*x^2 + 5*x)/2",
      "One coordinate's term of the Styblinski–Tang function; minimum about -39.166"),
    BuiltIn(
      "wolfe_quapp", ["x", "y"], "x^4 + y^4 - 2*x^2 - 4*y^2 + x*y + 0.3*x + 0.1*y",
      "Quapp, J. Theor. Comput. Chem. 4, 45 (2005); a surface with a tilted valley"),
  ]
}
