import CoarseGraining
import Foundation
import LinearAlgebra
import Testing

/// Accumulated sums against the same sums taken sample by sample from the basis functions.
@Suite struct ForceNormalEquationsTests {
  struct Sample {
    let q: [Double]
    let g: [Double]
  }

  static let bases = [
    [BSplineBasis(lower: -1.5, upper: 1.2, intervals: 6)],
    [
      BSplineBasis(lower: -1.5, upper: 1.2, intervals: 5),
      BSplineBasis(lower: -0.5, upper: 2, intervals: 7),
    ],
  ]

  static func samples(_ bases: [BSplineBasis], count: Int, seed: UInt64) -> [Sample] {
    var draws = Draws(seed: seed)
    return (0..<count).map { _ in
      // A tenth of the width lies outside of each axis.
      let q = bases.map { $0.lower + ($0.upper - $0.lower) * (1.1 * draws.uniform() - 0.05) }
      return Sample(q: q, g: bases.map { _ in 10 * draws.normal() })
    }
  }

  static func accumulated(
    _ bases: [BSplineBasis], _ samples: [Sample], cohorts: [Int]
  ) -> ForceNormalEquations {
    let equations = ForceNormalEquations(bases: bases, cohorts: cohorts.count)
    var next = 0
    accumulate(forces: equations, dimension: bases.count, samplesPerCohort: cohorts) { _, _ in
      next += 1
      return (samples[next - 1].q, samples[next - 1].g)
    }
    return equations
  }

  /// ∂ᵢB_k at a point for all k: one row per component.
  static func rows(_ bases: [BSplineBasis], _ q: [Double]) -> [[Double]] {
    func dense(_ x: (first: Int, values: SIMD4<Double>), _ n: Int) -> [Double] {
      (0..<n).map { $0 >= x.first && $0 < x.first + 4 ? x.values[$0 - x.first] : 0 }
    }
    return bases.indices.map { i in
      let factors = bases.indices.map {
        dense($0 == i ? bases[$0].derivative(q[$0]) : bases[$0].evaluate(q[$0]), bases[$0].count)
      }
      guard factors.count == 2 else { return factors[0] }
      return factors[0].flatMap { u in factors[1].map { u * $0 } }
    }
  }

  static func isInside(_ bases: [BSplineBasis], _ q: [Double]) -> Bool {
    zip(bases, q).allSatisfy { $1 >= $0.lower && $1 <= $0.upper }
  }

  @Test(arguments: bases) func momentsGiveTheMatrixAndTheScore(_ bases: [BSplineBasis]) {
    let samples = Self.samples(bases, count: 900, seed: 3)
    let moments = Self.accumulated(bases, samples, cohorts: [500, 400]).snapshot()
    let size = bases.reduce(1) { $0 * $1.count }
    let coefficients = (0..<size).map { sin(1.3 * Double($0)) }
    var gram = Matrix(rows: size, columns: size)
    var right = [Double](repeating: 0, count: size)
    var score = right
    var products = Matrix(rows: bases.count, columns: bases.count)
    let inside = samples.filter { Self.isInside(bases, $0.q) }
    for sample in inside {
      let rows = Self.rows(bases, sample.q)
      let residual = zip(rows, sample.g).map { row, g in
        g - zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
      }
      for (i, row) in rows.enumerated() {
        gram = gram + Matrix.outer(row, row)
        for k in 0..<size {
          right[k] += row[k] * sample.g[i]
          score[k] += row[k] * residual[i]
        }
      }
      products = products + Matrix.outer(residual, residual)
    }
    // Sums of 900 terms; moments of monomials lose about two digits.
    #expect((moments.gram.dense - gram).maxAbs < 1e-12 * gram.maxAbs)
    let zero = [Double](repeating: 0, count: size)
    let scale = right.map(abs).max() ?? 0
    for (a, b) in zip(moments.score(at: zero), right) { #expect(abs(a - b) < 1e-12 * scale) }
    for (a, b) in zip(moments.score(at: coefficients), score) {
      #expect(abs(a - b) < 1e-12 * scale)
    }
    #expect(
      (moments.residualProducts(at: coefficients) - products).maxAbs < 1e-12 * products.maxAbs)
    #expect(moments.samples.inside == Double(inside.count))
    #expect(moments.samples.outside == Double(samples.count - inside.count))
    #expect(moments.cellCounts.reduce(0, +) == Double(inside.count))
  }

  @Test(arguments: bases) func constantsAreTheNullSpace(_ bases: [BSplineBasis]) throws {
    let samples = Self.samples(bases, count: 5000, seed: 4)
    let gram = Self.accumulated(bases, samples, cohorts: [5000]).snapshot().gram
    let ones = [Double](repeating: 1, count: gram.size)
    #expect(gram.multiply(ones).allSatisfy { abs($0) < 1e-10 * gram.dense.maxAbs })
    let values = try SymmetricEigen(gram.dense).values
    #expect(values[1] > 1e-9 * values[values.count - 1])
  }

  @Test func cohortsAddUpAndStateIsRestored() throws {
    let bases = Self.bases[1]
    let samples = Self.samples(bases, count: 700, seed: 6)
    let parts = Self.accumulated(bases, samples, cohorts: [100, 400, 200])
    let copy = ForceNormalEquations(bases: bases, cohorts: 3)
    for cohort in 0..<3 { try copy.restore(parts.state(cohort: cohort), cohort: cohort) }
    let middle = Self.accumulated(bases, Array(samples[100..<500]), cohorts: [400])
    #expect(parts.state(cohort: 1) == middle.state(cohort: 0))
    #expect(copy.snapshot().gram == parts.snapshot().gram)
    #expect(throws: RegressionError.self) { try copy.restore([], cohort: 0) }
  }

  @Test(arguments: bases) func nonFiniteSamplesAreOnlyCounted(_ bases: [BSplineBasis]) {
    let centre = bases.map { ($0.lower + $0.upper) / 2 }
    let good = Sample(q: centre, g: centre)
    let d = bases.count - 1
    var (badPlace, badGradient) = (centre, centre)
    badPlace[d] = .nan
    badGradient[d] = .infinity
    let bad = [Sample(q: badPlace, g: centre), Sample(q: centre, g: badGradient)]
    let clean = Self.accumulated(bases, [good], cohorts: [1]).snapshot()
    let mixed = Self.accumulated(bases, [bad[0], good, bad[1]], cohorts: [3]).snapshot()
    #expect(mixed.samples.notFinite == 2 && mixed.samples.inside == 1)
    #expect(mixed.gram == clean.gram)
  }
}
