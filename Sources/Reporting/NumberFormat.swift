import Foundation
import Statistics

/// Numbers as a person reads them: errors with two significant digits, values no finer than their
/// errors, powers of ten written out, a true minus sign.
public enum NumberFormat {
  /// What stands for a number that does not exist.
  public static let absent = "—"

  /// An estimate as "value ± error", such as `6.703 ± 0.012` or `(1.20 ± 0.35)·10⁻⁵`.
  ///
  /// The value alone where the error is zero or unknown.
  public static func text(_ estimate: Estimate) -> String {
    guard let rounded = Rounded(estimate) else { return number(estimate.value) }
    let (value, error) = rounded.texts
    guard rounded.power != 0 else { return "\(value) ± \(error)" }
    return "(\(value) ± \(error))·10\(superscript(rounded.power))"
  }

  /// The same for running text: no line breaks inside.
  static func unbroken(_ estimate: Estimate) -> String {
    text(estimate).replacingOccurrences(of: " ", with: "\u{A0}")
  }

  /// An estimate as "value(error)", the error in units of the last digits: `6.703(12)`.
  public static func compact(_ estimate: Estimate) -> String {
    guard let rounded = Rounded(estimate) else { return number(estimate.value) }
    let (value, error) = rounded.texts
    // 6.7(1.2) keeps its point; 0.0012 loses its leading zeros.
    let isBelowOne = error.hasPrefix("0.")
    let digits = isBelowOne ? String(error.dropFirst(2).drop { $0 == "0" }) : error
    let text = "\(value)(\(digits))"
    return rounded.power == 0 ? text : "\(text)·10\(superscript(rounded.power))"
  }

  /// A number with at most `digits` significant digits.
  public static func number(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return absent }
    let parts = String(format: "%.*g", digits, value).split(separator: "e")
    let mantissa = parts[0].replacingOccurrences(of: "-", with: "−")
    guard parts.count == 2, let power = Int(parts[1]) else { return mantissa }
    return "\(mantissa)·10\(superscript(power))"
  }

  /// Numbers with the same decimals each, as many as give the largest `digits` significant ones.
  static func aligned(_ rows: [[Double]], digits: Int = 4) -> [[String]] {
    let largest = rows.flatMap { $0 }.filter(\.isFinite).map { abs($0) }.max() ?? 0
    guard largest >= 1e-4, largest < 1e6 else { return rows.map { $0.map { number($0) } } }
    let decimals = max(0, digits - 1 - Int(log10(largest).rounded(.down)))
    return rows.map { $0.map { fixed($0, decimals: decimals) } }
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return absent }
    let text = String(format: "%.*f", max(decimals, 0), value)
    // "−0.00" reads as a number below zero.
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return text.hasPrefix("-") ? (isZero ? "" : "−") + text.dropFirst() : text
  }

  /// A whole number with its digits in groups of three: `160 000`.
  public static func integer(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      // Four digits stay together.
      if index > 0, (digits.count - index) % 3 == 0, digits.count > 4 { text += "\u{202F}" }
      text.append(digit)
    }
    return (value < 0 ? "−" : "") + text
  }

  /// A probability: two digits, or a bound when it is tiny.
  public static func probability(_ value: Double) -> String {
    guard value.isFinite else { return absent }
    return value < 1e-4 ? "< 10⁻⁴" : number(value, digits: 2)
  }

  /// A time span of the wall clock.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return absent }
    if seconds < 60 { return "\(number(seconds, digits: 3)) s" }
    guard seconds < 1e9 else { return "\(number(seconds, digits: 3)) s" }
    let total = Int(seconds.rounded())
    let (hours, minutes) = (total / 3600, total / 60 % 60)
    return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min \(total % 60) s"
  }

  /// An integer in superscript digits.
  static func superscript(_ value: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (value < 0 ? "⁻" : "")
      + String(value.magnitude).compactMap(\.wholeNumberValue).map { digits[$0] }
  }
}

/// A value and its error on a common power of ten, with as many decimals as the error has.
private struct Rounded {
  let value: Double
  let error: Double
  let power: Int
  let decimals: Int

  /// Nil when the error is unknown or zero, or the value unknown.
  init?(_ estimate: Estimate) {
    guard estimate.value.isFinite, estimate.standardError.isFinite,
      // An error below rounding counts as zero.
      estimate.standardError > 1e-14 * abs(estimate.value)
    else { return nil }
    let magnitude = max(abs(estimate.value), estimate.standardError)
    // Beyond, a unit of the last digits is no number.
    guard (1e-280...1e280).contains(magnitude) else { return nil }
    let order = Self.order(magnitude)
    power = (-3..<5).contains(order) ? 0 : order
    let unit = pow(10, Double(power))
    value = estimate.value / unit
    error = estimate.standardError / unit
    decimals = 1 - Self.order(error, roundedTo: 2)
  }

  var texts: (value: String, error: String) {
    (Self.fixed(value, decimals), Self.fixed(error, decimals))
  }

  /// The power of ten of the leading digit; of the number rounded to some digits if asked.
  private static func order(_ x: Double, roundedTo digits: Int? = nil) -> Int {
    guard x > 0 else { return 0 }
    let order = Int(log10(x).rounded(.down))
    guard let digits else { return order }
    let scaled = (x / pow(10, Double(order - digits + 1))).rounded()
    return scaled >= pow(10, Double(digits)) ? order + 1 : order
  }

  private static func fixed(_ x: Double, _ decimals: Int) -> String {
    guard decimals < 0 else { return NumberFormat.fixed(x, decimals: decimals) }
    let unit = pow(10, Double(-decimals))
    return NumberFormat.fixed((x / unit).rounded() * unit, decimals: 0)
  }
}
