import LinearAlgebra
import Statistics
import Testing

@Suite struct CurveEstimateTests {
  let units = autoregressiveEnsemble(0.8, units: 9, times: 6, seed: 1)

  func column(_ matrix: Matrix, _ j: Int) -> [Double] { (0..<matrix.rows).map { matrix[$0, j] } }

  @Test func meansAndErrorsAreThoseOfEachPoint() throws {
    let curve = try CurveEstimate(meanOf: units)
    #expect(curve.units == 9 && curve.count == 6)
    for j in 0..<6 {
      let plain = mean(ofIndependent: column(units, j))
      #expect(abs(curve.values[j] - plain.value) < 1e-15)
      #expect(abs(curve.estimate(at: j).standardError - plain.standardError) < 1e-15)
    }
  }

  @Test func functionalsCarryTheCorrelationAlongTheCurve() throws {
    let curve = try CurveEstimate(meanOf: units)
    let weights = [0.3, -1, 2, 0, 0.5, 1]
    let plain = mean(ofIndependent: units * weights)
    let functional = curve.functional(weights)
    #expect(abs(functional.value - plain.value) < 1e-14)
    #expect(abs(functional.standardError - plain.standardError) < 1e-14)
    // Of a straight line the trapezoidal rule is exact, on any abscissae.
    let x = [0.0, 0.5, 0.7, 2, 3, 3.5]
    let line = CurveEstimate(values: x.map { 1 + 2 * $0 }, influences: Matrix(rows: 2, columns: 6))
    #expect(abs(line.integral(over: x).value - 15.75) < 1e-14)
    #expect(line.integral(over: x).standardError == 0)
  }

  @Test func unitsThatAgreeLeaveNoError() throws {
    var units = units
    for u in 0..<units.rows {
      units[u, 0] = 0.1
      units[u, 3] = 1 / 3
    }
    let curve = try CurveEstimate(meanOf: units)
    #expect(curve.estimate(at: 0) == .exact(0.1))
    #expect(curve.estimate(at: 3) == .exact(1 / 3))
    #expect(curve.standardErrors[1] > 0)
  }

  @Test func pairedDifferencesBeatUnpairedOnes() throws {
    let noise = autoregressiveEnsemble(0.8, units: 400, times: 20, seed: 2)
    let own = autoregressiveEnsemble(0.8, units: 400, times: 20, seed: 3)
    let a = try CurveEstimate(meanOf: noise)
    let b = try CurveEstimate(meanOf: noise + 0.1 * own)
    let paired = b - a
    let unpaired = b.subtracting(independent: a)
    let direct = try CurveEstimate(meanOf: 0.1 * own)
    for j in 0..<20 {
      #expect(abs(paired.values[j] - direct.values[j]) < 1e-14)
      #expect(abs(paired.standardErrors[j] - direct.standardErrors[j]) < 1e-14)
      #expect(abs(unpaired.values[j] - paired.values[j]) < 1e-15)
      let separate = b.estimate(at: j) - a.estimate(at: j)
      #expect(abs(unpaired.standardErrors[j] - separate.standardError) < 1e-14)
      #expect(unpaired.standardErrors[j] > 10 * paired.standardErrors[j])
    }
    // Units that have nothing in common lose nothing by being paired: 4 standard deviations.
    let other = try CurveEstimate(meanOf: own)
    for (x, y) in zip((other - a).standardErrors, other.subtracting(independent: a).standardErrors)
    {
      #expect(abs(x / y - 1) < 5 / 800.0.squareRoot())
    }
  }

  @Test func arithmeticActsOnValuesAndErrors() throws {
    let curve = try CurveEstimate(meanOf: units)
    let zero = 2 * curve - (curve + curve)
    #expect(zero.values.allSatisfy { $0 == 0 } && zero.standardErrors.allSatisfy { $0 == 0 })
    for j in 0..<6 {
      #expect(abs((-3 * curve).standardErrors[j] / (3 * curve.standardErrors[j]) - 1) < 4e-15)
      #expect(abs((curve / 3).standardErrors[j] / curve.standardErrors[j] - 1 / 3) < 1e-15)
      #expect(abs((curve / -4).values[j] + curve.values[j] / 4) < 1e-15)
    }
  }

  @Test func groupsSumTheInfluences() throws {
    let curve = try CurveEstimate(meanOf: units)
    #expect(curve.grouped(into: 9) == curve && curve.grouped(into: 100) == curve)
    let grouped = curve.grouped(into: 3)
    #expect(grouped.units == 3 && grouped.values == curve.values)
    for j in 0..<6 {
      let influences = column(curve.influences, j)
      for g in 0..<3 {
        let sum = influences[(3 * g)..<(3 * g + 3)].reduce(0, +)
        #expect(abs(grouped.influences[g, j] - sum) < 1e-15)
      }
    }
    // Over many points the error of groups is right on average.
    let many = try CurveEstimate(
      meanOf: autoregressiveEnsemble(0, units: 5000, times: 100, seed: 4))
    let ratios = zip(many.grouped(into: 50).standardErrors, many.standardErrors).map {
      ($0 / $1) * ($0 / $1)
    }
    let average = mean(ofIndependent: ratios)
    #expect(abs(average.value - 1) < 5 * average.standardError && average.standardError < 0.03)
  }

  @Test func refusesBadInput() throws {
    var bad = units
    bad[4, 2] = .nan
    #expect(throws: StatisticsError.notFinite) { try CurveEstimate(meanOf: bad) }
    bad[4, 2] = -.infinity
    #expect(throws: StatisticsError.notFinite) { try CurveEstimate(meanOf: bad) }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) {
      try CurveEstimate(meanOf: Matrix(rows: 1, columns: 5))
    }
    let single = CurveEstimate(values: [1, 2], influences: Matrix(rows: 1, columns: 2))
    #expect(single.standardErrors.allSatisfy { $0.isNaN })
    #expect(single.functional([1, 1]).standardError.isNaN)
  }
}
