/// A real function of the coordinates, given as text.
///
/// The language is described in docs/expressions.md: arithmetic, elementary functions, sums over
/// indices, and the functions of ``BuiltIn/all``. Beside Foundation, which has a type of this name,
/// write `Potentials.Expression`.
public struct Expression: Sendable {
  /// The text.
  public let source: String
  /// The expanded coordinates: "x", "y" or "x[1]", "x[2]", …
  public let coordinateNames: [String]
  /// The tape that computes the value.
  public let tape: Tape

  let syntax: SyntaxNode
  let slotCount: Int
  let graph: Graph
  let root: Graph.ID

  /// The number of coordinates.
  public var dimension: Int { coordinateNames.count }

  /// Parses, checks and compiles the source.
  ///
  /// Coordinates are names, or arrays such as `x[10]` for `x[1]` … `x[10]`. Everything constant is
  /// evaluated at once, so that `1/0` or `log(-1)` are errors here, each with its place.
  public init(
    _ source: String, coordinates: [String], parameters: [String: Double] = [:]
  ) throws(ExpressionError) {
    let scope = try Scope(coordinates: coordinates, parameters: parameters)
    let parsed = try Parser.parse(source, scope: scope)
    try self.init(
      source, coordinateNames: scope.coordinateNames, syntax: parsed.root,
      slotCount: parsed.slotCount)
  }

  /// The function of a tree that was parsed from the source.
  init(
    _ source: String, coordinateNames: [String], syntax: SyntaxNode, slotCount: Int
  ) throws(ExpressionError) {
    var builder = GraphBuilder()
    root = try builder.build(syntax, slotCount: slotCount)
    graph = builder.graph
    tape = try TapeCompiler.compile(
      graph, [root], dimension: coordinateNames.count, range: syntax.range)
    self.source = source
    self.coordinateNames = coordinateNames
    self.syntax = syntax
    self.slotCount = slotCount
  }

  /// The value at a point, computed by the tape.
  public func value(at q: [Double]) -> Double { tape.evaluate(q)[0] }

  /// The value at a point by plain recursion over the source as written: slow, and the reference for
  /// the tape.
  public func oracleValue(at q: [Double]) -> Double {
    oracle(at: q)
  }

  /// The gradient at a point by dual numbers, an independent check of the symbolic one.
  public func oracleGradient(at q: [Double]) -> [Double] {
    oracle(at: Self.dual(q)).gradient(dimension: dimension)
  }

  /// The value in any arithmetic.
  package func oracle<Number: OracleNumber>(at q: [Number]) -> Number {
    precondition(q.count == dimension, "a point has the wrong number of components")
    var evaluator = OracleEvaluator(coordinates: q)
    return evaluator.evaluate(syntax, slotCount: slotCount)
  }

  /// The innermost subexpression whose value, or whose derivative, is not finite at a point; nil when
  /// both are finite everywhere in the expression.
  public func firstSingularity(at q: [Double]) -> ExpressionError? {
    precondition(q.count == dimension, "a point has the wrong number of components")
    var evaluator = OracleEvaluator(coordinates: Self.dual(q))
    _ = evaluator.evaluate(syntax, slotCount: slotCount)
    return evaluator.firstNonFinite.map {
      ExpressionError(message: $0.message, range: $0.range, hint: $0.hint)
    }
  }

  private static func dual(_ q: [Double]) -> [Dual<Double>] {
    q.enumerated().map { Dual(coordinate: $0.element, index: $0.offset) }
  }

  /// The tape that computes the gradient.
  func makeGradientTape() throws(ExpressionError) -> Tape {
    var graph = graph
    let gradient = graph.gradient(of: root, dimension: dimension)
    return try TapeCompiler.compile(graph, gradient, dimension: dimension, range: syntax.range)
  }

  /// The tape that computes the symbolic second derivatives, row by row: dimension² outputs.
  ///
  /// Throws when the dimension is too large for the registers of a tape.
  public func makeHessianTape() throws(ExpressionError) -> Tape {
    var graph = graph
    let dimension = dimension
    guard dimension * (dimension + 1) <= Tape.registerLimit else {
      throw ExpressionError(
        message: "the second derivatives by \(dimension) coordinates do not fit a tape",
        range: syntax.range)
    }
    var rows: [Graph.ID] = []
    for component in graph.gradient(of: root, dimension: dimension) {
      rows += graph.gradient(of: component, dimension: dimension)
    }
    return try TapeCompiler.compile(graph, rows, dimension: dimension, range: syntax.range)
  }
}
