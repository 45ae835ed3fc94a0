import CKernels
import CoarseGraining
import Foundation
import Testing

@Suite struct HistogramTests {
  @Test func countsLieInTheirBinsAndCohorts() {
    let axes = [
      UniformAxis(lower: -1, upper: 1, count: 4), UniformAxis(lower: 0, upper: 3, count: 3),
    ]
    // Coordinates 2 and 0 of three.
    let histogram = Histogram(axes: axes, components: [2, 0], cohorts: 3)
    var draws = Draws(seed: 1)
    var expected = [[Double]](repeating: [Double](repeating: 0, count: 12), count: 3)
    var outside = [0.0, 0, 0]
    accumulate(histogram: histogram, dimension: 3, samplesPerCohort: [1000, 0, 300]) { cohort, _ in
      let q = [4 * draws.uniform() - 0.5, .nan, 2.4 * draws.uniform() - 1.2]
      if let i = axes[0].index(of: q[2]), let j = axes[1].index(of: q[0]) {
        expected[cohort][3 * i + j] += 1
      } else {
        outside[cohort] += 1
      }
      return (q, nil)
    }
    for cohort in 0..<3 {
      #expect(histogram.counts(cohort: cohort) == expected[cohort])
      #expect(histogram.samples(cohort: cohort).outside == outside[cohort])
      #expect(histogram.samples(cohort: cohort).inside == expected[cohort].reduce(0, +))
    }
    let snapshot = histogram.snapshot()
    #expect(snapshot.counts == (0..<12).map { i in expected.reduce(0) { $0 + $1[i] } })
    #expect(snapshot.samples.outside == outside.reduce(0, +))
  }

  @Test func edgesBelongToTheDomainAndNonFiniteSamplesAreCounted() {
    let axis = UniformAxis(lower: 0, upper: 1, count: 10)
    let histogram = Histogram(axes: [axis], components: [0], cohorts: 1)
    let values = [0, 1, 1.0.nextUp, (0.0).nextDown, .nan, .infinity, -.infinity, 0.55]
    accumulate(histogram: histogram, dimension: 1, samplesPerCohort: [values.count]) { _, k in
      ([values[k]], nil)
    }
    #expect(histogram.counts(cohort: 0) == [1, 0, 0, 0, 0, 1, 0, 0, 0, 1])
    let samples = histogram.samples(cohort: 0)
    #expect(samples.inside == 3 && samples.outside == 2 && samples.notFinite == 3)
  }

  @Test func onlyTheGivenLanesAreRead() {
    let histogram = Histogram(
      axes: [UniformAxis(lower: 0, upper: 128, count: 128)], components: [0], cohorts: 2)
    let block = SampleBlock(dimension: 1)
    for lane in 0..<Int(CK_BLOCK) { _ = block.append([Double(lane) + 0.5]) }
    histogram.add(block.positions, lanes: 40..<64, cohort: 1)
    #expect(histogram.counts(cohort: 0).allSatisfy { $0 == 0 })
    #expect(histogram.counts(cohort: 1) == (0..<128).map { (40..<64).contains($0) ? 1 : 0 })
  }

  @Test func cohortsAccumulateOnSeveralThreadsAtOnce() async {
    let cohorts = 8
    let histogram = Histogram(
      axes: [UniformAxis(lower: -2, upper: 2, count: 50)], components: [0], cohorts: cohorts)
    let law = TestLaw.doubleWell(temperature: 0.5)
    func fill(_ histogram: Histogram, _ cohort: Int) {
      var draws = Draws(seed: 5, stream: cohort)
      var counts = [Int](repeating: 0, count: cohorts)
      counts[cohort] = 5000
      accumulate(histogram: histogram, dimension: 1, samplesPerCohort: counts) { _, _ in
        (law.draw(&draws), nil)
      }
    }
    await withTaskGroup(of: Void.self) { group in
      for cohort in 0..<cohorts { group.addTask { fill(histogram, cohort) } }
    }
    let alone = Histogram(axes: histogram.axes, components: [0], cohorts: cohorts)
    for cohort in 0..<cohorts {
      fill(alone, cohort)
      #expect(histogram.counts(cohort: cohort) == alone.counts(cohort: cohort))
      #expect(histogram.samples(cohort: cohort).inside == 5000)
    }
  }

  @Test func stateIsRestored() throws {
    let axis = UniformAxis(lower: -2, upper: 2, count: 20)
    let histogram = Histogram(axes: [axis], components: [0], cohorts: 2)
    independentSamples(of: .doubleWell(temperature: 1), into: histogram, perCohort: 100, seed: 2)
    let copy = Histogram(axes: [axis], components: [0], cohorts: 2)
    for cohort in 0..<2 {
      try copy.restore(histogram.state(cohort: cohort), cohort: cohort)
      #expect(copy.counts(cohort: cohort) == histogram.counts(cohort: cohort))
      #expect(copy.samples(cohort: cohort) == histogram.samples(cohort: cohort))
    }
    #expect(throws: RegressionError.self) { try copy.restore([1, 2], cohort: 0) }
  }
}
