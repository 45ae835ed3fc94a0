import CKernels

/// Sums.
extension InstructionSelector {
  /// What a chain adds in one instruction.
  private enum Item {
    case plain(Double, Int)
    /// ± first · second.
    case multiplyAdd(isNegated: Bool, Int, Int)
    /// k2 · sin or cos(k0 · operand + k1).
    case trigonometric(ck_opcode, Double, Double, Double, Int)
  }

  private struct KeyedItem {
    let key: Graph.ID
    let item: Item
  }

  /// Whether every coefficient has a place for a factor, so that scaling the sum is free.
  func isFreelyScalable(_ terms: [Graph.Term]) -> Bool {
    terms.allSatisfy { abs($0.coefficient) != 1 || !isMultiplyAdd($0.id) }
  }

  private func isMultiplyAdd(_ id: Graph.ID) -> Bool {
    guard uses[id] == 1, case .product(let factors) = graph[id] else { return false }
    return factors.allSatisfy { $0.exponent > 0 }
      && (factors.count > 1 || factors[0].exponent == 2)
  }

  /// Sums within sums that a chain takes apart. Each sum has a chain of its own, used or not, so that without a limit
  /// the terms of a sum in n parentheses would be lowered n times.
  private static let fusingDepth = 4

  /// Whether a chain that adds the node needs no instruction for it alone. To be asked of operands first.
  func canFuse(_ id: Graph.ID) -> Bool {
    guard uses[id] == 1 else { return false }
    switch graph[id] {
    case .function(.sin, let argument), .function(.cos, let argument): return !isPaired(argument)
    case .product: return isMultiplyAdd(id)
    case .sum(let terms): return terms.contains { isFusible[$0.id] }
    default: return false
    }
  }

  /// scale · Σ terms + offset, term after term in the order of the nodes.
  ///
  /// Each instruction is reported as a step.
  mutating func chain(
    _ terms: [Graph.Term], _ scale: Double, _ offset: Double, steps: inout [Step]
  ) -> Int {
    var items: [KeyedItem] = []
    var offset = offset
    for term in terms { collect(term.id, scale * term.coefficient, &items, &offset, depth: 0) }
    items.sort { $0.key < $1.key }
    var total: Int
    var pending = 1.0
    var rest = items[...]
    let plain = items.firstIndex {
      if case .plain = $0.item { return true }
      return false
    }
    if let plain, case .plain(let coefficient, let value) = items[plain].item {
      items.remove(at: plain)
      rest = items[...]
      total = value
      pending = coefficient
      if offset != 0 {
        total = affineOperation(coefficient, offset, value)
        pending = 1
      }
    } else if offset != 0 {
      total = emit(CK_OP_CONSTANT, [], offset)
    } else {
      (total, pending) = alone(rest.removeFirst().item)
    }
    for keyed in rest {
      (total, pending) = add(keyed.item, to: total, pending)
      steps.append(Step(key: keyed.key, value: total))
    }
    return affineOperation(pending, 0, total)
  }

  private mutating func collect(
    _ id: Graph.ID, _ coefficient: Double, _ items: inout [KeyedItem], _ offset: inout Double,
    depth: Int
  ) {
    if uses[id] == 1, case .affine(let scale, let shift, let inner) = graph[id] {
      offset += coefficient * shift
      collect(inner, coefficient * scale, &items, &offset, depth: depth)
      return
    }
    guard isFusible[id] else {
      items.append(KeyedItem(key: id, item: plain(id, coefficient)))
      return
    }
    switch graph[id] {
    case .function(let function, let operand):
      let (k0, k1, value) = argument(operand)
      let code = function == .sin ? CK_OP_SINE_SCALED_ADD : CK_OP_COSINE_SCALED_ADD
      items.append(
        KeyedItem(key: id, item: .trigonometric(code, k0, k1, coefficient, value)))
    case .product(let factors):
      let parts = productParts(factors, coefficient)
      if abs(parts.coefficient) == 1, let first = multiply(parts.numerators.dropLast()),
        let second = parts.numerators.last
      {
        let isNegated = parts.coefficient < 0
        items.append(
          KeyedItem(key: id, item: .multiplyAdd(isNegated: isNegated, first, second)))
      } else {
        let (value, rest) = combine(parts)
        items.append(KeyedItem(key: id, item: .plain(rest, value)))
      }
    case .sum(let terms)
    where depth < Self.fusingDepth && (abs(coefficient) == 1 || isFreelyScalable(terms)):
      for term in terms {
        collect(term.id, coefficient * term.coefficient, &items, &offset, depth: depth + 1)
      }
    default:
      items.append(KeyedItem(key: id, item: plain(id, coefficient)))
    }
  }

  private mutating func plain(_ id: Graph.ID, _ coefficient: Double) -> Item {
    if coefficient != 1, uses[id] == 1, case .product(let factors) = graph[id] {
      let (value, rest) = combine(productParts(factors, coefficient))
      return .plain(rest, value)
    }
    return .plain(coefficient, values[id])
  }

  private mutating func alone(_ item: Item) -> (value: Int, coefficient: Double) {
    switch item {
    case .plain(let coefficient, let value):
      return (value, coefficient)
    case .multiplyAdd(let isNegated, let a, let b):
      let value = a == b ? emit(CK_OP_SQUARE, [a]) : emit(CK_OP_MULTIPLY, [a, b])
      return (value, isNegated ? -1 : 1)
    case .trigonometric(let code, let k0, let k1, let k2, let value):
      if code == CK_OP_COSINE_SCALED_ADD { return (emit(CK_OP_COSINE, [value], k0, k1), k2) }
      if k2 == -1 { return (emit(CK_OP_SINE, [value], -k0, -k1), 1) }
      return (emit(CK_OP_SINE, [value], k0, k1), k2)
    }
  }

  private mutating func add(
    _ item: Item, to total: Int, _ pending: Double
  ) -> (value: Int, coefficient: Double) {
    switch item {
    case .plain(let coefficient, let value):
      return (weightedSum(pending, total, coefficient, value), 1)
    case .multiplyAdd(let isNegated, let a, let b):
      let code = isNegated ? CK_OP_NEGATE_MULTIPLY_ADD : CK_OP_MULTIPLY_ADD
      return (emit(code, [a, b, affineOperation(pending, 0, total)]), 1)
    case .trigonometric(let code, let k0, let k1, let k2, let value):
      return (emit(code, [value, affineOperation(pending, 0, total)], k0, k1, k2), 1)
    }
  }

  private mutating func weightedSum(_ k0: Double, _ a: Int, _ k1: Double, _ b: Int) -> Int {
    switch (k0, k1) {
    case (1, 1): emit(CK_OP_ADD, [a, b])
    case (1, -1): emit(CK_OP_SUBTRACT, [a, b])
    case (-1, 1): emit(CK_OP_SUBTRACT, [b, a])
    case (1, _): emit(CK_OP_SCALED_ADD, [b, a], k1)
    case (_, 1): emit(CK_OP_SCALED_ADD, [a, b], k0)
    default: emit(CK_OP_SCALED_SUM, [a, b], k0, k1)
    }
  }
}
