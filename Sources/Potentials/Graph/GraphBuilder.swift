/// Expands the parsed tree into a graph: sums are unrolled, built-ins inlined, constants folded.
struct GraphBuilder {
  /// How many syntax nodes an expansion may visit; a second's work.
  static let expansionLimit = 1_000_000

  private(set) var graph = Graph()
  private var visits = 0
  private var builtIn: (name: String, range: Range<Int>)?
  /// The names and values of the indices around the current place, for messages.
  private var activeIndices: [(name: String, value: Int)] = []

  private struct Frame {
    var indices: [Int]
    var arguments: [Graph.ID] = []
  }

  /// The graph's node for a whole expression.
  mutating func build(_ root: SyntaxNode, slotCount: Int) throws(ExpressionError) -> Graph.ID {
    var frame = Frame(indices: Array(repeating: 0, count: slotCount))
    return try node(root, &frame)
  }

  private func error(
    _ message: String, _ range: Range<Int>, hint: String? = nil
  ) -> ExpressionError {
    let place = builtIn.map { " in \($0.name)" } ?? ""
    let indices = activeIndices.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
    let at = indices.isEmpty || builtIn != nil ? "" : " (at \(indices))"
    return ExpressionError(
      message: message + place + at, range: builtIn?.range ?? range, hint: hint)
  }

  private mutating func node(
    _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    try countVisit(syntax)
    switch syntax.kind {
    case .number(let value):
      return graph.constant(value)
    case .coordinate(let index):
      return graph.coordinate(index)
    case .element(let array, let index):
      return graph.coordinate(try element(array, index, frame, syntax.range))
    case .summationIndex(let slot):
      return graph.constant(Double(frame.indices[slot]))
    case .argument(let index):
      return frame.arguments[index]
    case .negate(let operand):
      return graph.negate(try node(operand, &frame))
    case .sum, .summation:
      var terms: [Graph.Term] = []
      try collect(syntax, 1, &terms, &frame)
      let result = graph.sum(terms)
      return try finite(result, syntax, "the sum overflows")
    case .product(let factors):
      return try product(factors, syntax, &frame)
    case .power(let base, let exponent):
      let a = try node(base, &frame)
      let b = try node(exponent, &frame)
      let result = graph.power(a, b)
      if graph.isFinite(result) { return result }
      throw powerError(a, b, syntax)
    case .function(let function, let argument):
      let a = try node(argument, &frame)
      let value = graph.constantValue(a) ?? 0
      let result = graph.function(function, a)
      return try finite(
        result, syntax,
        "\(function.rawValue)(\(Self.text(value))) is not finite",
        hint: function.domainHint)
    case .minimum(let operands):
      return try extremum(operands, &frame) { $0.minimum($1, $2) }
    case .maximum(let operands):
      return try extremum(operands, &frame) { $0.maximum($1, $2) }
    case .builtIn(let definition, let body, let slotCount, let arguments):
      var inner = Frame(indices: Array(repeating: 0, count: slotCount))
      for argument in arguments { inner.arguments.append(try node(argument, &frame)) }
      let outer = builtIn
      if outer == nil { builtIn = (definition.name, syntax.range) }
      let result = try node(body, &inner)
      builtIn = outer
      return result
    }
  }

  private mutating func countVisit(_ syntax: SyntaxNode) throws(ExpressionError) {
    visits += 1
    guard visits <= Self.expansionLimit else {
      activeIndices = []
      throw error(
        "the expression expands to more than \(Self.expansionLimit) operations", syntax.range,
        hint: "shorten the sums")
    }
  }

  private func finite(
    _ id: Graph.ID, _ syntax: SyntaxNode, _ message: @autoclosure () -> String,
    hint: @autoclosure () -> String? = nil
  ) throws(ExpressionError) -> Graph.ID {
    if graph.isFinite(id) { return id }
    throw error(message(), syntax.range, hint: hint())
  }

  static func text(_ value: Double) -> String {
    Int(exactly: value).map { abs($0) < 1_000_000 ? "\($0)" : "\(value)" } ?? "\(value)"
  }

  /// Appends the terms of a sum; those of an unrolled `sum(…)` join the terms around them.
  private mutating func collect(
    _ syntax: SyntaxNode, _ sign: Double, _ terms: inout [Graph.Term], _ frame: inout Frame
  ) throws(ExpressionError) {
    switch syntax.kind {
    case .sum(let parts):
      for part in parts {
        let partSign = part.isNegated ? -sign : sign
        if case .summation = part.node.kind {
          try collect(part.node, partSign, &terms, &frame)
        } else {
          terms.append(.init(coefficient: partSign, id: try node(part.node, &frame)))
        }
      }
    case .summation(let summation):
      try unroll(summation, syntax.range, sign, &terms, &frame)
    default:
      terms.append(.init(coefficient: sign, id: try node(syntax, &frame)))
    }
  }

