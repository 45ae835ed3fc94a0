/// Expands the parsed tree into a graph: sums are unrolled, built-ins inlined, constants folded.
struct GraphBuilder {
  /// How many syntax nodes an expansion may visit; a second's work.
  static let expansionLimit = 1_000_000

  private(set) var graph = Graph()
  private var visits = 0
  private var builtIn: (name: String, range: Range<Int>)?
  /// The names and values of the indices around the current place, for messages.
  var activeIndices: [(name: String, value: Int)] = []

  struct Frame {
    var indices: [Int]
    var arguments: [Graph.ID] = []
  }

  /// The graph's node for a whole expression.
  mutating func build(_ root: SyntaxNode, slotCount: Int) throws(ExpressionError) -> Graph.ID {
    var frame = Frame(indices: Array(repeating: 0, count: slotCount))
    return try node(root, &frame)
  }

  @inline(never)
  func error(
    _ message: String, _ range: Range<Int>, hint: String? = nil
  ) -> ExpressionError {
    let place = builtIn.map { " in \($0.name)" } ?? ""
    let indices = activeIndices.map { "\($0.name) = \($0.value)" }.joined(separator: ", ")
    let at = indices.isEmpty || builtIn != nil ? "" : " (at \(indices))"
    return ExpressionError(
      message: message + place + at, range: builtIn?.range ?? range, hint: hint)
  }

  /// The node of a subexpression.
  ///
  /// Recursion passes through here and one small function for each kind of node; they are kept from
  /// being inlined into one, whose frame would hold the temporaries of all kinds at every level.
  mutating func node(
    _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    try countVisit(syntax)
    switch syntax.kind {
    case .number, .coordinate, .element, .summationIndex, .argument:
      return try leaf(syntax, frame)
    case .negate(let operand):
      return graph.negate(try node(operand, &frame))
    case .sum, .summation:
      return try sum(syntax, &frame)
    case .product(let factors):
      return try product(factors, syntax, &frame)
    case .power(let base, let exponent):
      return try power(base, exponent, syntax, &frame)
    case .function(let function, let argument):
      return try self.function(function, try node(argument, &frame), syntax)
    case .minimum(let operands), .maximum(let operands):
      return try extremum(operands, syntax, &frame)
    case .builtIn(let definition, let body, let slotCount, let arguments):
      return try call(definition, body, slotCount, arguments, syntax, &frame)
    }
  }

  @inline(never)
  private mutating func leaf(
    _ syntax: SyntaxNode, _ frame: Frame
  ) throws(ExpressionError) -> Graph.ID {
    switch syntax.kind {
    case .number(let value): graph.constant(value)
    case .coordinate(let index): graph.coordinate(index)
    case .element(let array, let index):
      graph.coordinate(try element(array, index, frame, syntax.range))
    case .summationIndex(let slot): graph.constant(Double(frame.indices[slot]))
    case .argument(let index): frame.arguments[index]
    default: preconditionFailure("not a leaf")
    }
  }

  @inline(never)
  private mutating func sum(
    _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    var terms: [Graph.Term] = []
    try collect(syntax, 1, &terms, &frame)
    let result = graph.sum(terms)
    return try finite(result, syntax, "the sum overflows")
  }

  @inline(never)
  private mutating func power(
    _ base: SyntaxNode, _ exponent: SyntaxNode, _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    let a = try node(base, &frame)
    let b = try node(exponent, &frame)
    let result = graph.power(a, b)
    if graph.isFinite(result) { return result }
    throw powerError(a, b, syntax)
  }

  @inline(never)
  private mutating func function(
    _ function: ElementaryFunction, _ argument: Graph.ID, _ syntax: SyntaxNode
  ) throws(ExpressionError) -> Graph.ID {
    let result = graph.function(function, argument)
    let value = graph.constantValue(argument) ?? 0
    return try finite(
      result, syntax, "\(function.rawValue)(\(Self.text(value))) is not finite",
      hint: function.domainHint)
  }

  @inline(never)
  private mutating func call(
    _ definition: BuiltIn, _ body: SyntaxNode, _ slotCount: Int, _ arguments: [SyntaxNode],
    _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    var inner = Frame(indices: Array(repeating: 0, count: slotCount))
    for argument in arguments { inner.arguments.append(try node(argument, &frame)) }
    let outer = builtIn
    if outer == nil { builtIn = (definition.name, syntax.range) }
    let result = try node(body, &inner)
    builtIn = outer
    return result
  }

  @inline(never)
  mutating func countVisit(_ syntax: SyntaxNode) throws(ExpressionError) {
    visits += 1
    guard visits <= Self.expansionLimit else {
      activeIndices = []
      throw error(
        "the expression expands to more than \(Self.expansionLimit) operations", syntax.range,
        hint: "shorten the sums")
    }
  }

  @inline(never)
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

  @inline(never)
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

  @inline(never)
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

  @inline(never)
  private mutating func extremum(
    _ operands: [SyntaxNode], _ syntax: SyntaxNode, _ frame: inout Frame
  ) throws(ExpressionError) -> Graph.ID {
    var isMinimum = false
    if case .minimum = syntax.kind { isMinimum = true }
    var ids: [Graph.ID] = []
    for operand in operands { ids.append(try node(operand, &frame)) }
    // Pairwise, so that the depth of the graph stays logarithmic.
    while ids.count > 1 {
      var next: [Graph.ID] = []
      for start in stride(from: 0, to: ids.count, by: 2) {
        guard start + 1 < ids.count else {
          next.append(ids[start])
          continue
        }
        let (a, b) = (ids[start], ids[start + 1])
        next.append(isMinimum ? graph.minimum(a, b) : graph.maximum(a, b))
      }
      ids = next
    }
    return ids[0]
  }
}
