import LinearAlgebra

/// The sums that determine a polynomial V from its gradients, its values, or both, added up over
/// chunks of samples: memory does not grow with their number.
///
/// In the standardised coordinates z, V = Σ θ_m φ_m(z), and the sum of squares
///
///     Σ_k w_k |g_k − ∇V(q_k)|²  +  Σ_l w_l (y_l − V(q_l))²
///
/// is a quadratic form in θ. A derivative of a monomial is a number times a monomial of lower degree, so
/// the gradient part needs only one Gram matrix of these, for all coordinates together: with d = 10 and
/// degree 4 that is 286² instead of 10 · 1001² products a sample.
public struct PolynomialNormalEquations: Sendable {
  /// The monomials.
  public let basis: MonomialBasis
  /// The centre and the spread of each coordinate; `scale` is not used.
  public let standardisation: Standardisation
  /// Σ w φφᵀ and Σ w φgᵀ over the gradients, φ the monomials of lower degree; g by q, not z.
  var gradientGram: Matrix
  var gradientProducts: Matrix
  /// Σ w |g|², and the number of gradients.
  var gradientSquares = 0.0
  public private(set) var gradientCount = 0
  /// Σ w φφᵀ, Σ w φ(y − y₀) and Σ w (y − y₀)² over the values; empty without values.
  var valueGram: Matrix
  var valueProducts: Matrix
  var valueSquares = 0.0
  public private(set) var valueCount = 0
  /// y₀: the first value, against cancellation.
  private(set) var valueOrigin: Double?

  /// Samples worked on at a time.
  private static let chunk = 512

  /// Empty sums.
  public init(basis: MonomialBasis, standardisation: Standardisation) throws(ValidationError) {
    let d = basis.dimension
    try requireFinite(standardisation.mean, count: d, "means")
    try requireFinite(standardisation.deviation, count: d, "deviations")
    guard standardisation.deviation.allSatisfy({ $0 > 0 }) else { throw .notPositive("deviations") }
    self.basis = basis
    self.standardisation = standardisation
    gradientGram = Matrix(rows: basis.lowerCount, columns: basis.lowerCount)
    gradientProducts = Matrix(rows: basis.lowerCount, columns: d)
    valueGram = Matrix(rows: 0, columns: 0)
    valueProducts = Matrix(rows: 0, columns: 1)
  }

  /// Adds gradients ∂V/∂q (minus the forces), with noise of mean zero or without.
  ///
  /// - Parameters:
  ///   - positions: n × d.
  ///   - gradients: n × d.
  ///   - weights: n numbers ≥ 0, inverse variances say; nil: all 1.
  ///   - samples: the rows to add; nil: all.
  /// - Throws: `.mismatch`, `.notFinite` or `.notPositive`; nothing has been added then.
  /// - Complexity: O(n · C(d+D−1, d)²) for the degree D, by BLAS.
  public mutating func add(
    positions: Matrix, gradients: Matrix, weights: [Double]? = nil, samples: [Int]? = nil
  ) throws(ValidationError) {
    guard gradients.rows == positions.rows, gradients.columns == basis.dimension else {
      throw .mismatch(
        what: "gradient components", expected: positions.rows * basis.dimension,
        found: gradients.elements.count)
    }
    guard gradients.isFinite else { throw .notFinite("gradients") }
    try forEachChunk(positions, weights, samples, monomials: basis.lowerCount) {
      equations, rows, design, roots in
      var targets = Self.select(gradients, rows)
      Self.scale(&targets, by: roots)
      equations.gradientGram.addGram(of: design)
      equations.gradientProducts.addProduct(ofTransposed: design, targets)
      for g in targets.elements { equations.gradientSquares += g * g }
      equations.gradientCount += rows.count
    }
  }

