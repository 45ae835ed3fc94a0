/// A number with its derivatives by all coordinates: forward-mode differentiation, independent of the
/// symbolic reverse mode that it checks.
package struct Dual<Base: OracleNumber>: OracleNumber {
  package let value: Base
  /// One derivative for each coordinate; empty for a constant.
  package let tangents: [Base]

  package init(_ value: Base, tangents: [Base]) {
    self.value = value
    self.tangents = tangents
  }

  package init(constant: Double) {
    self.init(Base(constant: constant), tangents: [])
  }

  /// The coordinate `index` of `dimension`.
  package init(coordinate value: Base, index: Int, dimension: Int) {
    self.init(
      value, tangents: (0..<dimension).map { Base(constant: $0 == index ? 1 : 0) })
  }

  package var number: Double { value.number }
  package var isZero: Bool { value.isZero && tangents.allSatisfy(\.isZero) }
  package var isFinite: Bool { value.isFinite && tangents.allSatisfy(\.isFinite) }

  private func scaled(by factor: Base, to result: Base) -> Dual {
    // A coordinate that does not enter contributes exactly nothing, even beside an infinite slope.
    Dual(result, tangents: tangents.map { $0.isZero ? $0 : factor * $0 })
  }

  private static func merge(
    _ a: Dual, _ b: Dual, to result: Base, _ both: (Base, Base) -> Base, onlyB: (Base) -> Base
  ) -> Dual {
    if b.tangents.isEmpty { return Dual(result, tangents: a.tangents) }
    if a.tangents.isEmpty { return Dual(result, tangents: b.tangents.map(onlyB)) }
    return Dual(result, tangents: zip(a.tangents, b.tangents).map(both))
  }

  package static func + (a: Dual, b: Dual) -> Dual {
    merge(a, b, to: a.value + b.value, +, onlyB: { $0 })
  }

  package static func - (a: Dual, b: Dual) -> Dual {
    merge(a, b, to: a.value - b.value, -, onlyB: { -$0 })
  }

  package static prefix func - (a: Dual) -> Dual {
    Dual(-a.value, tangents: a.tangents.map { -$0 })
  }

  package static func * (a: Dual, b: Dual) -> Dual {
    let result = a.value * b.value
    return merge(
      a.scaled(by: b.value, to: result), b.scaled(by: a.value, to: result), to: result, +,
      onlyB: { $0 })
  }

  package static func / (a: Dual, b: Dual) -> Dual {
    let result = a.value / b.value
    let one = Base(constant: 1)
    return merge(
      a.scaled(by: one / b.value, to: result), b.scaled(by: result / b.value, to: result),
      to: result, -, onlyB: { -$0 })
  }

  package static func power(_ a: Dual, _ b: Dual) -> Dual {
    let result = Base.power(a.value, b.value)
    let one = Base(constant: 1)
    var total = Dual(result, tangents: [])
    if !a.tangents.isEmpty, !b.value.isZero || !b.tangents.isEmpty {
      let slope = b.value * Base.power(a.value, b.value - one)
      total = a.scaled(by: slope, to: result)
    }
    if !b.tangents.isEmpty {
      let slope = Base.apply(.log, a.value) * result
      total = merge(total, b.scaled(by: slope, to: result), to: result, +, onlyB: { $0 })
    }
    return total
  }

  package static func apply(_ function: ElementaryFunction, _ a: Dual) -> Dual {
    let u = a.value
    let result = Base.apply(function, u)
    if a.tangents.isEmpty { return Dual(result, tangents: []) }
    let one = Base(constant: 1)
    let slope: Base =
      switch function {
      case .sin: Base.apply(.cos, u)
      case .cos: -Base.apply(.sin, u)
      case .tan: one + result * result
      case .exp: result
      case .log: one / u
      case .sqrt: Base(constant: 0.5) / result
      case .abs: Base(constant: u.number > 0 ? 1 : (u.number < 0 ? -1 : 0))
      case .tanh: one - result * result
      case .sinh: Base.apply(.cosh, u)
      case .cosh: Base.apply(.sinh, u)
      case .atan: one / (one + u * u)
      }
    return a.scaled(by: slope, to: result)
  }
}
