import LinearAlgebra
import Statistics
import Testing

@Suite struct SampleMeanTests {
  @Test func meanOfIndependentValues() {
    let m = mean(ofIndependent: [1, 2, 3, 4])
    #expect(m.value == 2.5)
    #expect(abs(m.standardError - (5.0 / 3 / 4).squareRoot()) < 1e-15)
  }

  @Test func groupsWeighLikeTheirMembers() {
    // Replicating a weight for all changes nothing.
    let values = [1.0, 5, 2, 8]
    let plain = mean(ofIndependent: values)
    let weighted = mean(ofIndependent: values, weights: [3, 3, 3, 3])
    #expect(abs(plain.value - weighted.value) < 1e-15)
    #expect(abs(plain.standardError - weighted.standardError) < 1e-15)
    // By hand: x̄ = 2.5, SE² = 2 · (9·2.25 + 1·20.25)/16 with G = 2.
    let two = mean(ofIndependent: [1, 7], weights: [3, 1])
    #expect(two.value == 2.5)
    #expect(abs(two.standardError - (2 * (9 * 2.25 + 20.25) / 16).squareRoot()) < 1e-14)
    // An empty group does not count.
    #expect(mean(ofIndependent: [1, .nan, 7], weights: [3, 0, 1]) == two)
  }

  @Test func edgeCases() {
    #expect(mean(ofIndependent: []).value.isNaN)
    let one = mean(ofIndependent: [4])
    #expect(one.value == 4 && one.standardError.isNaN)
    #expect(mean(ofIndependent: [1, .nan]).value.isNaN)
    #expect(mean(ofIndependent: [3, 3, 3]) == .exact(3))
    // A large offset costs no digits.
    let shifted = mean(ofIndependent: [1e15 + 1, 1e15 + 2, 1e15 + 3])
    #expect(shifted.value == 1e15 + 2)
    #expect(abs(shifted.standardError - (1.0 / 3).squareRoot()) < 1e-15)
    #expect(meanAndVariance(of: []).mean.isNaN && meanAndVariance(of: [1]).variance.isNaN)
  }

  // The error covers: z over 400 seeds has unit variance within 5σ (t with 49 degrees of freedom).
  @Test func standardErrorIsHonest() {
    let z = (0..<400).map {
      mean(ofIndependent: normalSample(50, seed: UInt64($0))).deviation(from: 0)
    }
    let squares = mean(ofIndependent: z.map { $0 * $0 })
    #expect(abs(squares.deviation(from: 49.0 / 47)) < 5)
  }
}

@Suite struct BatchMeansTests {
  @Test func knownValues() {
    let m = batchMeans([1, 3, 2, 4, 6, 8], batches: 3)
    #expect(m.value == 4)
    // Batch means 2, 3, 7.
    #expect(abs(m.standardError - (14.0 / 2 / 3).squareRoot()) < 1e-14)
    #expect(batchMeans([1, 2], batches: 1).standardError.isNaN)
    #expect(batchMeans([1, 2], batches: 3).standardError.isNaN)
    #expect(batchMeans([], batches: 2).value.isNaN)
    // Uneven: 7 values in 2 batches.
    #expect(abs(batchMeans([1, 2, 3, 4, 5, 6, 7], batches: 2).value - 4) < 1e-15)
  }

  @Test func circularWindows() {
    // Windows of 1: the usual s/√n.
    let x = [1.0, 4, 2, 8, 5]
    let (circular, plain) = (circularBatchMeans(x, length: 1), mean(ofIndependent: x))
    #expect(abs(circular.value - plain.value) < 1e-15)
    #expect(abs(circular.standardError - plain.standardError) < 1e-14)
    // Windows of 2 in 1, 2, 4, closed: sums −5/3, 4/3, 1/3 about the mean.
    let two = circularBatchMeans([1, 2, 4], length: 2)
    let meanSquare = (42.0 / 9) / 3 / 4
    #expect(abs(two.standardError - (meanSquare * 2 / 1).squareRoot()) < 1e-14)
    #expect(circularBatchMeans(x, length: 5).standardError.isNaN)
    #expect(circularBatchMeans(x, length: 0).standardError.isNaN)
  }

  // AR(1) with φ = 0.8: the variance of the mean is 2τ/N · 1/(1 − φ²), 2τ = 9. Over 60 seeds the mean
  // of SE² must agree within 5 of its standard errors, which are skewed and known to 9 % themselves, so 6; but for the known bias
  // of about τ/(batch length).
  @Test func agreesWithTheTruthForCorrelatedSeries() {
    let n = 20_000
    let truth = 9 / (1 - 0.64) / Double(n)
    let series = (0..<60).map { autoregressive(0.8, count: n, seed: 100 + UInt64($0)) }
    let batch = series.map { batchMeans($0, batches: 40).standardError }.map { $0 * $0 / truth }
    let circular = series.map { circularBatchMeans($0, length: 500).standardError }
      .map { $0 * $0 / truth }
    #expect(
      abs(mean(ofIndependent: batch).value - 0.99) < 6 * mean(ofIndependent: batch).standardError)
    #expect(
      abs(mean(ofIndependent: circular).value - 0.99) < 6
        * mean(ofIndependent: circular).standardError)
    // And the mean itself: z has unit mean square within 5σ.
    let z = series.map { batchMeans($0, batches: 40).deviation(from: 0) }
    #expect(abs(mean(ofIndependent: z.map { $0 * $0 }).deviation(from: 39.0 / 37)) < 5)
  }
}
