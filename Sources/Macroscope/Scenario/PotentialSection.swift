import Potentials

/// `[potential]`: the multiscale function and its variables.
public struct PotentialSection: Hashable, Sendable {
  /// The coordinates as written: names such as "x", or "x[10]" for x[1] … x[10].
  public var coordinates: [String]
  /// The names of the components of q, arrays expanded: "x[1]", "x[2]", …
  public var coordinateNames: [String]
  /// Constants that the expressions may use.
  public var parameters: [String: Double]
  /// The function f(q) whose effective potential is wanted.
  public var value: String
  /// The known macroscopic part, used only to report errors.
  public var reference: String?
  /// The known pieces of f, the coarsest first; the reference of the effective potential of scale k is the
  /// sum of the first k + 1. Only with several steps.
  public var components: [String] = []

  /// The number of components of q.
  public var dimension: Int { coordinateNames.count }

  /// No more coordinates than this.
  public static let largestDimension = 4096
  /// The longest text of a component.
  public static let longestComponent = 1000
  /// The longest name of a coordinate or parameter, in characters.
  public static let longestName = 100
  /// No more parameters than this.
  public static let mostParameters = 10_000
}

extension PotentialSection {
  static let keys = ["coordinates", "parameters", "value", "reference", "components"]

  /// The expressions with their places in the file.
  struct Literals: Sendable {
    var value: StringLiteral?
    var reference: StringLiteral?
    var components: [StringLiteral] = []
  }

  /// Names that mean something in every expression.
  static let reservedNames: Set<String> = Set(BuiltIn.all.map(\.name)).union([
    "pi", "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sinh", "cosh", "atan", "pow",
    "min", "max", "sum",
  ])

  /// Nil when there are no usable coordinates, without which the other sections cannot be read.
  init?(_ table: TableReader, literals: inout Literals) {
    let value = table.literal("value")
    let reference = table.literal("reference")
    let components = Self.readComponents(table)
    literals = Literals(value: value, reference: reference, components: components)
    if table.node("value") == nil {
      table.reportMissing("value", hint: "give the function as a formula, value = \"x^2/2\"")
    } else if let value, value.text.allSatisfy(\.isWhitespace) {
      table.report(
        "'potential.value' is empty", at: value.start,
        hint: "give the function as a formula, value = \"x^2/2\"")
    }
    let names = Self.readCoordinates(table)
    let arrays = Set((names?.written ?? []).map { String($0.prefix { $0 != "[" }) })
    parameters = Self.readParameters(table, coordinates: arrays)
    guard let names else { return nil }
    coordinates = names.written
    coordinateNames = names.expanded
    self.value = value?.text ?? ""
    self.reference = reference?.text
    self.components = components.map(\.text)
  }

  private static func readComponents(_ table: TableReader) -> [StringLiteral] {
    guard table.node("components") != nil else { return [] }
    if let first = table.keyPosition("reference"), let second = table.keyPosition("components") {
      table.report(
        "both 'reference' and 'components' are given", at: max(first, second),
        hint: "the first component is the reference of the coarsest scale: leave 'reference' out")
    }
    return table.expressions(
      "components", count: 1...StepSetting.mostSteps, longest: longestComponent,
      hint: "list the known pieces of the function, the coarsest first, components = [\"x^2/2\", "
        + "\"e*cos(x/e)\"]") ?? []
  }

