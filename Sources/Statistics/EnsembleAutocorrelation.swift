import LinearAlgebra

/// The normalised autocorrelation over time and ensemble of a vector q, about the mean path of the
/// ensemble:
///
///     ρ(τ) = E[(q(t) − q̄(t))ᵀ(q(t+τ) − q̄(t+τ))] / E[|q(t) − q̄(t)|²],   q̄(t) = (1/U) Σ_u q_u(t)
///
/// E is the mean over the units and over all times at which both factors are known, so lag k has
/// T − k products per unit; the denominator is that of lag 0. Taking the mean path away at each time
/// makes sense of series that start off equilibrium; at equilibrium it is one more way to take the
/// mean away. It shortens all products by the factor 1 − 1/U, which cancels.
///
/// The influences are those of a ratio of means (delta method): (n_u(k) − ρ_k n_u(0))/n̄(0), where
/// n_u(k) is the mean product of unit u. Lag 0 is exactly 1 with no error. By zero-padded FFT, one
/// forward transform per unit and component and one inverse per unit: time of order
/// units · components · T log T, memory units × lags.
///
/// - Parameters:
///   - components: one matrix, units × times, per component of q. Components are summed, so their
///     units should be comparable.
///   - maximumLag: the largest lag, in time steps; at most T − 1 is used.
/// - Returns: ρ at the lags 0…min(maximumLag, T − 1).
/// - Throws: `tooFew` with no component, fewer than two units or no time; `differentLengths` for
///   components of different shapes; `notFinite`; `constant` when all units agree at all times.
public func ensembleAutocorrelation(
  _ components: [Matrix], maximumLag: Int
) throws(StatisticsError) -> CurveEstimate {
  guard let first = components.first else { throw .tooFew(needed: 1, got: 0) }
  let (units, times) = (first.rows, first.columns)
  guard components.allSatisfy({ $0.rows == units && $0.columns == times }) else {
    throw .differentLengths
  }
  guard units >= 2 else { throw .tooFew(needed: 2, got: units) }
  guard times >= 1 else { throw .tooFew(needed: 1, got: 0) }
  guard components.allSatisfy(\.isFinite) else { throw .notFinite }

  let meanPaths = components.map(\.columnMeans)
  let largest = zip(components, meanPaths).reduce(0) {
    Swift.max($0, $1.0.largestDeviation(from: $1.1))
  }
  guard largest > 0 else { throw .constant }
  let lags = Swift.min(times, Swift.max(0, maximumLag) + 1)
  var products = meanProducts(
    of: components, about: meanPaths, scale: 1 / largest, lags: lags)

  let numerators = products.columnMeans
  let denominator = numerators[0]
  let rho = numerators.map { $0 / denominator }
  let scale = influenceScale(units: units) / denominator
  products.forEachRow { row in
    let own = row[0]
    for k in row.indices { row[k] = scale * (row[k] - rho[k] * own) }
  }
  return CurveEstimate(values: rho, influences: products)
}

/// n_u(k) = Σ_c Σ_t x_t x_{t+k}/(T − k) for each unit (rows) and lag (columns), x being the
/// deviation from the mean path times `scale`.
private func meanProducts(
  of components: [Matrix], about meanPaths: [[Double]], scale: Double, lags: Int
) -> Matrix {
  let (units, times) = (components[0].rows, components[0].columns)
  // Zeros after the series keep its end from meeting its beginning up to the largest lag.
  let transform = RealFourierTransform(atLeast: times + lags - 1)
  var buffer = [Double](repeating: 0, count: transform.size)
  var power = buffer
  var products = Matrix(rows: units, columns: lags)
  for u in 0..<units {
    for i in power.indices { power[i] = 0 }
    for (component, meanPath) in zip(components, meanPaths) {
      for t in 0..<times {
        buffer[t] = scale * (component.elements[u * times + t] - meanPath[t])
      }
      for t in times..<transform.size { buffer[t] = 0 }
      transform.addPower(of: &buffer, to: &power)
    }
    transform.invert(&power)
    for k in 0..<lags { products.elements[u * lags + k] = power[k] / Double(times - k) }
  }
  return products
}

extension Matrix {
  /// The largest |x_ut − m_t|.
  fileprivate func largestDeviation(from centre: [Double]) -> Double {
    var largest = 0.0
    elements.withUnsafeBufferPointer { all in
      for u in 0..<rows {
        for t in 0..<columns {
          largest = Swift.max(largest, abs(all[u * columns + t] - centre[t]))
        }
      }
    }
    return largest
  }
}