  private mutating func unroll(
    _ summation: SyntaxNode.Summation, _ range: Range<Int>, _ sign: Double,
    _ terms: inout [Graph.Term], _ frame: inout Frame
  ) throws(ExpressionError) {
    let lower = try integer(summation.lower, "the lower bound of a sum", frame)
    let upper = try integer(summation.upper, "the upper bound of a sum", frame)
    if lower > upper {
      // A triangular double sum is rightly empty at its tip; constant bounds are a slip.
      if summation.isNested { return }
      throw error(
        "the sum is empty: its lower bound \(lower) exceeds its upper bound \(upper)", range,
        hint: "write the smaller bound first")
    }
    let (length, overflows) = upper.subtractingReportingOverflow(lower)
    guard !overflows, length < Self.expansionLimit else {
      throw error(
        "the sum has more than \(Self.expansionLimit) terms", range, hint: "shorten the sum")
    }
    activeIndices.append((summation.name, lower))
    for i in lower...upper {
      frame.indices[summation.slot] = i
      activeIndices[activeIndices.count - 1].value = i
      try countVisit(summation.body)
      try collect(summation.body, sign, &terms, &frame)
    }
    activeIndices.removeLast()
  }

  private mutating func product(
    _ factors: [SyntaxNode.Factor], _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    var collected: [Graph.Factor] = []
    for factor in factors {
      let id = try node(factor.node, &frame)
      if factor.isInverted, let value = graph.constantValue(id),
        value == 0 || !(1 / value).isFinite
      {
        throw error(
          value == 0 ? "division by zero" : "division by \(value) overflows", factor.node.range,
          hint: "the divisor is constant and \(value == 0 ? "zero" : "too small")")
      }
      collected.append(.init(id: id, exponent: factor.isInverted ? -1 : 1))
    }
    let result = graph.product(collected)
    return try finite(result, syntax, "the product overflows")
  }

  private func powerError(_ a: Graph.ID, _ b: Graph.ID, _ syntax: SyntaxNode) -> ExpressionError {
    guard let base = graph.constantValue(a), let exponent = graph.constantValue(b) else {
      return error("the power overflows", syntax.range)
    }
    let hint =
      if base == 0 {
        "zero has no negative power"
      } else if base < 0, exponent != exponent.rounded() {
        "a negative number has no real fractional power; -x^2 is -(x^2)"
      } else {
        "it exceeds the range of double precision"
      }
    return error(
      "(\(Self.text(base)))^(\(Self.text(exponent))) is not finite", syntax.range, hint: hint)
  }

  private mutating func extremum(
    _ operands: [SyntaxNode], _ frame: inout Frame,
    _ combine: (inout Graph, Graph.ID, Graph.ID) -> Graph.ID
  ) throws(ExpressionError) -> Graph.ID {
    var ids: [Graph.ID] = []
    for operand in operands { ids.append(try node(operand, &frame)) }
    // Pairwise, so that the depth of the graph stays logarithmic.
    while ids.count > 1 {
      var next: [Graph.ID] = []
      for start in stride(from: 0, to: ids.count, by: 2) {
        next.append(
          start + 1 < ids.count ? combine(&graph, ids[start], ids[start + 1]) : ids[start])
      }
      ids = next
    }
    return ids[0]
  }

  private func integer(
    _ syntax: SyntaxNode, _ what: String, _ frame: Frame
  ) throws(ExpressionError) -> Int {
    if let value = OracleEvaluator<Double>.integer(syntax, frame.indices) { return value }
    var evaluator = OracleEvaluator<Double>(coordinates: [])
    var constants = OracleEvaluator<Double>.Frame(indices: frame.indices)
    let value = evaluator.evaluate(syntax, &constants)
    throw error("\(what) is \(value), not an integer", syntax.range)
  }

  private func element(
    _ array: CoordinateArray, _ index: SyntaxNode, _ frame: Frame, _ range: Range<Int>
  ) throws(ExpressionError) -> Int {
    let value = try integer(index, "the index of '\(array.name)'", frame)
    guard value >= 1, value <= array.count else {
      throw error(
        "\(array.name)[\(value)] does not exist", range,
        hint: "\(array.name) has the elements 1 to \(array.count)")
    }
    return array.first + value - 1
  }
}
