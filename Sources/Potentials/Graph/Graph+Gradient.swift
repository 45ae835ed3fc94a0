/// Symbolic differentiation in reverse mode.
extension Graph {
  /// The partial derivatives of `root` by the coordinates `0 ..< dimension`.
  ///
  /// One sweep from the root to the coordinates; the graph grows by a small multiple of the part that
  /// `root` depends on, whatever the dimension (Griewank and Walther, Evaluating Derivatives, ch. 3).
  mutating func gradient(of root: ID, dimension: Int) -> [ID] {
    var contributions: [ID: [Term]] = [root: [Term(coefficient: 1, id: constant(1))]]
    var gradient = Array(repeating: constant(0), count: dimension)
    for id in reachable(from: [root]).reversed() {
      guard let terms = contributions.removeValue(forKey: id) else { continue }
      let adjoint = sum(terms)
      if constantValue(adjoint) == 0 { continue }
      if case .coordinate(let index) = nodes[id] {
        gradient[index] = adjoint
      } else {
        propagate(adjoint, from: id) { operand, term in
          contributions[operand, default: []].append(term)
        }
      }
    }
    return gradient
  }

  private mutating func propagate(_ adjoint: ID, from id: ID, _ add: (ID, Term) -> Void) {
    func once(_ contribution: ID) -> Term { Term(coefficient: 1, id: contribution) }
    switch nodes[id] {
    case .constant, .coordinate, .sign:
      break
    case .affine(let scale, _, let operand):
      add(operand, Term(coefficient: scale, id: adjoint))
    case .sum(let terms):
      for term in terms { add(term.id, Term(coefficient: term.coefficient, id: adjoint)) }
    case .product(let factors):
      for (position, factor) in factors.enumerated() {
        var rest = factors
        rest[position].exponent -= 1
        rest.append(Factor(id: adjoint, exponent: 1))
        add(factor.id, once(product(rest, coefficient: Double(factor.exponent))))
      }
    case .function(let function, let operand):
      add(operand, once(chain(adjoint, function, operand, value: id)))
    case .power(let base, let exponent):
      if constantValue(base) == nil {
        let lowered = power(base, affine(1, -1, exponent))
        let factors = [adjoint, exponent, lowered].map { Factor(id: $0, exponent: 1) }
        add(base, once(product(factors)))
      }
      if constantValue(exponent) == nil {
        let logarithm = self.function(.log, base)
        let factors = [adjoint, id, logarithm].map { Factor(id: $0, exponent: 1) }
        add(exponent, once(product(factors)))
      }
    case .minimum(let a, let b):
      let zero = constant(0)
      add(a, once(selectLess(a, b, adjoint, zero)))
      add(b, once(selectLess(a, b, zero, adjoint)))
    case .maximum(let a, let b):
      let zero = constant(0)
      add(a, once(selectLess(b, a, adjoint, zero)))
      add(b, once(selectLess(b, a, zero, adjoint)))
    case .selectLess(let a, let b, let c, let e):
      let zero = constant(0)
      add(c, once(selectLess(a, b, adjoint, zero)))
      add(e, once(selectLess(a, b, zero, adjoint)))
    }
  }

  /// adjoint · function′(operand).
  private mutating func chain(
    _ adjoint: ID, _ function: ElementaryFunction, _ operand: ID, value: ID
  ) -> ID {
    let square = Factor(id: value, exponent: 2)
    switch function {
    case .sin:
      return multiply(adjoint, self.function(.cos, operand))
    case .cos:
      return negate(multiply(adjoint, self.function(.sin, operand)))
    case .tan:
      return multiply(adjoint, affine(1, 1, product([square])))
    case .exp:
      return multiply(adjoint, value)
    case .log:
      return divide(adjoint, operand)
    case .sqrt:
      return affine(0.5, 0, divide(adjoint, value))
    case .abs:
      return multiply(adjoint, sign(operand))
    case .tanh:
      return multiply(adjoint, affine(-1, 1, product([square])))
    case .sinh:
      return multiply(adjoint, self.function(.cosh, operand))
    case .cosh:
      return multiply(adjoint, self.function(.sinh, operand))
    case .atan:
      let operandSquare = product([Factor(id: operand, exponent: 2)])
      return divide(adjoint, affine(1, 1, operandSquare))
    }
  }
}
