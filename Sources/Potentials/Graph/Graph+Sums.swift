/// Sums and scalings.
extension Graph {
  /// scale · operand + offset. A zero scale drops the operand, also where it would be infinite.
  mutating func affine(_ scale: Double, _ offset: Double, _ operand: ID) -> ID {
    if scale == 0 { return constant(offset) }
    switch nodes[operand] {
    case .constant(let value):
      return constant(scale * value + offset)
    case .affine(let innerScale, let innerOffset, let inner):
      let newScale = scale * innerScale
      let newOffset = scale * innerOffset + offset
      if newScale == 0 { return constant(newOffset) }
      if newScale == 1, newOffset == 0 { return inner }
      return intern(.affine(scale: newScale, offset: newOffset + 0, inner))
    default:
      if scale == 1, offset == 0 { return operand }
      return intern(.affine(scale: scale, offset: offset + 0, operand))
    }
  }

  mutating func negate(_ operand: ID) -> ID { affine(-1, 0, operand) }

  /// The sum of the terms and a constant, with equal terms collected.
  ///
  /// A sum among the terms stays a term: a group that the user wrote, such as the difference of two
  /// neighbours, is computed as written, because dissolving it may lose the digits it was meant to
  /// keep. So does a shifted operand, `x - 1`, unless its operand occurs again.
  mutating func sum(_ terms: [Term], constant: Double = 0) -> ID {
    var offset = constant
    var coefficients: [ID: Double] = [:]
    coefficients.reserveCapacity(terms.count)
    var inners: [ID: Int] = [:]
    for term in terms { inners[shifted(term.id) ?? term.id, default: 0] += 1 }
    for term in terms {
      switch nodes[term.id] {
      case .constant(let value):
        if term.coefficient != 0 { offset += term.coefficient * value }
      case .affine(let scale, let shift, let inner):
        let factor = term.coefficient * scale
        if shift != 0, inners[inner] == 1, terms.count > 1, (shift / scale) * scale == shift {
          let difference = affine(1, shift / scale, inner)
          coefficients[difference, default: 0] += factor
        } else {
          coefficients[inner, default: 0] += factor
          if shift != 0 { offset += term.coefficient * shift }
        }
      default:
        coefficients[term.id, default: 0] += term.coefficient
      }
    }
    var collected = coefficients.filter { $0.value != 0 }
      .map { Term(coefficient: $0.value, id: $0.key) }
      .sorted { $0.id < $1.id }
    guard let first = collected.first else { return self.constant(offset) }
    if collected.count == 1 { return affine(first.coefficient, offset, first.id) }
    let magnitude = abs(first.coefficient)
    let isUniform = collected.allSatisfy { abs($0.coefficient) == magnitude }
    let sign: Double = first.coefficient < 0 ? -1 : 1
    let scale = isUniform ? sign * magnitude : sign
    for index in collected.indices { collected[index].coefficient /= scale }
    return affine(scale, offset, intern(.sum(collected)))
  }

  /// The operand of an affine node.
  private func shifted(_ id: ID) -> ID? {
    if case .affine(_, _, let inner) = nodes[id] { return inner }
    return nil
  }

  mutating func add(_ a: ID, _ b: ID) -> ID {
    sum([Term(coefficient: 1, id: a), Term(coefficient: 1, id: b)])
  }
}
