/// Sums over an index.
extension Parser {
  @inline(never)
  mutating func summation(at range: Range<Int>) throws(ExpressionError) -> SyntaxNode {
    let open = current
    advance()
    let indexToken = current
    guard case .name(let index) = indexToken.kind, tokens[next + 1].kind == .comma else {
      throw ExpressionError(
        message: "'sum' needs the name of its index first",
        range: indexToken.kind == .end ? range : indexToken.range,
        hint: "write \(Self.signature(of: "sum"))")
    }
    try checkIndexName(index, at: indexToken.range)
    advance()
    let outerSawIndex = sawIndex
    sawIndex = false
    var parts: [SyntaxNode] = []
    for what in ["the lower bound of a sum", "the upper bound of a sum"] {
      guard current.kind == .comma else { throw missingSumArgument(parts.count + 1, range) }
      advance()
      parts.append(
        try constant(what) { parser throws(ExpressionError) in
          try parser.nested(at: open.range) { inner throws(ExpressionError) in
            try inner.expression(.none)
          }
        })
    }
    let isNested = sawIndex
    sawIndex = sawIndex || outerSawIndex
    guard current.kind == .comma else { throw missingSumArgument(3, range) }
    advance()
    let slot = indices.count
    indices.append(index)
    slotCount = max(slotCount, indices.count)
    let body = try nested(at: open.range) { parser throws(ExpressionError) in
      try parser.expression(.none)
    }
    indices.removeLast()
    if current.kind == .comma {
      throw ExpressionError(
        message: "'sum' takes 4 arguments", range: current.range,
        hint: "write \(Self.signature(of: "sum"))")
    }
    let end = try close(.rightParenthesis, openedBy: open)
    return SyntaxNode(
      .summation(
        .init(
          slot: slot, name: index, lower: parts[0], upper: parts[1], body: body,
          isNested: isNested)),
      range.lowerBound..<end)
  }

  private func missingSumArgument(_ count: Int, _ range: Range<Int>) -> ExpressionError {
    if current.kind != .rightParenthesis && current.kind != .end { return unexpected(current) }
    return ExpressionError(
      message: "'sum' takes 4 arguments, not \(count)",
      range: range.lowerBound..<current.range.upperBound,
      hint: "write \(Self.signature(of: "sum"))")
  }

  private func checkIndexName(_ name: String, at range: Range<Int>) throws(ExpressionError) {
    let clash: String? =
      if indices.contains(name) {
        "the index of an enclosing sum"
      } else if scope.scalars[name] != nil || scope.arrays[name] != nil {
        "a coordinate"
      } else if scope.parameters[name] != nil {
        "a parameter"
      } else if scope.arguments[name] != nil {
        "an argument"
      } else if Scope.reserved.contains(name) {
        "a function or constant"
      } else {
        nil
      }
    guard let clash else { return }
    throw ExpressionError(
      message: "the summation index '\(name)' is already \(clash)", range: range,
      hint: "choose another name for the index")
  }
}