  /// Adds values of V, whose constant is fitted too.
  ///
  /// Weights say how a value counts against a gradient component: both times their inverse variances.
  /// Parameters as for gradients. O(n · C(d+D, d)²).
  public mutating func add(
    positions: Matrix, values: [Double], weights: [Double]? = nil, samples: [Int]? = nil
  ) throws(ValidationError) {
    try requireFinite(values, count: positions.rows, "values")
    let origin = valueOrigin ?? values.first ?? 0
    if valueGram.rows == 0 {
      valueGram = Matrix(rows: basis.count, columns: basis.count)
      valueProducts = Matrix(rows: basis.count, columns: 1)
    }
    valueOrigin = origin
    try forEachChunk(positions, weights, samples, monomials: basis.count) {
      equations, rows, design, roots in
      var targets = Matrix(rows: rows.count, columns: 1, elements: rows.map { values[$0] - origin })
      Self.scale(&targets, by: roots)
      equations.valueGram.addGram(of: design)
      equations.valueProducts.addProduct(ofTransposed: design, targets)
      for y in targets.elements { equations.valueSquares += y * y }
      equations.valueCount += rows.count
    }
  }

  /// Adds the sums over other gradients.
  mutating func mergeGradients(_ other: PolynomialNormalEquations) {
    gradientGram += other.gradientGram
    gradientProducts += other.gradientProducts
    gradientSquares += other.gradientSquares
    gradientCount += other.gradientCount
  }

  /// Adds the sums over other values, moved to this origin: y − y₀ = (y − y₁) + δ.
  mutating func mergeValues(_ other: PolynomialNormalEquations) {
    guard let theirs = other.valueOrigin else { return }
    guard let mine = valueOrigin else {
      (valueGram, valueProducts) = (other.valueGram, other.valueProducts)
      (valueSquares, valueCount) = (other.valueSquares, other.valueCount)
      valueOrigin = theirs
      return
    }
    let shift = theirs - mine
    for m in 0..<basis.count {
      valueProducts[m, 0] += other.valueProducts[m, 0] + shift * other.valueGram[m, 0]
    }
    valueSquares +=
      other.valueSquares + shift * (2 * other.valueProducts[0, 0] + shift * other.valueGram[0, 0])
    valueGram += other.valueGram
    valueCount += other.valueCount
  }

  private mutating func forEachChunk(
    _ positions: Matrix, _ weights: [Double]?, _ samples: [Int]?, monomials: Int,
    _ body: (
      _ equations: inout PolynomialNormalEquations, _ rows: [Int], _ design: Matrix,
      _ roots: [Double]?
    ) -> Void
  ) throws(ValidationError) {
    let d = basis.dimension
    guard positions.columns == d else {
      throw .mismatch(what: "coordinates", expected: d, found: positions.columns)
    }
    guard positions.isFinite else { throw .notFinite("positions") }
    if let weights {
      try requireFinite(weights, count: positions.rows, "weights")
      guard weights.allSatisfy({ $0 >= 0 }) else { throw .notPositive("weights") }
    }
    let total = samples?.count ?? positions.rows
    for start in stride(from: 0, to: total, by: Self.chunk) {
      let range = start..<min(start + Self.chunk, total)
      let rows = samples.map { Array($0[range]) } ?? Array(range)
      let z = standardisation.applied(to: Self.select(positions, rows))
      let roots = weights.map { weights in rows.map { weights[$0].squareRoot() } }
      body(&self, rows, basis.design(z, rootWeights: roots, monomials: monomials), roots)
    }
  }

  private static func select(_ matrix: Matrix, _ rows: [Int]) -> Matrix {
    var result = Matrix(rows: rows.count, columns: matrix.columns)
    for (k, row) in rows.enumerated() {
      precondition(row >= 0 && row < matrix.rows, "sample out of range")
      for i in 0..<matrix.columns {
        result.elements[k * matrix.columns + i] = matrix.elements[row * matrix.columns + i]
      }
    }
    return result
  }

  private static func scale(_ matrix: inout Matrix, by factors: [Double]?) {
    guard let factors else { return }
    for (k, factor) in factors.enumerated() {
      for i in 0..<matrix.columns { matrix.elements[k * matrix.columns + i] *= factor }
    }
  }
}
