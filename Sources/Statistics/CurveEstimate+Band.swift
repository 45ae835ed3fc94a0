import LinearAlgebra

extension CurveEstimate {
  /// The simultaneous band value ± factor · standard error that holds the whole true curve with the
  /// given probability.
  ///
  /// The factor is a quantile of the largest studentised deviation max_i |Σ_g ξ_g I_gi|/s_i under a
  /// multiplier bootstrap with random signs ξ = ±1, where s_i is taken from the same signed
  /// influences ξ_g I_gi (Chernozhukov, Chetverikov & Kato, Ann. Stat. 41, 2786 (2013); Davidson &
  /// Flachaire, J. Econometrics 146, 162 (2008)). Signs rather than Gaussian numbers, because with
  /// them the deviation has the law of Student's t at every point when the units are Gaussian:
  /// coverage is right from a few units on, where Gaussian multipliers need some fifty. Strongly
  /// skewed units need more of either, but not the difference of two alike (measured in
  /// docs/statistics.md).
  ///
  /// Above 256 units, sums over 256 groups of consecutive units take part, so that the cost, one
  /// matrix product of 2 · replicates · 256 · points operations, does not grow with the units: some
  /// twenty milliseconds for 200 points. The factor is never below the pointwise quantile of
  /// Student's t.
  ///
  /// Points with a standard error of zero (all units agree) are left out of the bootstrap, and so
  /// have a band of width zero; so are points with an unknown error, whose band is NaN. With fewer
  /// than two units the factor is NaN.
  ///
  /// - Parameters:
  ///   - confidence: the probability, in (0, 1).
  ///   - replicates: the number of bootstrap replicates. 1999 leave an uncertainty of half a
  ///     percentage point in the coverage.
  ///   - generator: replicate r uses counter r.
  /// - Returns: the curve, its standard errors and the factor between them and the band.
  public func band(
    confidence: Double = 0.95, replicates: Int = 1999, generator: Philox
  ) -> CurveBand {
    precondition(confidence > 0 && confidence < 1, "the confidence must lie in (0, 1)")
    precondition(replicates > 0, "a positive number of replicates is needed")
    return CurveBand(
      values: values, standardErrors: standardErrors,
      factor: simultaneousFactor(confidence, replicates, generator))
  }

  private func simultaneousFactor(
    _ confidence: Double, _ replicates: Int, _ generator: Philox
  ) -> Double {
    let pointwise = studentQuantile(0.5 + 0.5 * confidence, Double(units - 1))
    let standardized = grouped(into: 256).standardizedInfluences
    guard units > 1 && standardized.columns > 0 else { return pointwise }

    let groups = standardized.rows
    var largest: [Double] = []
    largest.reserveCapacity(replicates)
    // In slices, so that memory does not grow with the replicates.
    while largest.count < replicates {
      let slice = Swift.min(256, replicates - largest.count)
      let signs = generator.signs(rows: slice, columns: groups, firstRow: largest.count)
      var sums = signs * standardized
      sums.forEachRow { row in
        var maximum = 0.0
        for z in row { maximum = Swift.max(maximum, abs(z)) }
        largest.append(maximum)
      }
    }
    largest.sort()
    let rank = Int((confidence * Double(replicates + 1)).rounded(.up))
    let z = largest[Swift.min(rank, replicates) - 1]
    // Squares of signs are one, so the studentised sum is a monotone function of the plain one,
    // which need be applied only here.
    let n = Double(groups)
    let studentized = z * z < n ? z * ((n - 1) / (n - z * z)).squareRoot() : .infinity
    return Swift.max(studentized, pointwise)
  }

  /// The influences over their length at each point, without the points where that is zero or
  /// unknown.
  private var standardizedInfluences: Matrix {
    let points = values.indices.filter { standardErrors[$0] > 0 && standardErrors[$0].isFinite }
    var result = Matrix(rows: units, columns: points.count)
    for u in 0..<units {
      for (k, i) in points.enumerated() {
        result.elements[u * points.count + k] =
          influences.elements[u * count + i] / standardErrors[i]
      }
    }
    return result
  }
}

extension Philox {
  /// A matrix of independent random signs ±1; row r is a function of counter `firstRow` + r.
  func signs(rows: Int, columns: Int, firstRow: Int) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    for r in 0..<rows {
      var bits = SIMD4<UInt32>()
      for c in 0..<columns {
        if c % 128 == 0 { bits = words(UInt64(firstRow + r), UInt64(c / 128)) }
        let bit = (bits[c % 128 / 32] >> UInt32(c % 32)) & 1
        result.elements[r * columns + c] = bit == 0 ? -1 : 1
      }
    }
    return result
  }
}
