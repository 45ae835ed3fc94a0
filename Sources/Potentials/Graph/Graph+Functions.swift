/// Functions, extrema and selection.
extension Graph {
  /// The function of the operand; a sign of the operand is moved out of odd and even functions.
  mutating func function(_ function: ElementaryFunction, _ operand: ID) -> ID {
    switch nodes[operand] {
    case .constant(let value):
      return constant(Double.apply(function, value))
    case .affine(let scale, let offset, let inner) where scale < 0:
      let mirrored = affine(-scale, -offset, inner)
      switch function {
      case .sin, .tan, .tanh, .sinh, .atan: return negate(intern(.function(function, mirrored)))
      case .cos, .cosh, .abs: return intern(.function(function, mirrored))
      case .exp, .log, .sqrt: break
      }
    default:
      break
    }
    return intern(.function(function, operand))
  }

  mutating func sign(_ operand: ID) -> ID {
    if let value = constantValue(operand) {
      return constant(value > 0 ? 1 : (value < 0 ? -1 : 0))
    }
    return intern(.sign(operand))
  }

  mutating func minimum(_ a: ID, _ b: ID) -> ID {
    if a == b { return a }
    if let x = constantValue(a), let y = constantValue(b) { return constant(x < y ? x : y) }
    return intern(.minimum(a, b))
  }

  mutating func maximum(_ a: ID, _ b: ID) -> ID {
    if a == b { return a }
    if let x = constantValue(a), let y = constantValue(b) { return constant(y < x ? x : y) }
    return intern(.maximum(a, b))
  }

  /// a < b ? c : e.
  mutating func selectLess(_ a: ID, _ b: ID, _ c: ID, _ e: ID) -> ID {
    if c == e { return c }
    if let x = constantValue(a), let y = constantValue(b) { return x < y ? c : e }
    return intern(.selectLess(a, b, c, e))
  }
}
