import LinearAlgebra
import Statistics
import Testing

@Suite struct TimeAveragesTests {
  // Mean 3, deviation 2, correlated in time; 60 ensembles: both estimates within 5 standard errors
  // of the truth on average, and z-scores of unit variance within 5 standard errors.
  @Test(arguments: [0.0, 0.95])
  func coversMeanAndDeviation(phi: Double) throws {
    let results = try (0..<60).map { seed in
      let series = autoregressiveEnsemble(phi, units: 100, times: 40, seed: UInt64(seed))
      return try equilibriumMoments(series.mapElements { 3 + 2 * $0 })
    }
    for (values, truth) in [(results.map(\.mean), 3.0), (results.map(\.deviation), 2.0)] {
      let average = mean(ofIndependent: values.map(\.value))
      #expect(abs(average.value - truth) < 5 * average.standardError)
      let square = values.reduce(0) { $0 + $1.deviation(from: truth) * $1.deviation(from: truth) }
      #expect(abs(square / 60 - 1) < 5 * (2.0 / 60).squareRoot() + 0.05, "\(square / 60)")
    }
  }

  // Units that do not move at all are plain samples: s² is unbiased with 5 of them. 400 seeds, 4
  // standard errors; without the correction the variance would be 0.8.
  @Test func varianceIsUnbiasedForFewFrozenUnits() throws {
    let variances = try (0..<400).map { seed in
      let x = normalSample(5, seed: UInt64(seed))
      let deviation = try equilibriumMoments(Matrix.outer(x, [1, 1, 1])).deviation.value
      return deviation * deviation
    }
    let average = mean(ofIndependent: variances)
    #expect(abs(average.value - 1) < 5 * average.standardError && average.standardError < 0.05)
  }

  @Test func startsAtTheFirstTime() throws {
    let series = Matrix(rows: [[100, 1, 2, 3], [-50, 2, 3, 4], [7, 3, 4, 5]])
    let average = try timeMean(series, from: 1)
    #expect(average == mean(ofIndependent: [2, 3, 4]))
    let moments = try equilibriumMoments(series, from: 1)
    // Mean square 4/3 about 3, plus the squared standard error 1/3.
    #expect(moments.mean == average)
    #expect(abs(moments.deviation.value - (5.0 / 3).squareRoot()) < 1e-15)
  }

  @Test func constantsAreExact() throws {
    let moments = try equilibriumMoments(Matrix(rows: 3, columns: 7, repeating: 0.1))
    #expect(moments.mean == .exact(0.1) && moments.deviation == .exact(0))
  }

  @Test func refusesBadInput() {
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) {
      try timeMean(Matrix(rows: 1, columns: 3))
    }
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try equilibriumMoments(Matrix(rows: 3, columns: 3), from: 3)
    }
    for value in [Double.nan, .infinity] {
      var series = Matrix(rows: 3, columns: 3)
      series[1, 2] = value
      #expect(throws: StatisticsError.notFinite) { try timeMean(series) }
      #expect(throws: StatisticsError.notFinite) { try equilibriumMoments(series) }
    }
  }
}
