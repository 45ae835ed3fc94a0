import Foundation

/// Products and powers.
extension Graph {
  /// How many bases one product holds. Longer products become trees of products, so that the
  /// gradient of a product of n factors stays linear in n.
  static let factorLimit = 4

  /// Larger integer exponents are left to the library's pow, which is then more accurate.
  static let integerExponentLimit = 64

  /// coefficient · Π base^exponent, with equal bases collected.
  ///
  /// Removable singularities are removed: x/x is 1, 0·x is 0, √x² is x.
  mutating func product(_ factors: [Factor], coefficient: Double = 1) -> ID {
    var numerator = coefficient
    var denominator = 1.0
    var exponents: [ID: Int] = [:]
    var pending = factors
    while let factor = pending.popLast() {
      collect(factor, &numerator, &denominator, &exponents, &pending)
    }
    let scale = numerator / denominator
    if scale == 0 { return constant(0) }
    let collected = exponents.filter { $0.value != 0 }
      .map { Factor(id: $0.key, exponent: $0.value) }.sorted { $0.id < $1.id }
    return affine(scale, 0, tree(collected))
  }

  private mutating func collect(
    _ factor: Factor, _ numerator: inout Double, _ denominator: inout Double,
    _ exponents: inout [ID: Int], _ pending: inout [Factor]
  ) {
    let exponent = factor.exponent
    if exponent == 0 { return }
    func scale(by value: Double) {
      let power = exponent == 1 || exponent == -1 ? value : pow(value, Double(abs(exponent)))
      if exponent > 0 { numerator *= power } else { denominator *= power }
    }
    switch nodes[factor.id] {
    case .constant(let value):
      scale(by: value)
      return
    case .affine(let innerScale, let offset, let inner):
      let power = pow(abs(innerScale), Double(abs(exponent)))
      if offset == 0, abs(exponent) <= 3, power > 1e-100, power < 1e100 {
        scale(by: innerScale)
        pending.append(Factor(id: inner, exponent: exponent))
        return
      }
      if innerScale < 0 {
        scale(by: -1)
        pending.append(
          Factor(id: affine(-innerScale, -offset, inner), exponent: exponent))
        return
      }
    case .product(let inner):
      let isPower = inner.count == 1
      let fits = exponents.count + pending.count + inner.count <= Self.factorLimit
      if isPower ? abs(inner[0].exponent * exponent) <= 1024 : abs(exponent) == 1 && fits {
        pending += inner.map { Factor(id: $0.id, exponent: $0.exponent * exponent) }
        return
      }
    default:
      break
    }
    let total = exponents[factor.id, default: 0] + exponent
    exponents[factor.id] = total
    if case .function(let function, let argument) = nodes[factor.id], abs(total) >= 2 {
      if function == .sqrt {
        exponents[factor.id] = total % 2
        pending.append(Factor(id: argument, exponent: total / 2))
      } else if function == .abs {
        exponents[factor.id] = total % 2
        pending.append(Factor(id: argument, exponent: total - total % 2))
      }
    }
  }

  /// A balanced tree of products of few bases each.
  private mutating func tree(_ factors: [Factor]) -> ID {
    var level = factors
    while level.count > Self.factorLimit {
      var next: [Factor] = []
      for start in stride(from: 0, to: level.count, by: Self.factorLimit) {
        let group = Array(level[start..<min(start + Self.factorLimit, level.count)])
        next.append(Factor(id: leaf(group), exponent: 1))
      }
      level = next
    }
    return leaf(level)
  }

  private mutating func leaf(_ factors: [Factor]) -> ID {
    if factors.isEmpty { return constant(1) }
    if factors.count == 1, factors[0].exponent == 1 { return factors[0].id }
    return intern(.product(factors))
  }

  mutating func multiply(_ a: ID, _ b: ID) -> ID {
    product([Factor(id: a, exponent: 1), Factor(id: b, exponent: 1)])
  }

  mutating func divide(_ a: ID, _ b: ID) -> ID {
    product([Factor(id: a, exponent: 1), Factor(id: b, exponent: -1)])
  }

  /// base^exponent. Constant integer and half-integer exponents become products of powers and roots,
  /// a positive constant base an exponential.
  mutating func power(_ base: ID, _ exponent: ID) -> ID {
    let baseValue = constantValue(base)
    if let value = constantValue(exponent) {
      if let baseValue { return constant(pow(baseValue, value)) }
      let limit = Double(Self.integerExponentLimit)
      if abs(value) <= limit, let integer = Int(exactly: value) {
        return product([Factor(id: base, exponent: integer)])
      }
      if abs(value) <= limit, let twice = Int(exactly: 2 * value) {
        return product([Factor(id: function(.sqrt, base), exponent: twice)])
      }
    } else if let baseValue, baseValue > 0 {
      return function(.exp, affine(log(baseValue), 0, exponent))
    }
    return intern(.power(base, exponent))
  }
}
