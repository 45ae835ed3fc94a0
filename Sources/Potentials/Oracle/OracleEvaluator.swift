/// Evaluates the parsed tree by plain recursion, exactly as written: slow, simple, and the reference
/// for the simplified graph, its derivatives and the tape.
package struct OracleEvaluator<Number: OracleNumber> {
  let coordinates: [Number]
  /// The first subexpression, innermost first, whose value or derivative was not finite.
  package private(set) var firstNonFinite: Finding?
  private var builtIn: (name: String, range: Range<Int>)?

  /// A subexpression that is not finite.
  package struct Finding: Sendable {
    package let message: String
    package let range: Range<Int>
    package let hint: String?
  }

  /// The values of summation indices and, in the body of a built-in, of arguments.
  struct Frame {
    var indices: [Int]
    var arguments: [Number] = []
  }

  package init(coordinates: [Number]) {
    self.coordinates = coordinates
  }

  /// The value of a whole expression that uses `slotCount` index slots.
  package mutating func evaluate(_ root: SyntaxNode, slotCount: Int) -> Number {
    var frame = Frame(indices: Array(repeating: 0, count: slotCount))
    return evaluate(root, &frame)
  }

  mutating func evaluate(_ node: SyntaxNode, _ frame: inout Frame) -> Number {
    switch node.kind {
    case .number(let value):
      return Number(constant: value)
    case .coordinate(let index):
      return note(node, coordinates[index], "the coordinate")
    case .element(let array, let index):
      guard let i = Self.integer(index, frame.indices), i >= 1, i <= array.count else {
        return Number(constant: .nan)
      }
      return note(node, coordinates[array.first + i - 1], "the coordinate")
    case .summationIndex(let slot):
      return Number(constant: Double(frame.indices[slot]))
    case .argument(let index):
      return frame.arguments[index]
    case .negate(let operand):
      return -evaluate(operand, &frame)
    case .sum(let terms):
      return sum(terms, node, &frame)
    case .product(let factors):
      return product(factors, node, &frame)
    case .power(let base, let exponent):
      let a = evaluate(base, &frame)
      let b = evaluate(exponent, &frame)
      return note(node, Number.power(a, b), "\(a.number)^\(b.number)")
    case .function(let function, let argument):
      let a = evaluate(argument, &frame)
      return note(
        node, Number.apply(function, a), "\(function.rawValue)(\(a.number))",
        hint: function.domainHint)
    case .minimum(let operands):
      return extremum(operands, &frame) { $0 < $1 }
    case .maximum(let operands):
      return extremum(operands, &frame) { $1 < $0 }
    case .summation(let summation):
      return self.summation(summation, &frame)
    case .builtIn(let definition, let body, let slotCount, let arguments):
      var inner = Frame(
        indices: Array(repeating: 0, count: slotCount),
        arguments: arguments.map { evaluate($0, &frame) })
      let outer = builtIn
      if outer == nil { builtIn = (definition.name, node.range) }
      let result = evaluate(body, &inner)
      builtIn = outer
      return result
    }
  }

  private mutating func sum(
    _ terms: [SyntaxNode.Term], _ node: SyntaxNode, _ frame: inout Frame
  ) -> Number {
    var total = Number(constant: 0)
    for (position, term) in terms.enumerated() {
      let value = evaluate(term.node, &frame)
      let signed = term.isNegated ? -value : value
      total = position == 0 ? signed : total + signed
    }
    return note(node, total, "the sum")
  }

  private mutating func product(
    _ factors: [SyntaxNode.Factor], _ node: SyntaxNode, _ frame: inout Frame
  ) -> Number {
    var total = Number(constant: 1)
    for (position, factor) in factors.enumerated() {
      let value = evaluate(factor.node, &frame)
      if factor.isInverted {
        let before = total.number
        total = note(node, total / value, "\(before)/\(value.number)")
      } else {
        total = position == 0 ? value : total * value
      }
    }
    return note(node, total, "the product")
  }

  private mutating func extremum(
    _ operands: [SyntaxNode], _ frame: inout Frame, _ precedes: (Double, Double) -> Bool
  ) -> Number {
    var best = evaluate(operands[0], &frame)
    for operand in operands.dropFirst() {
      let value = evaluate(operand, &frame)
      if !precedes(best.number, value.number), !best.number.isNaN { best = value }
    }
    return best
  }

  private mutating func summation(
    _ summation: SyntaxNode.Summation, _ frame: inout Frame
  ) -> Number {
    guard let lower = Self.integer(summation.lower, frame.indices),
      let upper = Self.integer(summation.upper, frame.indices)
    else { return Number(constant: .nan) }
    guard lower <= upper else { return Number(constant: 0) }
    var total = Number(constant: 0)
    for i in lower...upper {
      frame.indices[summation.slot] = i
      let value = evaluate(summation.body, &frame)
      total = i == lower ? value : total + value
    }
    return total
  }

  private mutating func note(
    _ node: SyntaxNode, _ result: Number, _ what: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil
  ) -> Number {
    if firstNonFinite == nil, !result.isFinite {
      let subject = result.number.isFinite ? "the derivative of \(what())" : what()
      let place = builtIn.map { " in \($0.name)" } ?? ""
      let state = result.number.isNaN ? "not a number" : "not finite"
      firstNonFinite = Finding(
        message: "\(subject)\(place) is \(state)", range: builtIn?.range ?? node.range,
        hint: hint())
    }
    return result
  }

  /// The value of an index or bound; nil when it is not an integer.
  static func integer(_ node: SyntaxNode, _ indices: [Int]) -> Int? {
    var evaluator = OracleEvaluator<Double>(coordinates: [])
    var frame = OracleEvaluator<Double>.Frame(indices: indices)
    return Int(exactly: evaluator.evaluate(node, &frame))
  }
}
