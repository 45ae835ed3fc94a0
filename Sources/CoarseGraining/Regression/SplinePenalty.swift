import LinearAlgebra

/// The roughness penalty of a tensor spline: third differences of the coefficients along every axis,
/// P = P₀ ⊗ I + I ⊗ P₁. Its null space holds all polynomials of degree 2 in each coordinate.
///
/// Differences are taken between coefficients, so lengths are measured in knot spacings.
func thirdDifferencePenalty(_ bases: [BSplineBasis]) -> SymmetricBandMatrix {
  let last = bases[bases.count - 1]
  guard bases.count == 2 else { return last.thirdDifferencePenalty }
  let n = last.count
  var penalty = SymmetricBandMatrix(size: bases[0].count * n, bandwidth: 3 * n + 3)
  let (slow, fast) = (bases[0].thirdDifferencePenalty, last.thirdDifferencePenalty)
  for i in 0..<bases[0].count {
    for l in 0..<n {
      for d in 0..<4 {
        if i + d < bases[0].count { penalty.add(slow[i + d, i], at: (i + d) * n + l, i * n + l) }
        if l + d < n { penalty.add(fast[l + d, l], at: i * n + l + d, i * n + l) }
      }
    }
  }
  return penalty
}

/// Factorises penalised normal equations.
///
/// Far from all data only the penalty holds the coefficients, up to its null space, and with degenerate
/// data nothing does. Then a multiple of the identity, the smallest that makes the matrix numerically
/// positive definite, shrinks what is undetermined towards zero.
func regularisedFactor(_ matrix: SymmetricBandMatrix) throws(RegressionError) -> BandedCholesky {
  let largest = (0..<matrix.size).reduce(0) { max($0, matrix[$1, $1]) }
  var failure = LinearAlgebraError.notFinite
  for share in [0, 1e-16, 1e-14, 1e-12, 1e-10] {
    var shifted = matrix
    for i in 0..<matrix.size { shifted.add(share * largest, at: i, i) }
    do {
      return try BandedCholesky(shifted)
    } catch {
      failure = error
      if error == .notFinite { break }
    }
  }
  throw .linearAlgebra(failure)
}
