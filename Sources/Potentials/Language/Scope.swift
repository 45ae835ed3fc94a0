/// The names that an expression may use beside the functions.
struct Scope: Sendable {
  /// The expanded coordinates: "x", "y" or "x[1]", "x[2]", …
  let coordinateNames: [String]
  private(set) var scalars: [String: Int] = [:]
  private(set) var arrays: [String: CoordinateArray] = [:]
  let parameters: [String: Double]
  /// The arguments, in the body of a built-in.
  let arguments: [String: Int]

  static let reserved: Set<String> =
    Set(ElementaryFunction.allCases.map(\.rawValue))
    .union(["pi", "sum", "min", "max", "pow"]).union(BuiltIn.all.map(\.name))

  /// The largest number of coordinates: every coordinate, and the gradient's component for it,
  /// needs a register of the tape.
  static let dimensionLimit = 30_000

  /// The scope of a user's expression.
  init(coordinates: [String], parameters: [String: Double]) throws(ExpressionError) {
    var names: [String] = []
    self.parameters = parameters
    self.arguments = [:]
    for specification in coordinates {
      let (name, count) = try Self.parse(specification)
      guard scalars[name] == nil, arrays[name] == nil else {
        throw Self.declarationError("the coordinate '\(name)' is declared twice")
      }
      guard names.count + (count ?? 1) <= Self.dimensionLimit else {
        throw Self.declarationError(
          "there are more than \(Self.dimensionLimit) coordinates")
      }
      if let count {
        arrays[name] = CoordinateArray(name: name, first: names.count, count: count)
        names += (1...count).map { "\(name)[\($0)]" }
      } else {
        scalars[name] = names.count
        names.append(name)
      }
    }
    guard !names.isEmpty else {
      throw Self.declarationError(
        "there are no coordinates", hint: "declare for example [\"x\", \"y\"] or [\"x[10]\"]")
    }
    coordinateNames = names
    for (name, value) in parameters.sorted(by: { $0.key < $1.key }) {
      try Self.checkName(name, of: "parameter")
      guard scalars[name] == nil, arrays[name] == nil else {
        throw Self.declarationError("'\(name)' is both a coordinate and a parameter")
      }
      guard value.isFinite else {
        throw Self.declarationError("the parameter '\(name)' is not a finite number")
      }
    }
  }

  /// The scope of a built-in's body.
  init(arguments: [String]) {
    coordinateNames = []
    parameters = [:]
    self.arguments = Dictionary(uniqueKeysWithValues: zip(arguments, 0...))
  }

  private static func declarationError(_ message: String, hint: String? = nil) -> ExpressionError {
    ExpressionError(message: message, range: 0..<0, hint: hint)
  }

  private static func checkName(_ name: String, of what: String) throws(ExpressionError) {
    let scalars = Array(name.unicodeScalars)
    guard let first = scalars.first, Lexer.startsName(first),
      scalars.allSatisfy(Lexer.continuesName)
    else {
      throw declarationError(
        "'\(name)' cannot name a \(what)",
        hint: "a name is a letter followed by letters, digits and '_'")
    }
    guard !reserved.contains(name) else {
      throw declarationError("'\(name)' is a function or constant and cannot name a \(what)")
    }
  }

  /// Splits "x" or "x[10]".
  private static func parse(_ specification: String) throws(ExpressionError) -> (String, Int?) {
    guard let bracket = specification.firstIndex(of: "[") else {
      try checkName(specification, of: "coordinate")
      return (specification, nil)
    }
    let name = String(specification[..<bracket])
    try checkName(name, of: "coordinate")
    let inside = specification[specification.index(after: bracket)...]
    guard inside.last == "]", let count = Int(inside.dropLast()), count >= 1 else {
      throw declarationError(
        "'\(specification)' does not declare coordinates",
        hint: "write \(name)[10] for \(name)[1] … \(name)[10]")
    }
    guard count <= dimensionLimit else {
      throw declarationError("there are more than \(dimensionLimit) coordinates")
    }
    return (name, count)
  }
}
