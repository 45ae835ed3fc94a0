import COpenBLAS

/// The weighted linear least-squares fit: minimises Σ wᵢ (bᵢ − (X β)ᵢ)² with wᵢ = 1/σᵢ².
///
/// By QR of the scaled design with columns brought to unit length (never by normal equations, which
/// would square the condition number); O(m n²) for m equations and n unknowns. When the standard
/// errors are right, `chiSquared` follows χ² with `degreesOfFreedom` and `covariance` is that of the
/// solution; it is not rescaled by the misfit.
public struct WeightedLeastSquares: Sendable {
  /// The best-fitting unknowns β.
  public let solution: [Double]
  /// The covariance (Xᵀ W X)⁻¹ of the solution.
  public let covariance: Matrix
  /// The weighted sum of squared residuals.
  public let chiSquared: Double
  /// The number of equations less the number of unknowns.
  public let degreesOfFreedom: Int
  /// The residuals bᵢ − (X β)ᵢ, in the units of the observations.
  public let residuals: [Double]

  /// The square roots of the diagonal of `covariance`.
  public var standardErrors: [Double] { covariance.diagonalElements.map { $0.squareRoot() } }

  /// Fits with one standard error per observation.
  ///
  /// Throws `.invalidWeight`, `.underdetermined`, `.notFinite`, and `.singular` when columns of the
  /// design are dependent (reciprocal condition number below 10⁻¹³).
  public init(
    design: Matrix, observations: [Double], standardErrors: [Double]
  ) throws(LinearAlgebraError) {
    precondition(observations.count == design.rows, "one observation per row expected")
    precondition(standardErrors.count == design.rows, "one standard error per row expected")
    let (m, n) = (design.rows, design.columns)
    if let index = standardErrors.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw .invalidWeight(index: index)
    }
    guard design.isFinite && observations.allSatisfy(\.isFinite) else { throw .notFinite }
    guard m >= n else { throw .underdetermined(equations: m, unknowns: n) }

    // Scaled design by columns, as LAPACK wants it, with unit columns.
    var qr = [Double](repeating: 0, count: m * n)
    var lengths = [Double](repeating: 0, count: n)
    for j in 0..<n {
      var sum = 0.0
      for i in 0..<m {
        let x = design[i, j] / standardErrors[i]
        qr[j * m + i] = x
        sum += x * x
      }
      lengths[j] = sum.squareRoot()
      guard lengths[j] > 0 && lengths[j].isFinite else {
        throw .singular(reciprocalCondition: 0)
      }
      for i in 0..<m { qr[j * m + i] /= lengths[j] }
    }
    var rhs = zip(observations, standardErrors).map { $0 / $1 }
    let inverse = try Self.reduce(&qr, &rhs, rows: m, columns: n)

    var beta = [Double](repeating: 0, count: n)
    for i in 0..<n {
      for j in i..<n { beta[i] += inverse[i, j] * rhs[j] }
      beta[i] /= lengths[i]
    }
    var covariance = (inverse * inverse.transpose).symmetrized
    for i in 0..<n {
      for j in 0..<n { covariance[i, j] /= lengths[i] * lengths[j] }
    }
    let fitted = design * beta
    let residuals = zip(observations, fitted).map { $0 - $1 }
    solution = beta
    self.covariance = covariance
    self.residuals = residuals
    chiSquared = zip(residuals, standardErrors).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
    degreesOfFreedom = m - n
  }

  /// Fits with one weight wᵢ = 1/σᵢ² per observation.
  public init(
    design: Matrix, observations: [Double], weights: [Double]
  ) throws(LinearAlgebraError) {
    if let index = weights.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw .invalidWeight(index: index)
    }
    try self.init(
      design: design, observations: observations,
      standardErrors: weights.map { 1 / $0.squareRoot() })
  }

  /// Factorises the design in place, replaces `rhs` by Qᵀ rhs and returns R⁻¹.
  private static func reduce(
    _ a: inout [Double], _ rhs: inout [Double], rows m: Int, columns n: Int
  ) throws(LinearAlgebraError) -> Matrix {
    guard n > 0 else { return Matrix(rows: 0, columns: 0) }
    LAPACK.prepare()
    var tau = [Double](repeating: 0, count: n)
    var work = [Double](repeating: 0, count: 64 * Swift.max(m, n))
    var integerWork = [Int32](repeating: 0, count: n)
    var info: Int32 = 0
    var reciprocal = 0.0
    var r = [Double](repeating: 0, count: n * n)
    withUnsafeSizes(LAPACK.int(m), LAPACK.int(n)) { m, n in
      withUnsafeSizes(1, LAPACK.int(work.count)) { one, lwork in
        dgeqrf_(m, n, &a, m, &tau, &work, lwork, &info)
        dormqr_("L", "T", m, one, n, a, m, tau, &rhs, m, &work, lwork, &info, 1, 1)
      }
      dtrcon_("1", "U", "N", n, a, m, &reciprocal, &work, &integerWork, &info, 1, 1, 1)
    }
    guard reciprocal > 1e-13 else { throw .singular(reciprocalCondition: reciprocal) }
    for j in 0..<n {
      for i in 0...j { r[j * n + i] = a[j * m + i] }
    }
    withUnsafeSizes(LAPACK.int(n)) { dtrtri_("U", "N", $0, &r, $0, &info, 1, 1) }
    return Matrix(rows: n, columns: n, elements: r).transpose
  }
}
