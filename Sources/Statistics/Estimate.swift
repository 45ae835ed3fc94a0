/// A number with its standard error (one standard deviation of the estimator).
///
/// An unknown standard error (of a single value, say) is NaN. Comparisons with NaN are false, so a
/// check of the form "deviation < 3" fails rather than passes when the error is unknown.
public struct Estimate: Equatable, Sendable {
  /// The estimated value.
  public var value: Double
  /// Its standard error, in the same units.
  public var standardError: Double

  /// An estimate from its value and standard error.
  public init(value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }

  /// A number known exactly: its standard error is zero.
  public static func exact(_ value: Double) -> Estimate {
    Estimate(value: value, standardError: 0)
  }

  /// An estimate about which nothing is known.
  public static let undefined = Estimate(value: .nan, standardError: .nan)

  /// The standard error over the magnitude of the value.
  public var relativeError: Double { standardError / abs(value) }

  /// How far the value lies above `x`, in standard errors.
  ///
  /// With a standard error of zero: 0 when the value equals `x`, otherwise infinite.
  public func deviation(from x: Double) -> Double {
    let difference = value - x
    return difference == 0 && !standardError.isNaN ? 0 : difference / standardError
  }

  /// How far the value lies above that of an independent estimate, in standard errors of the
  /// difference.
  public func deviation(from other: Estimate) -> Double {
    (self - other).deviation(from: 0)
  }

  /// The sum of two independent estimates.
  public static func + (a: Estimate, b: Estimate) -> Estimate {
    Estimate(value: a.value + b.value, standardError: hypotenuse(a.standardError, b.standardError))
  }

  /// The difference of two independent estimates.
  public static func - (a: Estimate, b: Estimate) -> Estimate {
    Estimate(value: a.value - b.value, standardError: hypotenuse(a.standardError, b.standardError))
  }

  /// The estimate multiplied by an exact number.
  public static func * (s: Double, a: Estimate) -> Estimate {
    Estimate(value: s * a.value, standardError: abs(s) * a.standardError)
  }

  /// The estimate divided by an exact number.
  public static func / (a: Estimate, s: Double) -> Estimate {
    Estimate(value: a.value / s, standardError: a.standardError / abs(s))
  }

  /// The value over that of an independent estimate, less 1, with its error to first order; undefined
  /// unless both are finite and the other positive.
  public func relativeDifference(from other: Estimate) -> Estimate {
    guard value.isFinite, other.value.isFinite, other.value > 0 else { return .undefined }
    let ratio = value / other.value
    return Estimate(
      value: ratio - 1,
      standardError: hypotenuse(
        standardError / other.value, ratio * other.standardError / other.value))
  }

  /// The mean of this and an independent estimate of the same quantity, weighted by 1/σ².
  ///
  /// An exact estimate (σ = 0) wins over an inexact one; of two exact ones the plain mean is taken.
  public func combined(with other: Estimate) -> Estimate {
    let (a, b) = (standardError, other.standardError)
    let total = hypotenuse(a, b)
    guard total != 0 else { return .exact(0.5 * value + 0.5 * other.value) }
    // Ratios first: the squares of small errors may underflow.
    let weight = (b / total) * (b / total)
    return Estimate(
      value: weight * value + (1 - weight) * other.value, standardError: a * (b / total))
  }
}

/// √(a² + b²) without overflow or underflow, NaN when either is NaN.
func hypotenuse(_ a: Double, _ b: Double) -> Double {
  let scale = Swift.max(abs(a), abs(b))
  guard scale > 0, scale.isFinite, !a.isNaN, !b.isNaN else { return abs(a) + abs(b) }
  return scale * ((a / scale) * (a / scale) + (b / scale) * (b / scale)).squareRoot()
}

/// Coded as `{"value": …, "standard_error": …}`, with null for numbers that are not finite.
extension Estimate: Codable {
  private enum CodingKeys: String, CodingKey {
    case value
    case standardError = "standard_error"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    value = try container.decode(Double?.self, forKey: .value) ?? .nan
    standardError = try container.decode(Double?.self, forKey: .standardError) ?? .nan
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(value.isFinite ? value : nil, forKey: .value)
    try container.encode(standardError.isFinite ? standardError : nil, forKey: .standardError)
  }
}

extension Estimate: CustomStringConvertible {
  public var description: String { "\(value) ± \(standardError)" }
}
