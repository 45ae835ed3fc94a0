/// Seeded random expressions as text, with random spacing and parentheses.
struct RandomExpression {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64 (Steele, Lea and Flood 2014).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ range: ClosedRange<Double>) -> Double {
    let unit = Double(next() >> 11) * 0x1p-53
    return range.lowerBound + (range.upperBound - range.lowerBound) * unit
  }

  mutating func pick<T>(_ list: [T]) -> T { list[Int(next() % UInt64(list.count))] }

  mutating func constant() -> String {
    pick(["0", "1", "2", "3", "0.5", "1.25", "pi", "0.1", "7", "1e-2", "k"])
  }

  mutating func expression(depth: Int, dimension: Int) -> String {
    if depth == 0 || next() % 12 == 0 {
      return next() % 4 == 0 ? constant() : "x[\(1 + Int(next() % UInt64(dimension)))]"
    }
    func sub(_ generator: inout RandomExpression) -> String {
      generator.expression(depth: depth - 1, dimension: dimension)
    }
    switch next() % 20 {
    case 0...3: return "(\(sub(&self)) + \(sub(&self)))"
    case 4...6: return "(\(sub(&self)) - \(sub(&self)) - \(constant())*\(sub(&self)))"
    case 7...10: return "\(sub(&self))*\(sub(&self))*(\(sub(&self)))"
    case 11: return "(\(sub(&self)))/(1 + (\(sub(&self)))^2)"
    case 12: return "(\(sub(&self)))/(\(sub(&self)))"
    case 13:
      return "(\(sub(&self)))^\(pick(["2", "3", "-1", "4", "-2", "7", "0.5", "1.5", "-0.5"]))"
    case 14: return "-(\(sub(&self)))^2"
    case 15: return "\(pick(["min", "max", "pow"]))(\(sub(&self)), \(sub(&self)))"
    case 16: return "sum(i\(depth), 1, \(dimension), x[i\(depth)]*(\(sub(&self))))"
    default:
      let function = pick([
        "sin", "cos", "sin", "cos", "tan", "exp", "log", "sqrt", "abs", "tanh", "sinh", "cosh",
        "atan",
      ])
      return "\(function)(\(sub(&self)))"
    }
  }
}
