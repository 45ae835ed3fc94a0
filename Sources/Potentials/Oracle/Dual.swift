/// A number with its derivatives by all coordinates: forward-mode differentiation, independent of the
/// symbolic reverse mode that it checks.
package struct Dual<Base: OracleNumber>: OracleNumber {
  package let value: Base
  /// The derivatives by the coordinates that enter the number.
  ///
  /// Absence is not the same as zero: where the slope is infinite, a coordinate that does not enter
  /// contributes nothing, but one whose derivative happens to vanish leaves the product undefined.
  package let tangents: [Int: Base]

  package init(_ value: Base, tangents: [Int: Base]) {
    self.value = value
    self.tangents = tangents
  }

  package init(constant: Double) {
    self.init(Base(constant: constant), tangents: [:])
  }

  /// The coordinate `index`.
  package init(coordinate value: Base, index: Int) {
    self.init(value, tangents: [index: Base(constant: 1)])
  }

  package var number: Double { value.number }
  package var isFinite: Bool { value.isFinite && tangents.values.allSatisfy(\.isFinite) }

  /// The derivatives by all coordinates.
  package func gradient(dimension: Int) -> [Base] {
    (0..<dimension).map { tangents[$0] ?? Base(constant: 0) }
  }

  private func scaled(by factor: Base, to result: Base) -> Dual {
    Dual(result, tangents: tangents.mapValues { factor * $0 })
  }

  private static func merge(
    _ a: Dual, _ b: Dual, to result: Base, _ both: (Base, Base) -> Base, onlyB: (Base) -> Base
  ) -> Dual {
    var tangents = a.tangents
    for (index, tangent) in b.tangents {
      tangents[index] = tangents[index].map { both($0, tangent) } ?? onlyB(tangent)
    }
    return Dual(result, tangents: tangents)
  }

  package static func + (a: Dual, b: Dual) -> Dual {
    merge(a, b, to: a.value + b.value, +, onlyB: { $0 })
  }

  package static func - (a: Dual, b: Dual) -> Dual {
    merge(a, b, to: a.value - b.value, -, onlyB: { -$0 })
  }

  package static prefix func - (a: Dual) -> Dual {
    Dual(-a.value, tangents: a.tangents.mapValues { -$0 })
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
    var total = Dual(result, tangents: [:])
    if !a.tangents.isEmpty, b.value.number != 0 || !b.tangents.isEmpty {
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
    if a.tangents.isEmpty { return Dual(result, tangents: [:]) }
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
