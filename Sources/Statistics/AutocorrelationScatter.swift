@preconcurrency import CGSL
import Foundation

/// The standard error of ½ + Σ_{k≥1} w_k ρ_k over several independent series, from their scatter.
///
/// The sum is a ratio S/D of means over the series, S_u = ½ c_u(0) + Σ w_k c_u(k) and D_u = c_u(0), where c_u(k) are the
/// products of series u at lag k over the number of all; so its influences are those of a ratio, (S_u − S/D · D_u)/D. They
/// know how few products there are at large lags of short series, and nothing is taken to be normal. S_u is a
/// scalar product of two spectra: one transform per series.
///
/// - Parameters:
///   - chains: at least two series of finite values.
///   - weights: w₁, w₂, …, fewer than the longest series has values.
/// - Returns: the error, from at least two series.
func autocorrelationSumError(of chains: [[Double]], weights: [Double]) -> Double {
  GSL.prepare()
  let longest = chains.map(\.count).max() ?? 0
  let scale = chains.reduce(0) { $1.reduce($0) { max($0, abs($1)) } }
  let count = chains.reduce(0) { $0 + $1.count }
  let centre = chains.reduce(0) { $1.reduce($0) { $0 + $1 / scale } } / Double(count)
  func pairs(_ lag: Int) -> Double {
    Double(chains.reduce(0) { $0 + max(0, $1.count - lag) })
  }

  // Zeros after each series: no wrap-around up to the largest lag.
  var size = 1
  while size < longest + weights.count + 1 { size *= 2 }
  // The transform of a symmetric sequence is real, and stands where real parts do.
  var filter = [Double](repeating: 0, count: size)
  filter[0] = 0.5 / pairs(0)
  for (n, weight) in weights.enumerated() {
    let lag = n + 1
    let share = weight / pairs(lag) / 2
    filter[lag] += share
    filter[size - lag] += share
  }
  gsl_fft_real_radix2_transform(&filter, 1, size)

  var sums: [(sum: Double, variance: Double)] = []
  var buffer = [Double](repeating: 0, count: size)
  for chain in chains {
    for t in 0..<size { buffer[t] = t < chain.count ? chain[t] / scale - centre : 0 }
    let variance = buffer.reduce(0) { $0 + $1 * $1 } / pairs(0)
    gsl_fft_real_radix2_transform(&buffer, 1, size)
    var sum = filter[0] * buffer[0] * buffer[0]
    for k in stride(from: 1, to: size / 2, by: 1) {
      sum += 2 * filter[k] * (buffer[k] * buffer[k] + buffer[size - k] * buffer[size - k])
    }
    if size > 1 { sum += filter[size / 2] * buffer[size / 2] * buffer[size / 2] }
    sums.append((sum / Double(size), variance))
  }
  let total = sums.reduce((0, 0)) { ($0.0 + $1.sum, $0.1 + $1.variance) }
  let ratio = total.0 / total.1
  let squares = sums.reduce(0) { $0 + pow(($1.sum - ratio * $1.variance) / total.1, 2) }
  let units = Double(chains.count)
  return (squares * units / (units - 1)).squareRoot()
}
