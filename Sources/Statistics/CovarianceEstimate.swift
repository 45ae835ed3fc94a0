import LinearAlgebra

/// A covariance matrix with a standard error for each entry.
public struct CovarianceEstimate: Equatable, Sendable {
  /// The estimated matrix.
  public let value: Matrix
  /// The standard errors of its entries.
  public let standardErrors: Matrix

  /// An estimate from a matrix and the standard errors of its entries, of the same shape.
  public init(value: Matrix, standardErrors: Matrix) {
    precondition(
      value.rows == standardErrors.rows && value.columns == standardErrors.columns,
      "one standard error per entry expected")
    self.value = value
    self.standardErrors = standardErrors
  }

  /// Entry (i, j) with its standard error.
  public subscript(i: Int, j: Int) -> Estimate {
    Estimate(value: value[i, j], standardError: standardErrors[i, j])
  }

  /// The covariance (divisor n − 1) of independent vectors, at least two of equal length.
  ///
  /// The standard errors come from the scatter of the products of deviations: no normality is assumed.
  public init(ofIndependent vectors: [[Double]]) throws(StatisticsError) {
    let centre = try Self.mean(of: vectors)
    let deviations = vectors.map { zip($0, centre).map { $0 - $1 } }
    try self.init(
      means: deviations, secondMoments: deviations.map { Matrix.outer($0, $0) })
  }

  /// The covariance from independent walkers, each giving the mean of its vectors x over time and
  /// the mean of x xᵀ.
  ///
  /// C = ⟨S⟩ − ⟨m⟩⟨m⟩ᵀ + Cov(⟨m⟩): the last term removes the bias from the error of the mean. The
  /// standard errors come from the scatter across walkers of the influences
  /// (S_w − ⟨S⟩) − (m_w − ⟨m⟩)⟨m⟩ᵀ − ⟨m⟩(m_w − ⟨m⟩)ᵀ, so they account for correlation in time and
  /// for any law. At least two walkers are needed.
  public init(means: [[Double]], secondMoments: [Matrix]) throws(StatisticsError) {
    let centre = try Self.mean(of: means)
    let d = centre.count
    guard secondMoments.count == means.count,
      secondMoments.allSatisfy({ $0.rows == d && $0.columns == d })
    else { throw .differentLengths }
    guard secondMoments.allSatisfy(\.isFinite) else { throw .notFinite }
    let n = Double(means.count)
    var average = Matrix(rows: d, columns: d)
    for second in secondMoments { average += second }
    average = (1 / n) * average

    var covariance = Matrix(rows: d, columns: d)
    var errors = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<d {
        var (squares, products) = (0.0, 0.0)
        for (mean, second) in zip(means, secondMoments) {
          let (u, v) = (mean[i] - centre[i], mean[j] - centre[j])
          let influence = second[i, j] - average[i, j] - u * centre[j] - centre[i] * v
          squares += influence * influence
          products += u * v
        }
        let pairs = n * (n - 1)
        covariance[i, j] = average[i, j] - centre[i] * centre[j] + products / pairs
        errors[i, j] = (squares / pairs).squareRoot()
      }
    }
    self.init(value: covariance.symmetrized, standardErrors: errors.symmetrized)
  }

  /// The entrywise mean of independent matrices (second moments about a known mean, say), with the
  /// standard errors from their scatter. At least two are needed.
  public init(ofIndependentMatrices matrices: [Matrix]) throws(StatisticsError) {
    guard matrices.count >= 2 else { throw .tooFew(needed: 2, got: matrices.count) }
    let (rows, columns) = (matrices[0].rows, matrices[0].columns)
    guard matrices.allSatisfy({ $0.rows == rows && $0.columns == columns }) else {
      throw .differentLengths
    }
    guard matrices.allSatisfy(\.isFinite) else { throw .notFinite }
    let entries = (0..<(rows * columns)).map { k in
      Statistics.mean(ofIndependent: matrices.map { $0.elements[k] })
    }
    self.init(
      value: Matrix(rows: rows, columns: columns, elements: entries.map(\.value)),
      standardErrors: Matrix(
        rows: rows, columns: columns, elements: entries.map(\.standardError)))
  }

  /// The mean of at least two finite vectors of equal length.
  private static func mean(of vectors: [[Double]]) throws(StatisticsError) -> [Double] {
    guard vectors.count >= 2 else { throw .tooFew(needed: 2, got: vectors.count) }
    let d = vectors[0].count
    guard vectors.allSatisfy({ $0.count == d }) else { throw .differentLengths }
    guard vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else { throw .notFinite }
    return (0..<d).map { i in
      vectors.reduce(0) { $0 + $1[i] } / Double(vectors.count)
    }
  }
}

/// Coded as an array of rows of `{"value": …, "standard_error": …}`.
extension CovarianceEstimate: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let rows = try container.decode([[Estimate]].self)
    let columns = rows.first?.count ?? 0
    guard rows.allSatisfy({ $0.count == columns }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "the rows of the matrix have different lengths")
    }
    self.init(
      value: Matrix(rows: rows.map { $0.map(\.value) }),
      standardErrors: Matrix(rows: rows.map { $0.map(\.standardError) }))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(
      (0..<value.rows).map { i in (0..<value.columns).map { j in self[i, j] } })
  }
}
