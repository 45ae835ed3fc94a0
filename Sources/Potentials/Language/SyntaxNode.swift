/// A node of the parsed expression, with names resolved: exactly what the user wrote.
///
/// Sums and products are n-ary, so that the depth of the tree is bounded by the nesting of the source
/// and no recursion over it can exhaust the stack, however long the source is.
package final class SyntaxNode: Sendable {
  /// What the node is.
  package enum Kind: Sendable {
    case number(Double)
    case coordinate(Int)
    /// An element of a coordinate array, whose index may depend on summation indices.
    case element(CoordinateArray, index: SyntaxNode)
    /// The summation index held in a slot of the evaluation frame.
    case summationIndex(Int)
    /// An argument of the built-in whose body this is.
    case argument(Int)
    case negate(SyntaxNode)
    case sum([Term])
    case product([Factor])
    case power(SyntaxNode, SyntaxNode)
    case function(ElementaryFunction, SyntaxNode)
    case minimum([SyntaxNode])
    case maximum([SyntaxNode])
    case summation(Summation)
    case builtIn(BuiltIn, body: SyntaxNode, slotCount: Int, arguments: [SyntaxNode])
  }

  /// A signed term of a sum.
  package struct Term: Sendable {
    package let isNegated: Bool
    package let node: SyntaxNode
  }

  /// A factor of a product, or a divisor.
  package struct Factor: Sendable {
    package let isInverted: Bool
    package let node: SyntaxNode
  }

  /// `sum(index, lower, upper, body)`.
  package struct Summation: Sendable {
    package let slot: Int
    package let name: String
    package let lower: SyntaxNode
    package let upper: SyntaxNode
    package let body: SyntaxNode
    /// Whether the bounds depend on an outer index: such a sum may be empty and is then zero.
    package let isNested: Bool
  }

  package let kind: Kind
  /// UTF-8 offsets in the source.
  package let range: Range<Int>

  init(_ kind: Kind, _ range: Range<Int>) {
    self.kind = kind
    self.range = range
  }
}

/// Consecutive coordinates addressed by an index that starts at 1.
package struct CoordinateArray: Sendable, Equatable {
  package let name: String
  /// The position of element 1 among all coordinates.
  package let first: Int
  package let count: Int
}
