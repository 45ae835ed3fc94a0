import LinearAlgebra
import Statistics
import Testing

@Suite struct CurveComparisonTests {
  let generator = Philox(seed: 1, stream: 2)

  func shifted(by shift: [Double], units: Int, seed: UInt64) throws -> CurveEstimate {
    let curve = try CurveEstimate(
      meanOf: autoregressiveEnsemble(0.8, units: units, times: shift.count, seed: seed))
    return CurveEstimate(
      values: zip(curve.values, shift).map { $0 + $1 }, influences: curve.influences)
  }

  @Test func namesTheLargestDeviation() throws {
    var shift = [Double](repeating: 0, count: 30)
    shift[17] = -0.8
    let difference = try shifted(by: shift, units: 400, seed: 3)
    let comparison = CurveComparison(difference, tolerance: 0.5, generator: generator)
    #expect(comparison.index == 17 && comparison.tolerance == 0.5)
    #expect(comparison.maxDeviation.value == -difference.values[17])
    #expect(comparison.maxDeviation.standardError == difference.standardErrors[17])
    #expect(!comparison.isEquivalent && !comparison.holdsZero)
    #expect(comparison.band == difference.band(generator: generator))
    #expect(CurveComparison(difference, tolerance: 1.2, generator: generator).isEquivalent)
  }

  // A band of 95 % misses zero in five of a hundred cases without a difference. The same small difference: with few units unknown (neither equivalent nor different), with many
  // both equivalent within the tolerance and told from zero.
  @Test func dataDecideWhatIsUnknown() throws {
    let shift = [Double](repeating: 0.05, count: 20)
    let few = CurveComparison(
      try shifted(by: shift, units: 30, seed: 4), tolerance: 0.1, confidence: 0.9999,
      generator: generator)
    #expect(!few.isEquivalent && few.holdsZero)
    let many = CurveComparison(
      try shifted(by: shift, units: 40_000, seed: 4), tolerance: 0.1, generator: generator)
    #expect(many.isEquivalent && !many.holdsZero)
  }

  // The band's edge, not its centre, must be within the tolerance.
  @Test func toleranceIsSharp() throws {
    let difference = try shifted(by: [0, 0.01, 0], units: 50, seed: 5)
    let band = difference.band(generator: generator)
    let edge = band.values.indices.reduce(0) {
      max($0, abs(band.values[$1]) + band.halfWidth(at: $1))
    }
    #expect(CurveComparison(difference, tolerance: edge, generator: generator).isEquivalent)
    #expect(
      !CurveComparison(difference, tolerance: edge.nextDown, generator: generator).isEquivalent)
  }

  @Test func pointsWithoutAnErrorCount() throws {
    let other = try shifted(by: [0.1], units: 50, seed: 7)
    func difference(_ value: Double) -> CurveEstimate {
      CurveEstimate(
        values: [value] + other.values,
        influences: Matrix(rows: (0..<50).map { [0, other.influences[$0, 0]] }))
    }
    // The other point is 0.1 from zero by 50 units, whose band is asked to hold it in all of 10⁴ cases.
    let zero = CurveComparison(
      difference(0), tolerance: 10, confidence: 0.9999, generator: generator)
    #expect(zero.holdsZero && zero.isEquivalent && zero.index == 1)
    let known = CurveComparison(difference(1e-9), tolerance: 10, generator: generator)
    #expect(!known.holdsZero && known.isEquivalent)
  }

  @Test func nanFailsEverything() throws {
    let curve = try shifted(by: [0, 0, 0], units: 30, seed: 6)
    let value = CurveEstimate(values: [5, .nan, 0], influences: curve.influences)
    var influences = curve.influences
    influences[2, 1] = .nan
    let error = CurveEstimate(values: [0, 0, 0], influences: influences)
    for difference in [value, error] {
      let comparison = CurveComparison(difference, tolerance: 100, generator: generator)
      #expect(!comparison.isEquivalent && !comparison.holdsZero)
    }
    let comparison = CurveComparison(value, tolerance: 100, generator: generator)
    #expect(comparison.index == 1 && comparison.maxDeviation.value.isNaN)
  }
}
