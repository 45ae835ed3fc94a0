import CoarseGraining
import Statistics
import Testing

@Suite struct SampledSupportPointsTests {
  static let generator = Philox(seed: 5, stream: 2)

  @Test(arguments: [1, 2]) func everySupportedCellGetsItsShare(_ dimension: Int) {
    let (_, support) = SplineFixtures.random(dimension: dimension, seed: 4)
    let cells = support.effectiveSamples.count { $0 >= support.threshold }
    let count = 40 * cells + 7
    let points = support.points(count: count, generator: Self.generator)
    #expect(points.count == count)
    var tally = [Int](repeating: 0, count: support.effectiveSamples.count)
    for q in points {
      #expect(support.contains(q))
      var cell = 0
      for (axis, x) in zip(support.axes, q) { cell = cell * axis.count + (axis.index(of: x) ?? 0) }
      tally[cell] += 1
    }
    for (cell, samples) in support.effectiveSamples.enumerated() {
      let expected = samples >= support.threshold ? 40 : 0
      #expect(abs(tally[cell] - expected) <= 2)
    }
    #expect(points == support.points(count: count, generator: Self.generator))
  }

  /// Within the cells the points are uniform: mean ½ and variance 1/12 of the place in the cell.
  @Test func pointsFillTheirCells() {
    let (_, support) = SplineFixtures.random(dimension: 2, seed: 4)
    let points = support.points(count: 20_000, generator: Self.generator)
    for (i, axis) in support.axes.enumerated() {
      let places = points.map { q in
        ((q[i] - axis.lower) / axis.width).truncatingRemainder(dividingBy: 1)
      }
      let mean = places.reduce(0, +) / 20_000
      let square = places.reduce(0) { $0 + ($1 - 0.5) * ($1 - 0.5) } / 20_000
      // Four standard errors: √(1/12/n), and √(1/180/n) of the square.
      #expect(abs(mean - 0.5) < 5 * (1.0 / 12 / 20_000).squareRoot())
      #expect(abs(square - 1.0 / 12) < 5 * (1.0 / 180 / 20_000).squareRoot())
    }
  }

  @Test func fewPointsAreSpreadToo() {
    let (_, support) = SplineFixtures.random(dimension: 1, seed: 4)
    #expect(support.points(count: 3, generator: Self.generator).count == 3)
    #expect(support.points(count: 0, generator: Self.generator).isEmpty)
    let none = SampledSupport(
      axes: support.axes, effectiveSamples: support.effectiveSamples.map { _ in 0 })
    #expect(none.points(count: 10, generator: Self.generator).isEmpty)
  }
}
