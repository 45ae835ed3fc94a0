import Potentials

/// A number with a first-order bound of its rounding error, in units of the last place of 1.
///
/// The bound follows the expression as written: every operation adds its own rounding and passes on
/// the errors of its operands, amplified by its condition. Coordinates count as rounded.
package struct BoundedNumber: OracleNumber {
  package static let unit = Double.ulpOfOne

  package var number: Double
  package var error: Double
  /// Whether a comparison was too close to decide, so that two correct evaluations may differ.
  package var isAmbiguous = false

  package init(_ number: Double, _ error: Double, isAmbiguous: Bool = false) {
    self.number = number
    self.error = error
    self.isAmbiguous = isAmbiguous
  }

  package init(constant: Double) {
    self.init(constant, Self.isExtreme(constant) ? .infinity : abs(constant) * Self.unit)
  }

  package init(coordinate: Double) { self.init(coordinate, abs(coordinate) * Self.unit) }

  package var isFinite: Bool { number.isFinite && error.isFinite }

  /// Whether products of such numbers overflow or underflow in one order of evaluation and not in another.
  private static func isExtreme(_ number: Double) -> Bool {
    abs(number) > 1e100 || (number != 0 && abs(number) < 1e-100)
  }

  private static func rounded(
    _ number: Double, _ error: Double, _ operands: BoundedNumber..., ulps: Double = 1
  ) -> BoundedNumber {
    BoundedNumber(
      number,
      isExtreme(number) ? .infinity : error + ulps * abs(number) * unit + .leastNormalMagnitude,
      isAmbiguous: operands.contains(where: \.isAmbiguous))
  }

  package static func + (a: Self, b: Self) -> Self {
    rounded(a.number + b.number, a.error + b.error, a, b)
  }

  package static func - (a: Self, b: Self) -> Self {
    rounded(a.number - b.number, a.error + b.error, a, b)
  }

  package static func * (a: Self, b: Self) -> Self {
    rounded(
      a.number * b.number,
      abs(a.number) * b.error + abs(b.number) * a.error + a.error * b.error, a, b)
  }

  package static func / (a: Self, b: Self) -> Self {
    let quotient = a.number / b.number
    let relative = b.error / abs(b.number)
    if !(relative < 0.1) { return rounded(quotient, .infinity, a, b) }
    return rounded(quotient, 1.2 * (a.error / abs(b.number) + abs(quotient) * relative), a, b)
  }

  package static prefix func - (a: Self) -> Self {
    BoundedNumber(-a.number, a.error, isAmbiguous: a.isAmbiguous)
  }

  package static func power(_ a: Self, _ b: Self) -> Self {
    let value = Double.power(a.number, b.number)
    let relative = a.error / abs(a.number)
    if a.number == 0 || !(abs(b.number) * relative < 0.1) {
      let isSafe = a.number == 0 && b.number >= 1
      return rounded(value, isSafe ? abs(b.number) * a.error : .infinity, a, b)
    }
    if value == 0 { return rounded(value, .infinity, a, b) }
    let isConstantInteger = b.number == b.number.rounded()
    let byExponent =
      a.number < 0 && isConstantInteger
      ? 0 : abs(value * Double.apply(.log, abs(a.number))) * b.error
    return rounded(
      value, 1.2 * (abs(value * b.number) * relative + byExponent), a, b,
      ulps: 2 + abs(b.number))
  }

  package static func apply(_ function: ElementaryFunction, _ a: Self) -> Self {
    let x = a.number
    let value = Double.apply(function, x)
    let slope: Double
    switch function {
    case .sin, .cos, .atan, .tanh: slope = 1
    case .tan:
      slope = 1 + value * value
      if !(slope * a.error < 0.1 * (1 + abs(value))) { return rounded(value, .infinity, a) }
    case .exp, .sinh, .cosh:
      if !(a.error < 0.1) { return rounded(value, .infinity, a) }
      if value == 0 { return rounded(value, .infinity, a) }
      slope = function == .exp ? value : Double.apply(.cosh, x)
    case .log:
      if !(a.error < 0.1 * x) { return rounded(value, .infinity, a) }
      slope = 1 / x
    case .sqrt:
      if x == 0, a.error == 0 { return a }
      if !(a.error < 0.1 * x) { return rounded(value, .infinity, a) }
      slope = 0.5 / value
    case .abs:
      // Near zero the derivative may take either sign.
      return BoundedNumber(
        value, a.error, isAmbiguous: a.isAmbiguous || abs(x) <= 16 * a.error)
    }
    return rounded(value, 1.2 * abs(slope) * a.error, a, ulps: 4)
  }
}
