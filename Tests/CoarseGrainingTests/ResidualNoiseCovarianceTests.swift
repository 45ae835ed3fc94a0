import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct ResidualNoiseCovarianceTests {
  static let covariance = Matrix(rows: [[2, 0.8], [0.8, 1]])
  static let cohorts = 50

  /// Windows of a stationary series r′ = φ r + √(1 − φ²) Lξ with E[r rᵀ] = `covariance`.
  private func residuals(
    _ phi: Double, samples: Int = 20_000, window: Int, seed: UInt64
  ) throws -> [Double] {
    let factor = try Cholesky(Self.covariance).lower
    var draws = Draws(seed: seed)
    var result: [Double] = []
    for _ in 0..<samples {
      var r = [0.0, 0.0]
      for s in 0..<window {
        let kick = factor * [draws.normal(), draws.normal()]
        let share = s == 0 ? 1 : (1 - phi * phi).squareRoot()
        r = (0..<2).map { (s == 0 ? 0 : phi * r[$0]) + share * kick[$0] }
        result += r
      }
    }
    return result
  }

  private func estimate(_ residuals: [Double], window: Int) throws -> ResidualNoiseCovariance {
    try ResidualNoiseCovariance(
      residuals: residuals, window: window, dimension: 2, cohorts: Self.cohorts
    ) { $0 % Self.cohorts }
  }

  @Test(arguments: [1, 2, 4]) func whiteNoise(window: Int) throws {
    // Lags are summed where they are significant, which those of white noise are once in a hundred or two.
    let found = try #require(
      try (1...3).map { try estimate(residuals(0, window: window, seed: $0), window: window) }
        .first { $0.lagsSummed == 0 })
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      let entry = found.estimate[i, j]
      #expect(abs(entry.deviation(from: Self.covariance[i, j])) < 5, "\(entry)")
      // √(C_ii C_jj + C_ij²) over √(samples · window).
      let expected =
        ((Self.covariance[i, i] * Self.covariance[j, j]
        + Self.covariance[i, j] * Self.covariance[i, j]) / Double(20_000 * window)).squareRoot()
      // An error from n cohorts is itself good to 1/√(2n).
      #expect(abs(entry.standardError / expected - 1) < 5 / (2.0 * 50).squareRoot())
    }
    if window > 1 {
      #expect(abs(found.lagOneCorrelation.deviation(from: 0)) < 5)
      #expect(found.lagOneCorrelation.standardError < 0.02)
    } else {
      #expect(found.lagOneCorrelation.value.isNaN)
    }
  }

  /// What acts on momentum is the sum over lags, as far as windows reach.
  @Test(arguments: [0.5, -0.4, 0.1]) func colouredNoise(phi: Double) throws {
    let found = try estimate(residuals(phi, window: 4, seed: 2), window: 4)
    #expect(found.lagsSummed == 3)
    #expect(abs(found.lagOneCorrelation.deviation(from: phi)) < 5)
    let factor = 1 + 2 * (phi + phi * phi + phi * phi * phi)
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      let entry = found.estimate[i, j]
      #expect(abs(entry.deviation(from: factor * Self.covariance[i, j])) < 5, "\(entry)")
    }
  }

  /// Over many seeds of white noise the errors cover: |z| < 1.96 in 95 % (binomial, 5σ).
  @Test func errorsAreHonest() throws {
    let runs = 200
    var inside = 0
    for seed in 0..<runs {
      let found = try estimate(
        residuals(0, samples: 500, window: 2, seed: UInt64(100 + seed)), window: 2)
      // A window whose lags were added by chance is another estimator.
      guard found.lagsSummed == 0 else { continue }
      let entry = found.estimate[1, 0]
      if abs(entry.deviation(from: 0.8)) < studentQuantile(0.975, 49) { inside += 1 }
    }
    let expected = 0.95 * Double(runs)
    #expect(abs(Double(inside) - expected) < 5 * (expected * 0.05).squareRoot() + 1, "\(inside)")
  }

  @Test func cohortsOfDifferentSizesAndEmptyOnes() throws {
    let found = try ResidualNoiseCovariance(
      residuals: residuals(0, window: 2, seed: 3), window: 2, dimension: 2, cohorts: 100
    ) { $0 % 7 == 0 ? 0 : $0 % 40 }
    for (i, j) in [(0, 0), (1, 0), (1, 1)] {
      #expect(abs(found.estimate[i, j].deviation(from: Self.covariance[i, j])) < 5)
    }
  }

  /// Gradients u = kx + g of a descent, g = (ξ + θξ₋)/√(1 + θ²): the force makes them correlated, but only
  /// the noise colours them.
  @Test(arguments: [(0.1, 0.0), (0.7, 0), (1.4, 0), (0, 0.4), (0, -0.2), (0.3, 0.2)])
  func colourIsOfTheNoiseAlone(rate: Double, theta: Double) throws {
    var draws = Draws(seed: 8)
    var residuals: [Double] = []
    var (x, last) = (0.0, draws.normal())
    let windows = 20_000
    for n in 0..<(windows + 50) {
      for _ in 0..<4 {
        let next = draws.normal()
        let u = rate * x + (next + theta * last) / (1 + theta * theta).squareRoot()
        (x, last) = (x - u, next)
        if n >= 50 { residuals.append(u) }
      }
    }
    // Neighbouring windows of the one series are correlated, cohorts of many of them are not.
    let found = try ResidualNoiseCovariance(
      residuals: residuals, window: 4, dimension: 1, cohorts: Self.cohorts
    ) { $0 * Self.cohorts / windows }
    let rho = theta / (1 + theta * theta)
    if rate == 0 {
      #expect(abs(found.lagOneCorrelation.deviation(from: rho)) < 5)
      #expect(abs(found.colour.deviation(from: rho + 2 * rho * rho)) < 5, "\(found.colour)")
    } else if theta == 0 {
      #expect(abs(found.lagOneCorrelation.deviation(from: -rate / 2)) < 5)
      #expect(abs(found.colour.deviation(from: 0)) < 5, "\(found.colour)")
    } else {
      #expect(found.colour.value > 10 * found.colour.standardError)
    }
  }

  @Test func badInputThrows() throws {
    #expect(throws: (any Error).self) {
      try ResidualNoiseCovariance(
        residuals: [1, 2, 3, 4], window: 2, dimension: 1, cohorts: 1
      ) { _ in 0 }
    }
    #expect(throws: (any Error).self) {
      try ResidualNoiseCovariance(
        residuals: [], window: 2, dimension: 1, cohorts: 4
      ) { _ in 0 }
    }
    #expect(throws: (any Error).self) {
      try ResidualNoiseCovariance(
        residuals: [1, .nan, 3, 4], window: 2, dimension: 1, cohorts: 2
      ) { $0 }
    }
  }
}
