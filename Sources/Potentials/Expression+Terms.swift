/// The terms of a function that is written as a sum.
extension Expression {
  /// How many terms there are: of `x^2 + 3*(y - 1) - sum(i, 1, 5, cos(i*x))` three; one of what is no sum.
  public var termCount: Int { terms.count }

  /// The sum of some of the terms, by their places in the source.
  public func sum(ofTerms places: [Int]) throws(ExpressionError) -> Expression {
    let terms = terms
    return try Expression(
      source, coordinateNames: coordinateNames,
      syntax: SyntaxNode(.sum(places.map { terms[$0] }), syntax.range), slotCount: slotCount)
  }

  private var terms: [SyntaxNode.Term] {
    if case .sum(let terms) = syntax.kind { return terms }
    return [SyntaxNode.Term(isNegated: false, node: syntax)]
  }
}

extension ExpressionPotential {
  /// The sum of some of the terms of the energy, by their places in the source (``Expression/termCount``), interpreted.
  public func sum(ofTerms places: [Int]) throws(ExpressionError) -> ExpressionPotential {
    try ExpressionPotential(expression.sum(ofTerms: places))
  }
}
