/// The last rewriting before code generation.
extension Graph {
  /// Sums longer than this are left as they are.
  private static let factoringLimit = 4096

  /// The roots with common factors taken out of sums: `a·u² + b·u·v` becomes `u·(a·u + b·v)`, which
  /// needs one multiplication less and lets multiply-add do the rest.
  ///
  /// Done only here, not in `sum`, because differentiation wants sums of products.
  mutating func factored(_ roots: [ID]) -> [ID] {
    var image: [ID: ID] = [:]
    func map(_ id: ID) -> ID { image[id] ?? id }
    for id in reachable(from: roots) {
      switch nodes[id] {
      case .constant, .coordinate:
        image[id] = id
      case .affine(let scale, let offset, let a):
        image[id] = affine(scale, offset, map(a))
      case .sum(let terms):
        image[id] = factoredSum(terms.map { Term(coefficient: $0.coefficient, id: map($0.id)) })
      case .product(let factors):
        image[id] = product(factors.map { Factor(id: map($0.id), exponent: $0.exponent) })
      case .function(let function, let a):
        image[id] = self.function(function, map(a))
      case .sign(let a):
        image[id] = sign(map(a))
      case .power(let a, let b):
        image[id] = power(map(a), map(b))
      case .minimum(let a, let b):
        image[id] = minimum(map(a), map(b))
      case .maximum(let a, let b):
        image[id] = maximum(map(a), map(b))
      case .selectLess(let a, let b, let c, let e):
        image[id] = selectLess(map(a), map(b), map(c), map(e))
      }
    }
    return roots.map(map)
  }

  private mutating func factoredSum(_ terms: [Term]) -> ID {
    guard terms.count <= Self.factoringLimit else { return sum(terms) }
    var rest = FactorIndex()
    for term in terms { rest.insert(term, positiveFactors(term)) }
    while let common = rest.mostCommon {
      let inside = rest.remove(with: common.base).compactMap {
        divide($0, by: common.base, common.exponent)
      }
      let group = Term(
        coefficient: 1,
        id: product([
          Factor(id: common.base, exponent: common.exponent),
          Factor(id: factoredSum(inside), exponent: 1),
        ]))
      rest.insert(group, positiveFactors(group))
    }
    return sum(rest.terms)
  }

  /// The factors of a term that is a product, positive powers only.
  private func positiveFactors(_ term: Term) -> [Factor] {
    guard case .product(let factors) = nodes[term.id] else { return [] }
    return factors.filter { $0.exponent > 0 }
  }

  private mutating func divide(_ term: Term, by base: ID, _ exponent: Int) -> Term? {
    guard case .product(var factors) = nodes[term.id],
      let position = factors.firstIndex(where: { $0.id == base }),
      factors[position].exponent >= exponent
    else { return nil }
    factors[position].exponent -= exponent
    return Term(coefficient: term.coefficient, id: product(factors))
  }
}
