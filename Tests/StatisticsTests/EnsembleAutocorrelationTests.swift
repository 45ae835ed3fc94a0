import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct EnsembleAutocorrelationTests {
  /// The definition, by direct sums, with the influences of the ratio.
  func direct(_ components: [Matrix], maximumLag: Int) -> (values: [Double], influences: Matrix) {
    let (units, times) = (components[0].rows, components[0].columns)
    let lags = min(times, maximumLag + 1)
    var products = Matrix(rows: units, columns: lags)
    for x in components {
      let path = (0..<times).map { t in (0..<units).reduce(0) { $0 + x[$1, t] } / Double(units) }
      for u in 0..<units {
        for k in 0..<lags {
          let sum = (0..<(times - k)).reduce(0.0) {
            $0 + (x[u, $1] - path[$1]) * (x[u, $1 + k] - path[$1 + k])
          }
          products[u, k] += sum / Double(times - k)
        }
      }
    }
    let means = (0..<lags).map { k in (0..<units).reduce(0) { $0 + products[$1, k] } / Double(units)
    }
    let rho = means.map { $0 / means[0] }
    let scale = 1 / (means[0] * Double(units * (units - 1)).squareRoot())
    var influences = products
    for u in 0..<units {
      for k in 0..<lags { influences[u, k] = scale * (products[u, k] - rho[k] * products[u, 0]) }
    }
    return (rho, influences)
  }

  @Test(arguments: [(1, 0), (2, 5), (7, 3), (31, 40), (64, 63), (97, 20), (243, 100)])
  func matchesTheDirectSum(times: Int, maximumLag: Int) throws {
    let components = (0..<3).map {
      (Double($0) + 0.5)
        * autoregressiveEnsemble(0.6, units: 5, times: times, seed: UInt64(10 * times + $0))
    }
    for count in [1, 3] {
      let chosen = Array(components.prefix(count))
      let curve = try ensembleAutocorrelation(chosen, maximumLag: maximumLag)
      let reference = direct(chosen, maximumLag: maximumLag)
      #expect(curve.count == min(times, maximumLag + 1) && curve.units == 5)
      for (a, b) in zip(curve.values, reference.values) { #expect(abs(a - b) < 1e-12) }
      for (a, b) in zip(curve.influences.elements, reference.influences.elements) {
        #expect(abs(a - b) < 1e-12)
      }
      #expect(curve.estimate(at: 0) == .exact(1))
    }
  }

  // z-scores against ρ_k = φ^k over 40 ensembles: no point beyond 5, and their mean square 1 within
  // 5 standard errors (the points of one ensemble are correlated, so each counts as one).
  @Test(arguments: [0.9, 0.3])
  func coversTheLawOfAutoregressiveEnsembles(phi: Double) throws {
    var squares: [Double] = []
    for seed in 0..<40 {
      let series = autoregressiveEnsemble(phi, units: 400, times: 60, seed: UInt64(100 + seed))
      let curve = try ensembleAutocorrelation([series], maximumLag: 30)
      let z = (1...30).map { curve.estimate(at: $0).deviation(from: pow(phi, Double($0))) }
      #expect(z.allSatisfy { abs($0) < 5 })
      squares.append(z.reduce(0) { $0 + $1 * $1 } / 30)
    }
    let average = mean(ofIndependent: squares)
    #expect(abs(average.value - 1) < 5 * average.standardError, "\(average)")
    #expect(average.standardError < 0.5)
  }

  // A path that all units share is no correlation: neither values nor errors see it.
  @Test func takesAwayTheMeanPath() throws {
    let series = autoregressiveEnsemble(0.8, units: 50, times: 80, seed: 7)
    var moving = series
    for u in 0..<50 {
      for t in 0..<80 { moving[u, t] += 20 * exp(-0.1 * Double(t)) - 3 * Double(t) }
    }
    let a = try ensembleAutocorrelation([series], maximumLag: 79)
    let b = try ensembleAutocorrelation([moving], maximumLag: 79)
    for (x, y) in zip(a.values, b.values) { #expect(abs(x - y) < 1e-11) }
    for (x, y) in zip(a.standardErrors, b.standardErrors) { #expect(abs(x - y) < 1e-11) }
  }

  // Relaxation from one point: the variance grows as 1 − φ^2t, E[x_t x_{t+k}] = φ^k (1 − φ^2t), and
  // the definition averages numerator and denominator over their own times. Within 4 standard
  // errors.
  @Test func coversRelaxationFromAPoint() throws {
    let (phi, times) = (0.9, 40)
    var x = Matrix(rows: 4000, columns: times)
    let generator = Philox(seed: 8, stream: 0)
    for u in 0..<x.rows {
      x[u, 0] = 5
      for t in 1..<times {
        x[u, t] =
          phi * x[u, t - 1]
          + (1 - phi * phi).squareRoot() * generator.normals(UInt64(u), UInt64(t)).0
      }
    }
    let variance = (0..<times).map { 1 - pow(phi, 2 * Double($0)) }
    let curve = try ensembleAutocorrelation([x], maximumLag: 25)
    let total = variance.reduce(0, +) / Double(times)
    for k in 0...25 {
      let part = variance.prefix(times - k).reduce(0, +) / Double(times - k)
      let truth = pow(phi, Double(k)) * part / total
      #expect(abs(curve.estimate(at: k).deviation(from: truth)) < 5, "lag \(k)")
    }
  }

  // Components add up with the weights of their variances.
  @Test func sumsComponents() throws {
    let fast = autoregressiveEnsemble(0.2, units: 3000, times: 40, seed: 9)
    let slow = autoregressiveEnsemble(0.9, units: 3000, times: 40, seed: 10)
    let curve = try ensembleAutocorrelation([fast, 2 * slow], maximumLag: 20)
    for k in 1...20 {
      let truth = 0.2 * pow(0.2, Double(k)) + 0.8 * pow(0.9, Double(k))
      #expect(abs(curve.estimate(at: k).deviation(from: truth)) < 5)
    }
  }

  @Test func pairedDifferencesSeeSmallChanges() throws {
    let a = autoregressiveEnsemble(0.9, units: 500, times: 60, seed: 11)
    let b = a + 0.1 * autoregressiveEnsemble(0, units: 500, times: 60, seed: 12)
    let (f, v) = (
      try ensembleAutocorrelation([a], maximumLag: 10),
      try ensembleAutocorrelation([b], maximumLag: 10)
    )
    let (paired, unpaired) = ((v - f), v.subtracting(independent: f))
    #expect(paired.standardErrors[5] < 0.2 * unpaired.standardErrors[5])
    // White noise of variance 0.01 scales ρ by 1/1.01 at all lags but 0.
    for k in 1...10 {
      let truth = pow(0.9, Double(k)) * (1 / 1.01 - 1)
      #expect(abs(paired.estimate(at: k).deviation(from: truth)) < 5)
    }
  }

  @Test func survivesExtremeScales() throws {
    let series = autoregressiveEnsemble(0.5, units: 10, times: 30, seed: 13)
    let reference = try ensembleAutocorrelation([series], maximumLag: 10)
    for scale in [1e-200, 1e200] {
      let curve = try ensembleAutocorrelation([scale * series], maximumLag: 10)
      for (a, b) in zip(curve.values, reference.values) { #expect(abs(a - b) < 1e-12) }
      for (a, b) in zip(curve.standardErrors, reference.standardErrors) {
        #expect(abs(a - b) < 1e-12)
      }
    }
  }

  @Test func refusesBadInput() {
    let series = autoregressiveEnsemble(0.5, units: 4, times: 8, seed: 14)
    var bad = series
    bad[1, 1] = .nan
    #expect(throws: StatisticsError.notFinite) {
      try ensembleAutocorrelation([series, bad], maximumLag: 2)
    }
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try ensembleAutocorrelation([], maximumLag: 2)
    }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) {
      try ensembleAutocorrelation([Matrix(rows: 1, columns: 8)], maximumLag: 2)
    }
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try ensembleAutocorrelation([Matrix(rows: 4, columns: 0)], maximumLag: 2)
    }
    #expect(throws: StatisticsError.differentLengths) {
      try ensembleAutocorrelation([series, Matrix(rows: 4, columns: 7)], maximumLag: 2)
    }
    let same = Matrix.outer([1, 1, 1], [0.1, 0.7, -0.3])
    #expect(throws: StatisticsError.constant) {
      try ensembleAutocorrelation([same], maximumLag: 2)
    }
  }
}
