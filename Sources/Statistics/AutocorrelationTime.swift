import Foundation

/// The integrated autocorrelation time of a series, in units of its time step, as far as the series
/// tells.
///
/// One convention throughout: **τ_int = ½ + Σ_{k≥1} ρ_k**, so that white noise has τ_int = ½, the
/// variance of a mean over N values is 2τ_int/N times that of one value, and
/// **N_eff = N/(2τ_int)** (Sokal 1997). Some programs report twice this number.
public enum AutocorrelationTime: Sendable, Equatable {
  /// An estimate to be trusted, and the lag at which the sum was cut.
  case estimated(Estimate, window: Int)
  /// The series (of the given length) is too short for a reliable estimate; the value is the best
  /// guess (the largest partial sum where no window closes), NaN where there is none, and usually too
  /// small.
  case tooShort(Estimate, length: Int)
  /// All values are equal: there is nothing to correlate.
  case constant
  /// The series holds a NaN or an infinity.
  case notFinite

  /// The estimate, reliable or not, where there is one.
  public var estimate: Estimate? {
    switch self {
    case .estimated(let estimate, _), .tooShort(let estimate, _):
      estimate.value.isNaN ? nil : estimate
    case .constant, .notFinite: nil
    }
  }

  /// Whether the estimate can be trusted.
  public var isReliable: Bool {
    if case .estimated = self { true } else { false }
  }

  /// N/(2τ_int) for N = `count` values, or nil where τ_int is unknown.
  ///
  /// Series with negative correlation may have more effective than actual values; the result is
  /// limited to count · log₁₀(count), as in Vehtari et al. (2021), because τ near 0 is all noise.
  public func effectiveSampleSize(count: Int) -> Double? {
    guard let estimate else { return nil }
    let n = Double(count)
    let limit = n * Swift.max(1, log10(n))
    return estimate.value > 0 ? Swift.min(n / (2 * estimate.value), limit) : limit
  }
}

/// The integrated autocorrelation time from one or several independent series of a quantity.
///
/// The autocorrelation function is pooled over the series about their common mean and summed up to
/// a self-consistent window (Sokal 1997, §3): the smallest M with M ≥ c·(½ + Σ_{k≤M} |ρ_k|). Taking
/// |ρ| there, and only there, changes nothing for a positive ρ, but keeps the window from closing
/// within the first oscillation of an underdamped or alternating series. Beyond M the terms fade out by half a
/// cosine, to zero at 2M: of an oscillating ρ, whose terms nearly cancel, a sharp cut would leave a part of the last
/// oscillation that is larger than τ itself (docs/statistics.md). With the weights w of all lags, negative ones
/// included, the value is corrected for the estimated mean by the factor 1 + Σw/N (Wolff 2004), N counting all values.
///
/// The standard error of sixteen series or more is that of their scatter (`autocorrelationSumError`). Of fewer it is
/// τ √(2Σw²/N) (Madras & Sokal 1988; Priestley 1981, §6.2, for weights), which holds for series that are much longer than
/// the window: of three windows it is up to a third too small.
///
/// - Parameters:
///   - chains: the series; they may differ in length.
///   - windowFactor: Sokal's c. With c = 5 an exponential decay is whole down to e⁻⁵ = 0.7 %.
///   - minimumLength: the longest series must be at least this many times M/c, the estimated time
///     over which correlations last; otherwise the result is `.tooShort`.
/// - Returns: τ_int = ½ + Σρ in units of the time step with its standard error, or what is wrong.
public func integratedAutocorrelationTime(
  of chains: [[Double]], windowFactor: Double = 5, minimumLength: Double = 50
) -> AutocorrelationTime {
  precondition(windowFactor > 0, "the window factor must be positive")
  guard chains.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { return .notFinite }
  let length = chains.map(\.count).max() ?? 0
  guard length >= 2 else { return .tooShort(.undefined, length: length) }
  let first = chains.first { !$0.isEmpty }?.first
  guard chains.contains(where: { $0.contains { $0 != first } }) else { return .constant }

  let rho = pooledAutocorrelation(of: chains)
  let count = Double(chains.reduce(0) { $0 + $1.count })
  var (sum, absolute) = (0.5, 0.5)
  var (largest, largestLag) = (0.5, 0)
  var window = 0
  var closed = false
  for lag in 1..<length {
    sum += rho[lag]
    absolute += abs(rho[lag])
    if sum > largest && lag <= length / 2 { (largest, largestLag) = (sum, lag) }
    if Double(lag) >= windowFactor * absolute {
      window = lag
      closed = true
      break
    }
  }
  // Without a window the sum over all lags is noise; the largest partial sum is the best guess.
  if !closed { (sum, window) = (largest, largestLag) }
  var (width, squares) = (Double(2 * window + 1), Double(2 * window + 1))
  var weights = [Double](repeating: 1, count: window)
  if closed {
    // Short series end before 2M.
    let reach = min(window, length - window)
    for further in 1..<max(reach, 1) {
      let weight = 0.5 * (1 + cos(.pi * Double(further) / Double(reach)))
      sum += weight * rho[window + further]
      width += 2 * weight
      squares += 2 * weight * weight
      weights.append(weight)
    }
  }
  let correction = 1 + width / count
  let value = sum * correction
  let error =
    chains.count >= 16
    ? correction * autocorrelationSumError(of: chains, weights: weights)
    : abs(value) * (2 * squares / count).squareRoot()
  let estimate = Estimate(value: value, standardError: error)
  guard closed && Double(length) >= minimumLength * Double(window) / windowFactor else {
    return .tooShort(estimate, length: length)
  }
  return .estimated(estimate, window: window)
}

/// The integrated autocorrelation time of one series; see the version for several.
public func integratedAutocorrelationTime(
  of series: [Double], windowFactor: Double = 5, minimumLength: Double = 50
) -> AutocorrelationTime {
  integratedAutocorrelationTime(
    of: [series], windowFactor: windowFactor, minimumLength: minimumLength)
}

/// The number of independent values worth as much as the given series for estimating their mean:
/// N/(2τ_int), N counting all values. Nil for constant, too short (< 2) or non-finite series.
public func effectiveSampleSize(of chains: [[Double]]) -> Double? {
  integratedAutocorrelationTime(of: chains)
    .effectiveSampleSize(count: chains.reduce(0) { $0 + $1.count })
}
