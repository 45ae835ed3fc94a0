/// The elementary functions of one argument that expressions may call.
package enum ElementaryFunction: String, CaseIterable, Sendable {
  case sin, cos, tan, exp, log, sqrt, abs, tanh, sinh, cosh, atan
}

extension ElementaryFunction {
  /// Where the function is real, for error messages; nil when it is real everywhere.
  var domainHint: String? {
    switch self {
    case .log: "log needs a positive argument"
    case .sqrt: "sqrt needs an argument that is not negative"
    case .exp, .sinh, .cosh: "\(rawValue) overflows beyond an argument of about 709"
    case .tan: "tan has a pole here"
    default: nil
    }
  }
}
