/// Symbolic differentiation in reverse mode.
extension Graph {
  /// The derivatives that are not identically zero, by coordinate.
  private typealias SparseGradient = [Int: ID]

  /// The partial derivatives of `root` by the coordinates `0 ..< dimension`.
  ///
  /// One sweep from the root to the coordinates; the graph grows by a small multiple of the part that
  /// `root` depends on, whatever the dimension (Griewank and Walther, Evaluating Derivatives, ch. 3).
  mutating func gradient(of root: ID, dimension: Int) -> [ID] {
    var branches: [ID: SparseGradient] = [:]
    let sparse = sparseGradient(of: root, &branches)
    return (0..<dimension).map { sparse[$0] ?? constant(0) }
  }

  private mutating func sparseGradient(
    of root: ID, _ branches: inout [ID: SparseGradient]
  ) -> SparseGradient {
    if let known = branches[root] { return known }
    var contributions: [ID: [Term]] = [root: [Term(coefficient: 1, id: constant(1))]]
    // From the largest on. Only what has a derivative is visited: of nested minima each sees all that lies below it.
    var pending = PriorityQueue<ID>()
    pending.insert(-root)
    var gradient: SparseGradient = [:]
    while let id = pending.popFirst().map({ -$0 }) {
      guard let terms = contributions.removeValue(forKey: id) else { continue }
      let adjoint = sum(terms)
      if constantValue(adjoint) == 0 { continue }
      func add(_ operand: ID, _ term: Term) {
        if contributions[operand] == nil { pending.insert(-operand) }
        contributions[operand, default: []].append(term)
      }
      switch nodes[id] {
      case .coordinate(let index):
        gradient[index] = adjoint
      case .minimum(let a, let b):
        select(adjoint, a, b, a, b, &branches, add)
      case .maximum(let a, let b):
        select(adjoint, b, a, a, b, &branches, add)
      case .selectLess(let a, let b, let c, let e):
        select(adjoint, a, b, c, e, &branches, add)
      default:
        propagate(adjoint, from: id, add)
      }
    }
    branches[root] = gradient
    return gradient
  }

  /// Hands the derivatives of a < b ? c : e straight to the coordinates.
  ///
  /// Each is selected after it was formed. A zero adjoint sent down the branch that is not taken
  /// would meet that branch's infinite slopes, and 0 · ∞ would spoil the other branch.
  private mutating func select(
    _ adjoint: ID, _ a: ID, _ b: ID, _ c: ID, _ e: ID, _ branches: inout [ID: SparseGradient],
    _ add: (ID, Term) -> Void
  ) {
    let first = sparseGradient(of: c, &branches)
    let second = sparseGradient(of: e, &branches)
    let zero = constant(0)
    for index in Set(first.keys).union(second.keys).sorted() {
      let slope = selectLess(a, b, first[index] ?? zero, second[index] ?? zero)
      add(coordinate(index), Term(coefficient: 1, id: multiply(adjoint, slope)))
    }
  }

  private mutating func propagate(_ adjoint: ID, from id: ID, _ add: (ID, Term) -> Void) {
    func once(_ contribution: ID) -> Term { Term(coefficient: 1, id: contribution) }
    switch nodes[id] {
    case .constant, .coordinate, .sign, .minimum, .maximum, .selectLess:
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
