import Statistics
import Surrogates
import Testing

@Suite("Ensembles")
struct EnsemblePredictionTests {
  @Test("the epistemic variance of few members is unbiased", arguments: [2, 3, 5])
  func unbiased(members count: Int) throws {
    let points = 20_000
    let members = (0..<count).map { m in
      ValidationSamples.normals(points, seed: 30, stream: UInt64(m)).map { 2 + 0.7 * $0 }
    }
    let prediction = try EnsemblePrediction(members: members)
    // Within 5 standard errors of the mean over independent points.
    let epistemic = mean(ofIndependent: prediction.epistemicVariance)
    #expect(ValidationSamples.agrees(epistemic, with: 0.49, within: 5))
    let centre = mean(ofIndependent: prediction.mean)
    #expect(ValidationSamples.agrees(centre, with: 2, within: 5))
    #expect(prediction.totalVariance == prediction.epistemicVariance)
  }

  @Test("variances add up: noise that members predict, and their disagreement")
  func parts() throws {
    let prediction = try EnsemblePrediction(
      members: [[1, 5], [3, 5]], variances: [[0.5, 1], [1.5, 3]])
    #expect(prediction.mean == [2, 5])
    #expect(prediction.epistemicVariance == [2, 0])
    #expect(prediction.aleatoricVariance == [1, 2])
    #expect(prediction.totalVariance == [3, 2])
    #expect(prediction.vectorDeviations(dimension: 2) == [Double(2).squareRoot()])
  }

  @Test("constants of the members play no part once they are aligned")
  func gauge() throws {
    let weights = [1, 2, 0, 1.5]
    let reference = [[1, 2, 30, 0.5], [1.2, 1.9, -7, 0.7], [0.8, 2.3, 3, 0.2]]
    let shifted = zip(reference, [5.0, -100, 1e6]).map { member, c in member.map { $0 + c } }
    let gauge = try EnsembleGauge(reference: reference, weights: weights)
    let other = try EnsembleGauge(reference: shifted, weights: weights)
    let points = [[3.0, 1], [2.5, 1.3], [3.1, 0.4]]
    let moved = zip(points, [5.0, -100, 1e6]).map { member, c in member.map { $0 + c } }
    let a = try EnsemblePrediction(members: points, gauge: gauge)
    let b = try EnsemblePrediction(members: moved, gauge: other)
    for i in 0..<2 {
      #expect(abs(a.mean[i] - b.mean[i]) < 1e-9)
      #expect(abs(a.epistemicVariance[i] - b.epistemicVariance[i]) < 1e-9)
    }
    // Differences of V need no gauge.
    let free = try EnsemblePrediction(members: points)
    #expect(abs(free.differenceVariance(0, 1) - b.differenceVariance(0, 1)) < 1e-9)
    #expect(abs(free.differenceVariance(0, 1) - 0.5633333333333334) < 1e-12)
  }

  @Test("no other constants bring the members closer together")
  func leastSquares() throws {
    let weights = [1, 2, 0.5]
    let reference = [[1, 2, 0.5], [3.2, 3.9, 1.7], [-0.8, 2.3, 0.2]]
    func disagreement(_ constants: [Double]) -> Double {
      (0..<3).reduce(0) { sum, i in
        let values = (0..<3).map { reference[$0][i] - constants[$0] }
        return sum + weights[i] * meanAndVariance(of: values).variance
      }
    }
    let best = try EnsembleGauge(reference: reference, weights: weights).constants
    let least = disagreement(best)
    for m in 0..<3 {
      for step in [-1e-3, 1e-3] {
        var constants = best
        constants[m] += step
        #expect(disagreement(constants) > least)
      }
    }
  }

  @Test("intervals of few members are wider, as Student says")
  func student() {
    // t₄(0.95) √1.2 / 1.644854, by SciPy.
    #expect(
      abs(EnsemblePrediction.studentFactor(members: 5) - 1.4197744466540925) < 1e-10)
    #expect(abs(EnsemblePrediction.studentFactor(members: 100_000) - 1) < 1e-4)
  }

  @Test("impossible ensembles say why")
  func failures() {
    #expect(throws: ValidationError.tooFewSamples(needed: 2, found: 1)) {
      try EnsemblePrediction(members: [[1]])
    }
    #expect(throws: ValidationError.notFinite("values of the members")) {
      try EnsemblePrediction(members: [[1], [.infinity]])
    }
    #expect(throws: ValidationError.notPositive("members' variances")) {
      try EnsemblePrediction(members: [[1], [2]], variances: [[1], [-1]])
    }
    #expect(throws: ValidationError.notPositive("weights")) {
      try EnsembleGauge(reference: [[1, 2]], weights: [0, 0])
    }
  }
}
