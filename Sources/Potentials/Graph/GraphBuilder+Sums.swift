/// Sums, bounds and indices.
extension GraphBuilder {
  /// Appends the terms of a sum; those of an unrolled `sum(…)` join the terms around them.
  @inline(never)
  mutating func collect(
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

  @inline(never)
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

  private func integer(
    _ syntax: SyntaxNode, _ what: String, _ frame: Frame
  ) throws(ExpressionError) -> Int {
    if let value = OracleEvaluator<Double>.integer(syntax, frame.indices) { return value }
    var evaluator = OracleEvaluator<Double>(coordinates: [])
    var constants = OracleEvaluator<Double>.Frame(indices: frame.indices)
    let value = evaluator.evaluate(syntax, &constants)
    throw error("\(what) is \(value), not an integer", syntax.range)
  }

  func element(
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
