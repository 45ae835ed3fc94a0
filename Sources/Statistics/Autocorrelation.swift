@preconcurrency import CGSL

/// The normalised autocorrelation function ρ₀ = 1, ρ₁, … of a series, for all lags or up to one.
///
/// ρ_k = c_k/c₀ with c_k = Σ_t (x_t − x̄)(x_{t+k} − x̄)/(N − k): each lag is divided by its own number
/// of products, so there is no damping at large lags, only growing noise. By zero-padded FFT
/// (Wiener–Khinchin), O(N log N).
public func autocorrelation(
  of series: [Double], maximumLag: Int? = nil
) throws(StatisticsError) -> [Double] {
  try validate(series, atLeast: 2)
  return pooledAutocorrelation(of: [series], maximumLag: maximumLag)
}

/// The autocorrelation function of several independent series of the same quantity, all about their
/// common mean, with the products of all series pooled before division.
///
/// The common mean keeps differences between series (walkers stuck in different wells, say) visible
/// as correlation that does not decay; the mean of each series would hide them. The series may differ
/// in length; those shorter than a lag do not contribute to it.
public func autocorrelation(
  ofChains chains: [[Double]], maximumLag: Int? = nil
) throws(StatisticsError) -> [Double] {
  try validate(chains.flatMap { $0 }, atLeast: 2)
  return pooledAutocorrelation(of: chains, maximumLag: maximumLag)
}

/// The same for validated input: finite, not all equal.
func pooledAutocorrelation(of chains: [[Double]], maximumLag: Int? = nil) -> [Double] {
  GSL.prepare()
  let longest = chains.map(\.count).max() ?? 0
  let lags = Swift.min(longest, Swift.max(0, maximumLag ?? longest - 1) + 1)
  // Scaled, so that squares neither overflow nor underflow.
  let scale = chains.reduce(0) { $1.reduce($0) { Swift.max($0, abs($1)) } }
  let count = chains.reduce(0) { $0 + $1.count }
  let centre = chains.reduce(0) { $1.reduce($0) { $0 + $1 / scale } } / Double(count)

  // A power of two that leaves at least the largest lag of zeros: no wrap-around.
  var size = 1
  while size < longest + lags { size *= 2 }
  // The power spectra of all series are summed; one inverse transform is enough.
  var power = [Double](repeating: 0, count: size)
  var buffer = power
  for chain in chains {
    for t in 0..<size { buffer[t] = t < chain.count ? chain[t] / scale - centre : 0 }
    gsl_fft_real_radix2_transform(&buffer, 1, size)
    power[0] += buffer[0] * buffer[0]
    for k in stride(from: 1, to: size / 2, by: 1) {
      power[k] += buffer[k] * buffer[k] + buffer[size - k] * buffer[size - k]
    }
    if size > 1 { power[size / 2] += buffer[size / 2] * buffer[size / 2] }
  }
  gsl_fft_halfcomplex_radix2_inverse(&power, 1, size)

  let pairs = (0..<lags).map { lag in
    Double(chains.reduce(0) { $0 + Swift.max(0, $1.count - lag) })
  }
  let variance = power[0] / pairs[0]
  return (0..<lags).map { $0 == 0 ? 1 : power[$0] / pairs[$0] / variance }
}
