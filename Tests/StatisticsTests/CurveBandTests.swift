import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct CurveBandTests {
  // The band holds the whole true curve (zero) in 95 % of the experiments, for smooth and for rough
  // curves, few units and many; 1200 units are grouped.
  @Test(arguments: [(8, 0.95), (16, 0.95), (16, 0.0), (64, 0.7), (1200, 0.95)])
  func coversTheWholeCurve(units: Int, phi: Double) throws {
    let experiments = units > 256 ? 150 : 500
    var simultaneous = 0
    var pointwise = 0
    for seed in 0..<experiments {
      let curve = try CurveEstimate(
        meanOf: autoregressiveEnsemble(phi, units: units, times: 40, seed: UInt64(seed)))
      let band = curve.band(replicates: 999, generator: Philox(seed: UInt64(seed), stream: 9))
      let worst = zip(band.values, band.standardErrors).map { abs($0) / $1 }
      if worst.allSatisfy({ $0 <= band.factor }) { simultaneous += 1 }
      if worst.allSatisfy({ $0 <= 1.96 }) { pointwise += 1 }
    }
    #expect(agrees(simultaneous, of: experiments, with: 0.95), "\(simultaneous) of \(experiments)")
    // What the band is for: pointwise intervals rarely hold a whole curve.
    #expect(Double(pointwise) < 0.75 * Double(experiments))
  }

  // Skewed curves (squares) cover slowly, but the difference of two does at once: skewness cancels.
  @Test func coversDifferencesOfSkewedCurves() throws {
    var hits = 0
    for seed in 0..<500 {
      func squares(_ seed: Int) throws -> CurveEstimate {
        try CurveEstimate(
          meanOf: autoregressiveEnsemble(0.95, units: 16, times: 40, seed: UInt64(seed))
            .mapElements { $0 * $0 })
      }
      let band = (try squares(2 * seed) - squares(2 * seed + 1)).band(
        replicates: 999, generator: Philox(seed: UInt64(seed), stream: 9))
      if band.values.indices.allSatisfy({ abs(band.values[$0]) <= band.halfWidth(at: $0) }) {
        hits += 1
      }
    }
    #expect(agrees(hits, of: 500, with: 0.95), "\(hits) of 500")
  }

  // One point needs no more than Student's t (exact for Gaussian units); many copies of it no more
  // than one; m independent points what Šidák says. Tolerance: five standard errors of the quantile
  // of 1999 replicates.
  @Test func factorLiesBetweenOneAndIndependentPoints() throws {
    let generator = Philox(seed: 5, stream: 0)
    let units = autoregressiveEnsemble(0, units: 100, times: 30, seed: 6)
    let all = try CurveEstimate(meanOf: units)
    let first = (0..<100).map { units[$0, 0] }
    let one = try CurveEstimate(meanOf: Matrix(rows: 100, columns: 1, elements: first))
    let copies = try CurveEstimate(meanOf: Matrix.outer(first, [1, -2, 0.001, 1e6]))
    let student = studentQuantile(0.975, 99)
    let factor = one.band(generator: generator).factor
    #expect(factor >= student && factor < student + 0.2)
    #expect(abs(copies.band(generator: generator).factor - factor) < 1e-9)
    let sidak = studentQuantile(0.5 + 0.5 * pow(0.95, 1 / 30), 99)
    #expect(abs(all.band(generator: generator).factor - sidak) < 0.25)
    #expect(all.band(confidence: 0.5, generator: generator).factor < factor + 0.5)
    #expect(
      all.band(confidence: 0.99, generator: generator).factor
        > all.band(generator: generator).factor)
    #expect(all.band(generator: generator) == all.band(generator: generator))
  }

  @Test func leavesOutPointsWithoutAnError() throws {
    let generator = Philox(seed: 7, stream: 0)
    let units = autoregressiveEnsemble(0.5, units: 20, times: 10, seed: 8)
    let plain = try CurveEstimate(meanOf: units).band(generator: generator)
    let exact = Matrix(rows: (0..<20).map { u in [3] + (0..<10).map { units[u, $0] } + [0] })
    let band = try CurveEstimate(meanOf: exact).band(generator: generator)
    #expect(band.factor == plain.factor)
    #expect(band.halfWidth(at: 0) == 0 && band.halfWidth(at: 11) == 0)
    #expect(band.halfWidth(at: 1) == plain.halfWidth(at: 0))

    var unknown = try CurveEstimate(meanOf: units).influences
    unknown[3, 4] = .nan
    let holed = CurveEstimate(values: plain.values, influences: unknown).band(generator: generator)
    #expect(holed.factor.isFinite && holed.standardErrors[4].isNaN && holed.halfWidth(at: 4).isNaN)
    #expect(holed.standardErrors[3] == plain.standardErrors[3])

    let constant = CurveEstimate(values: [1, 2], influences: Matrix(rows: 20, columns: 2))
    #expect(constant.band(generator: generator).factor == studentQuantile(0.975, 19))
    let single = CurveEstimate(values: [1, 2], influences: Matrix(rows: 1, columns: 2))
    #expect(single.band(generator: generator).factor.isNaN)
  }
}
