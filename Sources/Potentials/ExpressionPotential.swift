/// A potential given as text, with its exact symbolic gradient.
public struct ExpressionPotential: Potential {
  /// The energy as an expression of the coordinates.
  public let expression: Expression
  /// The gradient as machine code, if it has been compiled.
  public private(set) var nativeGradient: NativeGradient?
  /// What has compiled it.
  private(set) var compiler: NativeCompiler?
  private let compiledGradient: Tape

  /// Parses the energy, differentiates it and compiles both.
  ///
  /// Coordinates are names, or arrays such as `x[10]` for `x[1]` … `x[10]`.
  public init(
    _ source: String, coordinates: [String], parameters: [String: Double] = [:]
  ) throws(ExpressionError) {
    try self.init(Expression(source, coordinates: coordinates, parameters: parameters))
  }

  /// Differentiates an expression and compiles the gradient.
  init(_ expression: Expression) throws(ExpressionError) {
    self.expression = expression
    compiledGradient = try expression.makeGradientTape()
  }

  /// The expanded coordinates: "x", "y" or "x[1]", "x[2]", …
  public var coordinateNames: [String] { expression.coordinateNames }

  /// The number of coordinates.
  public var dimension: Int { expression.dimension }

  /// The tape that computes the energy.
  public var valueTape: Tape { expression.tape }

  /// The tape that computes the partial derivatives.
  public var gradientTape: Tape? { compiledGradient }

  /// The same potential, whose gradient is machine code; results are the same to the bit.
  ///
  /// - Throws: why the gradient cannot be compiled.
  public func compiled(by compiler: NativeCompiler) throws(NativeCompiler.Failure) -> Self {
    var potential = self
    potential.nativeGradient = try NativeGradient(compiledGradient, compiler: compiler)
    potential.compiler = compiler
    return potential
  }

  /// The same potential, whose gradient is machine code where that of another is and it can be compiled.
  public func compiled(like other: Self) -> Self {
    other.compiler.flatMap { try? compiled(by: $0) } ?? self
  }

  /// The same potential, whose gradient is interpreted.
  public var interpreted: Self {
    var potential = self
    potential.nativeGradient = nil
    potential.compiler = nil
    return potential
  }

  /// The number of vector instructions of one gradient.
  public var operationCount: Int { compiledGradient.instructions.count }

  /// The energy at a point, computed by the tape.
  public func value(at q: [Double]) -> Double { expression.value(at: q) }

  /// The gradient at a point, computed by the tape.
  public func gradient(at q: [Double]) -> [Double] { compiledGradient.evaluate(q) }

  /// The energies at many points, in blocks.
  public func values(at points: [[Double]]) -> [Double] {
    valueTape.evaluate(points).map { $0[0] }
  }

  /// The gradients at many points, in blocks.
  public func gradients(at points: [[Double]]) -> [[Double]] { compiledGradient.evaluate(points) }

  /// The energy by plain recursion over the source, the reference for the tape.
  public func oracleValue(at q: [Double]) -> Double { expression.oracleValue(at: q) }

  /// The gradient by dual numbers, the reference for the tape.
  public func oracleGradient(at q: [Double]) -> [Double] { expression.oracleGradient(at: q) }

  /// The tape that computes the second derivatives, row by row.
  public func makeHessianTape() throws(ExpressionError) -> Tape {
    try expression.makeHessianTape()
  }

  /// The matrix of second derivatives at a point, as rows.
  ///
  /// Compiles the second derivatives at each call: for many points make the tape once.
  public func hessian(at q: [Double]) throws(ExpressionError) -> [[Double]] {
    let flat = try makeHessianTape().evaluate(q)
    return (0..<dimension).map { Array(flat[($0 * dimension)..<(($0 + 1) * dimension)]) }
  }

  /// The innermost subexpression whose value, or whose derivative, is not finite at a point.
  public func firstSingularity(at q: [Double]) -> ExpressionError? {
    expression.firstSingularity(at: q)
  }
}
