import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct CovarianceEstimateTests {
  @Test func matchesTheDefinition() throws {
    let x = [[1.0, 2, 0], [3, 1, 1], [2, 5, -1], [0, 2, 4]]
    let estimate = try CovarianceEstimate(ofIndependent: x)
    for i in 0..<3 {
      #expect(
        abs(estimate.value[i, i] - meanAndVariance(of: x.map { $0[i] }).variance) < 1e-14)
      for j in 0..<3 {
        let (a, b) = (x.map { $0[i] }, x.map { $0[j] })
        let (ma, mb) = (a.reduce(0, +) / 4, b.reduce(0, +) / 4)
        let products = zip(a, b).map { ($0 - ma) * ($1 - mb) }
        #expect(abs(estimate[i, j].value - products.reduce(0, +) / 3) < 1e-14)
        #expect(
          abs(estimate[i, j].standardError - mean(ofIndependent: products).standardError) < 1e-14)
      }
    }
    #expect(estimate.value.isSymmetric(tolerance: 0))
  }

  // Correlated walkers: AR(1) noise in time. z over 200 ensembles has mean square 1 within 5σ, and
  // the estimate is unbiased within 5σ, although the error of each walker's mean is large.
  @Test func isHonestForCorrelatedWalkers() throws {
    let phi = 0.9
    let variance = 1 / (1 - phi * phi)
    var z: [[Double]] = []
    var values: [[Double]] = []
    for seed in 0..<200 as Range<UInt64> {
      var means: [[Double]] = []
      var seconds: [Matrix] = []
      for walker in 0..<24 as Range<UInt64> {
        let a = autoregressive(phi, count: 60, seed: seed, stream: 2 * walker)
        let b = autoregressive(phi, count: 60, seed: seed, stream: 2 * walker + 1)
        let x = zip(a, b).map { [3 + $0, 0.5 * $0 + $1] }
        means.append((0..<2).map { i in x.reduce(0) { $0 + $1[i] } / 60 })
        var second = Matrix(rows: 2, columns: 2)
        for v in x { second += Matrix.outer(v, v) }
        seconds.append((1.0 / 60) * second)
      }
      let estimate = try CovarianceEstimate(means: means, secondMoments: seconds)
      let entries = [estimate[0, 0], estimate[0, 1], estimate[1, 1]]
      let truth = [variance, 0.5 * variance, 1.25 * variance]
      values.append(entries.map(\.value))
      z.append(zip(entries, truth).map { $0.deviation(from: $1) })
    }
    for (k, truth) in [variance, 0.5 * variance, 1.25 * variance].enumerated() {
      #expect(abs(mean(ofIndependent: values.map { $0[k] }).deviation(from: truth)) < 5)
      // Student's t with 23 degrees of freedom has variance 23/21; skewness adds some more.
      let squares = mean(ofIndependent: z.map { $0[k] * $0[k] })
      #expect(abs(squares.value - 1.15) < 5 * squares.standardError)
    }
  }

  @Test func meansMatrices() throws {
    let estimate = try CovarianceEstimate(ofIndependentMatrices: [
      Matrix(rows: [[1, 2]]), Matrix(rows: [[3, 2]]),
    ])
    #expect(estimate[0, 0] == Estimate(value: 2, standardError: 1))
    #expect(estimate[0, 1] == .exact(2))
  }

  @Test func refusesBadInput() {
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) {
      try CovarianceEstimate(ofIndependent: [[1, 2]])
    }
    #expect(throws: StatisticsError.differentLengths) {
      try CovarianceEstimate(ofIndependent: [[1, 2], [1]])
    }
    #expect(throws: StatisticsError.notFinite) {
      try CovarianceEstimate(ofIndependent: [[1, 2], [1, .nan]])
    }
    #expect(throws: StatisticsError.differentLengths) {
      try CovarianceEstimate(
        means: [[1], [2]], secondMoments: [Matrix.identity(1), Matrix.identity(2)])
    }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 0)) {
      try CovarianceEstimate(ofIndependentMatrices: [])
    }
  }

  @Test func codesAsRowsOfEstimates() throws {
    let estimate = CovarianceEstimate(
      value: Matrix(rows: [[1, 2], [2, 5]]),
      standardErrors: Matrix(rows: [[0.1, 0.2], [0.2, 0.5]]))
    let data = try JSONEncoder().encode(estimate)
    let rows = try JSONDecoder().decode([[Estimate]].self, from: data)
    #expect(rows[1][1] == Estimate(value: 5, standardError: 0.5))
    #expect(try JSONDecoder().decode(CovarianceEstimate.self, from: data) == estimate)
  }
}
