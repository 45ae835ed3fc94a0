import CKernels
import LinearAlgebra

/// The sums of a force regression over some samples, and what can be computed from them: the normal
/// equations, the score at given coefficients, and the residual covariance.
///
/// Per cell of the knots: Σ uᵃvᵇ and Σ gᵢuᵃvᵇ, u and v in [−½, ½] from the centre of the cell.
public struct ForceMoments: Sendable {
  /// One basis per coordinate.
  public let bases: [BSplineBasis]
  /// How many samples fell where.
  public let samples: SampleCounts
  /// Σ gᵢgⱼ over the samples in the domain.
  public let gradientProducts: Matrix
  /// In the layout of two coordinates; with one, only the powers v⁰ are there.
  let sums: ArraySlice<Double>
  private let algebra: ForceCellAlgebra

  init(bases: [BSplineBasis], contents: [Double]) {
    self.bases = bases
    samples = SampleCounts(contents)
    let d = bases.count
    gradientProducts = Matrix(rows: d, columns: d, elements: Array(contents[3..<(3 + d * d)]))
    algebra = ForceCellAlgebra(bases: bases)
    let body = contents[CohortStorage.header...]
    sums = d == 2 ? body : Self.widened(body, cells: bases[0].intervals)[...]
  }

  /// Sums that were taken out of others over the same bases.
  init(bases: [BSplineBasis], samples: SampleCounts, gradientProducts: Matrix, sums: [Double]) {
    self.bases = bases
    self.samples = samples
    self.gradientProducts = gradientProducts
    self.sums = sums[...]
    algebra = ForceCellAlgebra(bases: bases)
  }

  static func numbersPerCell(_ dimension: Int) -> Int {
    Int(dimension == 1 ? CK_ACC_CELL_1 : CK_ACC_CELL_2)
  }

  /// The number of samples in each cell of the knots, row-major.
  public var cellCounts: [Double] {
    stride(from: sums.startIndex, to: sums.endIndex, by: ForceCellAlgebra.numbers).map { sums[$0] }
  }

  /// The matrix Σ ∇B_k·∇B_l of the normal equations; its null space is the constants.
  public var gram: SymmetricBandMatrix {
    let n = bases[bases.count - 1].count
    var matrix = SymmetricBandMatrix(
      size: bases.reduce(1) { $0 * $1.count }, bandwidth: bases.count == 1 ? 3 : 3 * n + 3)
    forEachCell { cell, first in algebra.addGram(cell, to: &matrix, first: first) }
    return matrix
  }

  /// Σ ∇B_k·(g − ∇V): the right-hand side for θ = 0, the score of these samples otherwise.
  public func score(at coefficients: [Double]) -> [Double] {
    precondition(
      coefficients.count == bases.reduce(1) { $0 * $1.count }, "one coefficient per function")
    var result = [Double](repeating: 0, count: coefficients.count)
    coefficients.withUnsafeBufferPointer { coefficients in
      forEachCell { cell, first in
        algebra.addScore(cell, coefficients, to: &result, first: first)
      }
    }
    return result
  }

  /// Σ (g − ∇V)(g − ∇V)ᵀ over the samples in the domain.
  public func residualProducts(at coefficients: [Double]) -> Matrix {
    var explained = [Double](repeating: 0, count: 4)
    coefficients.withUnsafeBufferPointer { coefficients in
      forEachCell { cell, first in
        algebra.addExplained(cell, coefficients, to: &explained, first: first)
      }
    }
    var result = gradientProducts
    for i in 0..<bases.count {
      for j in 0..<bases.count { result[i, j] -= explained[2 * i + j] }
    }
    return result.symmetrized
  }

  /// Calls `body` with the sums of each cell that has samples and its first coefficient.
  private func forEachCell(_ body: (UnsafePointer<Double>, _ first: Int) -> Void) {
    let columns = bases.count == 2 ? bases[1].intervals : 1
    let stride = bases.count == 2 ? bases[1].count : 1
    sums.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for index in 0..<(sums.count / ForceCellAlgebra.numbers) {
        let cell = base + index * ForceCellAlgebra.numbers
        if cell[0] > 0 { body(cell, index / columns * stride + index % columns) }
      }
    }
  }

  private static func widened(_ body: ArraySlice<Double>, cells: Int) -> [Double] {
    var result = [Double](repeating: 0, count: cells * ForceCellAlgebra.numbers)
    let narrow = Int(CK_ACC_CELL_1)
    for cell in 0..<cells {
      let (from, to) = (body.startIndex + cell * narrow, cell * ForceCellAlgebra.numbers)
      for a in 0..<5 { result[to + ForceCellAlgebra.moment(a, 0)] = body[from + a] }
      for a in 0..<3 { result[to + ForceCellAlgebra.force(0, a)] = body[from + 5 + a] }
    }
    return result
  }
}