  private static func readCoordinates(
    _ table: TableReader
  ) -> (written: [String], expanded: [String])? {
    let hint = "list the variables, coordinates = [\"x\", \"y\"], or \"x[10]\" for x[1] … x[10]"
    guard let node = table.node("coordinates") else {
      table.reportMissing("coordinates", hint: hint)
      return nil
    }
    let nodes: [TOMLNode]
    switch node.value {
    case .string: nodes = [node]
    case .array(let elements): nodes = elements
    default:
      table.expected("an array of names", "coordinates", found: node, hint: hint)
      return nil
    }
    guard !nodes.isEmpty else {
      table.report("'potential.coordinates' is empty", at: node.position, hint: hint)
      return nil
    }
    var written: [String] = []
    var expanded: [String] = []
    var bases: Set<String> = []
    for node in nodes {
      guard case .string(let text) = node.value else {
        table.report(
          "a coordinate must be a string, found \(node.kind)", at: node.position, hint: hint)
        return nil
      }
      guard let coordinate = CoordinateName(text) else {
        table.report(
          "'\(text.printable)' is not a coordinate", at: node.position,
          hint: "use a name of letters, digits and '_', or name[n] with n from 1 to "
            + "\(largestDimension) for an array")
        return nil
      }
      guard !reservedNames.contains(coordinate.base) else {
        table.report(
          "'\(coordinate.base)' has a meaning in expressions and cannot be a coordinate",
          at: node.position, hint: "choose another name")
        return nil
      }
      guard coordinate.base.unicodeScalars.count <= longestName else {
        table.report(
          "the name '\(coordinate.base.printable(20))' has more than \(longestName) characters",
          at: node.position, hint: "choose a shorter name")
        return nil
      }
      guard bases.insert(coordinate.base).inserted else {
        table.report(
          "coordinate '\(coordinate.base)' is listed twice", at: node.position,
          hint: "give every coordinate its own name")
        return nil
      }
      written.append(text)
      expanded += coordinate.expanded
      guard expanded.count <= largestDimension else {
        table.report(
          "more than \(largestDimension) coordinates", at: node.position,
          hint: "use fewer; the noise covariance alone has d(d+1)/2 entries")
        return nil
      }
    }
    return (written, expanded)
  }

  private static func readParameters(
    _ table: TableReader, coordinates: Set<String>
  ) -> [String: Double] {
    let reader = table.table("parameters", keys: nil)
    var parameters: [String: Double] = [:]
    for entry in reader.entries {
      let (key, position) = (entry.key, entry.position)
      if parameters.count == mostParameters {
        table.report(
          "more than \(mostParameters) parameters", at: position,
          hint: "write numbers that are used once into the expression")
        break
      } else if key.unicodeScalars.count > longestName {
        table.report(
          "the name '\(key.printable(20))' has more than \(longestName) characters", at: position,
          hint: "choose a shorter name")
      } else if !key.isIdentifier || reservedNames.contains(key) {
        table.report(
          "'\(key.printable)' cannot be the name of a parameter", at: position,
          hint: key.isIdentifier
            ? "it has a meaning in expressions: choose another name"
            : "use letters, digits and '_', and do not start with a digit")
      } else if coordinates.contains(key) {
        table.report(
          "parameter '\(key)' is also a coordinate", at: position,
          hint: "give the parameter another name")
      } else if let value = reader.real(
        entry.node, key, .finite, hint: "a parameter is a finite number, such as 0.1 or 1e-4")
      {
        parameters[key] = value
      }
    }
    return parameters
  }
}

/// A coordinate as written: "x", or "x[3]" for three of them.
struct CoordinateName {
  let base: String
  let count: Int?

  init?(_ text: String) {
    let parts = text.split(separator: "[", omittingEmptySubsequences: false)
    base = parts.first.map(String.init) ?? ""
    guard base.isIdentifier, parts.count <= 2 else { return nil }
    guard parts.count == 2 else {
      count = nil
      return
    }
    let digits = parts[1].dropLast()
    guard parts[1].last == "]", !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
      let number = Int(digits), 1...PotentialSection.largestDimension ~= number
    else { return nil }
    count = number
  }

  var expanded: [String] { count.map { (1...$0).map { "\(base)[\($0)]" } } ?? [base] }
}

extension String {
  /// What expressions take for a name: a letter or "_", then letters, marks, digits or "_".
  var isIdentifier: Bool {
    let isLetter = { (scalar: Unicode.Scalar) in scalar == "_" || scalar.properties.isAlphabetic }
    guard let first = unicodeScalars.first, isLetter(first) else { return false }
    return unicodeScalars.allSatisfy {
      isLetter($0) || "0"..."9" ~= $0 || $0.properties.generalCategory == .nonspacingMark
    }
  }
}
