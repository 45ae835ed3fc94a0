import Foundation

/// The arithmetic that the oracle needs. Instances: plain numbers, dual numbers and, in the tests,
/// numbers that carry a bound of their rounding error.
package protocol OracleNumber: Sendable {
  init(constant: Double)
  /// The plain number in it.
  var number: Double { get }
  /// Whether the number and all its derivatives are finite.
  var isFinite: Bool { get }

  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static prefix func - (a: Self) -> Self
  static func power(_ a: Self, _ b: Self) -> Self
  static func apply(_ function: ElementaryFunction, _ a: Self) -> Self
}

extension Double: OracleNumber {
  package init(constant: Double) { self = constant }
  package var number: Double { self }

  package static func power(_ a: Double, _ b: Double) -> Double { pow(a, b) }

  package static func apply(_ function: ElementaryFunction, _ a: Double) -> Double {
    switch function {
    case .sin: Foundation.sin(a)
    case .cos: Foundation.cos(a)
    case .tan: Foundation.tan(a)
    case .exp: Foundation.exp(a)
    case .log: Foundation.log(a)
    case .sqrt: a.squareRoot()
    case .abs: Swift.abs(a)
    case .tanh: Foundation.tanh(a)
    case .sinh: Foundation.sinh(a)
    case .cosh: Foundation.cosh(a)
    case .atan: Foundation.atan(a)
    }
  }
}
