/// A directed acyclic graph of simplified subexpressions, each stored once (hash-consing), so that
/// common subexpressions are shared by construction.
///
/// Invariants: operands come before the nodes that use them; constants appear only as `constant`,
/// coefficients and offsets; a `sum` holds at least two distinct terms, sorted, none of them constant
/// or scaled, the first coefficient positive; a `product` holds distinct bases, sorted, or one base
/// with an exponent other than 1. The constant part of a sum and its common scale live in an `affine`
/// around it, where sine, cosine and exp absorb them and equal sums stay equal.
struct Graph {
  typealias ID = Int

  struct Term: Hashable {
    var coefficient: Double
    var id: ID
  }

  struct Factor: Hashable {
    var id: ID
    var exponent: Int
  }

  enum Node: Hashable {
    case constant(Double)
    case coordinate(Int)
    /// scale · operand + offset.
    case affine(scale: Double, offset: Double, ID)
    case sum([Term])
    case product([Factor])
    case function(ElementaryFunction, ID)
    case sign(ID)
    case power(ID, ID)
    case minimum(ID, ID)
    case maximum(ID, ID)
    /// first < second ? third : fourth.
    case selectLess(ID, ID, ID, ID)
  }

  private(set) var nodes: [Node] = []
  private var ids: [Node: ID] = [:]

  subscript(id: ID) -> Node { nodes[id] }

  /// The node, stored once.
  mutating func intern(_ node: Node) -> ID {
    if let known = ids[node] { return known }
    let id = nodes.count
    nodes.append(node)
    ids[node] = id
    return id
  }

  mutating func constant(_ value: Double) -> ID {
    // Adding zero turns -0 into 0, which compares equal and must not be a second node.
    intern(.constant(value + 0))
  }

  mutating func coordinate(_ index: Int) -> ID { intern(.coordinate(index)) }

  /// The value of a constant node.
  func constantValue(_ id: ID) -> Double? {
    if case .constant(let value) = nodes[id] { return value }
    return nil
  }

  /// Whether the numbers stored in the node itself are finite.
  func isFinite(_ id: ID) -> Bool {
    switch nodes[id] {
    case .constant(let value): value.isFinite
    case .affine(let scale, let offset, let operand):
      // The coefficients of a scaled sum are checked here too: the sum hides behind the affine.
      scale.isFinite && offset.isFinite && isSumFinite(operand)
    case .sum: isSumFinite(id)
    default: true
    }
  }

  private func isSumFinite(_ id: ID) -> Bool {
    guard case .sum(let terms) = nodes[id] else { return true }
    return terms.allSatisfy(\.coefficient.isFinite)
  }

  /// Calls `body` with every operand of the node.
  func forEachOperand(of id: ID, _ body: (ID) -> Void) {
    switch nodes[id] {
    case .constant, .coordinate: break
    case .affine(_, _, let a), .function(_, let a), .sign(let a): body(a)
    case .sum(let terms): for term in terms { body(term.id) }
    case .product(let factors): for factor in factors { body(factor.id) }
    case .power(let a, let b), .minimum(let a, let b), .maximum(let a, let b):
      body(a)
      body(b)
    case .selectLess(let a, let b, let c, let e):
      body(a)
      body(b)
      body(c)
      body(e)
    }
  }

  /// The nodes that the roots depend on, themselves included, operands first.
  ///
  /// Takes time in proportion to their number, not to the size of the graph.
  func reachable(from roots: [ID]) -> [ID] {
    var found = Set(roots)
    var pending = Array(found)
    while let id = pending.popLast() {
      forEachOperand(of: id) { if found.insert($0).inserted { pending.append($0) } }
    }
    return found.sorted()
  }
}
