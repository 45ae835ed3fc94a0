import CKernels

/// Products.
extension InstructionSelector {
  /// What a product multiplies, what it divides by, and a coefficient that found no place in either.
  struct ProductParts {
    var numerators: [Int]
    var denominator: Int?
    var coefficient: Double
    /// The single negative power, which has an instruction of its own.
    var reciprocalPower: (value: Int, exponent: Int)?
  }

  /// Lowers the factors; the coefficient goes into a factor where that costs nothing.
  mutating func productParts(_ factors: [Graph.Factor], _ coefficient: Double) -> ProductParts {
    var rest = coefficient
    var numerators: [Int] = []
    var denominators: [Int] = []
    let absorber =
      abs(coefficient) == 1
      ? nil : factors.firstIndex { $0.exponent == 1 && isFreelyScalable($0.id) }
    for (position, factor) in factors.enumerated() {
      let power = abs(factor.exponent)
      var value = values[factor.id]
      if position == absorber {
        value = scaled(factor.id, by: coefficient)
        rest = 1
      }
      if factor.exponent == 2, factors.count == 1 {
        numerators = [value, value]
      } else if factor.exponent > 0 {
        numerators.append(integerPower(value, power))
      } else {
        denominators.append(integerPower(value, power))
      }
    }
    var denominator = denominators.first
    for value in denominators.dropFirst() {
      denominator = denominator.map { emit(CK_OP_MULTIPLY, [$0, value]) }
    }
    let isPower = factors.count == 1 && factors[0].exponent < -1
    return ProductParts(
      numerators: numerators, denominator: denominator, coefficient: rest,
      reciprocalPower: isPower ? (values[factors[0].id], factors[0].exponent) : nil)
  }

  private mutating func integerPower(_ value: Int, _ exponent: Int) -> Int {
    switch exponent {
    case 1: value
    case 2: emit(CK_OP_SQUARE, [value])
    case 3: emit(CK_OP_CUBE, [value])
    default: emit(CK_OP_POWER_INTEGER, [value], Double(exponent))
    }
  }

  /// The product of the values, left to right.
  mutating func multiply(_ values: some Sequence<Int>) -> Int? {
    var total: Int?
    for value in values {
      total =
        total.map { $0 == value ? emit(CK_OP_SQUARE, [$0]) : emit(CK_OP_MULTIPLY, [$0, value]) }
        ?? value
    }
    return total
  }

  /// One value for the product, and the coefficient still to be applied.
  mutating func combine(_ parts: ProductParts) -> (value: Int, coefficient: Double) {
    if let numerator = multiply(parts.numerators) {
      guard let denominator = parts.denominator else { return (numerator, parts.coefficient) }
      return (emit(CK_OP_DIVIDE, [numerator, denominator]), parts.coefficient)
    }
    if let power = parts.reciprocalPower, parts.coefficient == 1 {
      return (emit(CK_OP_POWER_INTEGER, [power.value], Double(power.exponent)), 1)
    }
    guard let denominator = parts.denominator else {
      return (emit(CK_OP_CONSTANT, [], parts.coefficient), 1)
    }
    return (emit(CK_OP_CONSTANT_DIVIDE, [denominator], parts.coefficient), 1)
  }

  /// Whether the node is used once and takes a scale without another instruction.
  private func isFreelyScalable(_ id: Graph.ID) -> Bool {
    guard uses[id] == 1 else { return false }
    switch graph[id] {
    case .affine: return true
    case .sum(let terms): return isFreelyScalable(terms)
    default: return false
    }
  }

  private mutating func scaled(_ id: Graph.ID, by scale: Double) -> Int {
    switch graph[id] {
    case .affine(let inner, let offset, let operand):
      return affine(inner * scale, offset * scale, operand)
    case .sum(let terms):
      var unused: [Step] = []
      return chain(terms, scale, 0, steps: &unused)
    default:
      return affineOperation(scale, 0, values[id])
    }
  }
}
