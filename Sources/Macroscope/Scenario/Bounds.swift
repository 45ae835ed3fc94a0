import Foundation

/// An interval of reals that a value must lie in, with its wording.
struct Bounds {
  var lower = -Double.infinity
  var upper = Double.infinity
  var includesLower = false
  var includesUpper = false

  static let finite = Bounds()
  static let positive = Bounds(lower: 0)
  static let nonnegative = Bounds(lower: 0, includesLower: true)

  /// lower ≤ x ≤ upper.
  static func closed(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: true, includesUpper: true)
  }
  /// lower ≤ x < upper.
  static func halfOpen(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper, includesLower: true)
  }
  /// lower < x < upper.
  static func open(_ lower: Double, _ upper: Double) -> Bounds {
    Bounds(lower: lower, upper: upper)
  }

  func contains(_ x: Double) -> Bool {
    x.isFinite && (includesLower ? x >= lower : x > lower)
      && (includesUpper ? x <= upper : x < upper)
  }
}

extension Bounds: CustomStringConvertible {
  /// Completes "must be …".
  var description: String {
    let least: String? =
      lower == -.infinity
      ? nil : includesLower ? "at least \(shortest(lower))" : "above \(shortest(lower))"
    let most: String? =
      upper == .infinity
      ? nil : includesUpper ? "at most \(shortest(upper))" : "below \(shortest(upper))"
    switch (least, most) {
    case (let least?, let most?): return "\(least) and \(most)"
    case (let least?, nil): return lower == 0 && !includesLower ? "positive" : least
    case (nil, let most?): return most
    case (nil, nil): return "finite"
    }
  }
}

/// A real rounded to some significant digits, in its shortest form.
func shortest(_ x: Double, digits: Int) -> String {
  guard x != 0, x.isFinite else { return shortest(x) }
  return shortest(Double(String(format: "%.\(digits)g", x)) ?? x)
}

/// A real in its shortest exact form, without the ".0" of a whole number.
func shortest(_ x: Double) -> String {
  let text = "\(x)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
