import LinearAlgebra

/// The dense normal equations of `AdditiveForceModel`.
///
/// Unknowns: the coefficients of the splines, one after the other, then c_ij for i < j. Component i of the
/// gradient depends on four coefficients of its spline and on the d − 1 couplings of i.
struct AdditiveNormalEquations {
  private let bases: [BSplineBasis]
  private let centre: [Double]
  private let starts: [Int]
  /// Where c_ij is; nil without couplings.
  private let coupling: [[Int]]?
  private var matrix: Matrix
  private var right: [Double]
  private var square = 0.0
  private var equations = 0.0

  let unknowns: Int

  init(bases: [BSplineBasis], centre: [Double], isCoupled: Bool) {
    self.bases = bases
    self.centre = centre
    var next = 0
    var starts: [Int] = []
    for basis in bases {
      starts.append(next)
      next += basis.count
    }
    self.starts = starts
    if isCoupled {
      var table = [[Int]](
        repeating: [Int](repeating: 0, count: bases.count), count: bases.count)
      for i in bases.indices {
        for j in bases.indices where j > i {
          (table[i][j], table[j][i]) = (next, next)
          next += 1
        }
      }
      coupling = table
    } else {
      coupling = nil
    }
    unknowns = next
    matrix = Matrix(rows: next, columns: next)
    right = [Double](repeating: 0, count: next)
  }

  /// Updates of the matrix that one sample costs.
  var workPerSample: Double {
    let d = Double(bases.count)
    let entries = coupling == nil ? 4 : d + 3
    return d * entries * (entries + 1) / 2
  }

  /// Adds the d equations of one sample. Fills the lower triangle of the matrix.
  mutating func add(_ q: [Double], _ g: [Double]) {
    let d = bases.count
    var indices = [Int](repeating: 0, count: d + 3)
    var values = [Double](repeating: 0, count: d + 3)
    for i in 0..<d {
      let (first, slopes) = bases[i].derivative(q[i])
      for k in 0..<4 { (indices[k], values[k]) = (starts[i] + first + k, slopes[k]) }
      var count = 4
      if let coupling {
        for j in 0..<d where j != i {
          (indices[count], values[count]) = (coupling[i][j], q[j] - centre[j])
          count += 1
        }
      }
      // Indices ascend except between the couplings of i with lower and with higher coordinates,
      // which ascend as well; so row ≥ column below.
      for a in 0..<count {
        right[indices[a]] += values[a] * g[i]
        let row = indices[a] * unknowns
        for b in 0...a { matrix.elements[row + indices[b]] += values[a] * values[b] }
      }
      square += g[i] * g[i]
      equations += 1
    }
  }

  /// The least-squares solution, with a third-difference prior and one pinned coefficient per spline.
  ///
  /// Two rounds, since the weight of the prior follows from the residual variance.
  func solve(temperature: Double) throws(RegressionError) -> [Double] {
    var full = matrix
    for i in 0..<unknowns {
      for j in 0..<i { full[j, i] = full[i, j] }
    }
    let prior = ForceRegression.priorWidth * temperature
    let largest = (0..<unknowns).reduce(0) { max($0, full[$1, $1]) }
    var solution = [Double](repeating: 0, count: unknowns)
    var residual = square
    for _ in 0..<2 {
      let ridge = max(residual / equations / (prior * prior), 1e-12 * largest)
      do {
        solution = try Cholesky(penalised(full, ridge: ridge, largest: largest)).solve(right)
      } catch {
        throw .linearAlgebra(error)
      }
      let image = full * solution
      residual = max(
        0, (0..<unknowns).reduce(square) { $0 + solution[$1] * (image[$1] - 2 * right[$1]) })
    }
    return solution
  }

  private func penalised(_ full: Matrix, ridge: Double, largest: Double) -> Matrix {
    var result = full
    for (basis, start) in zip(bases, starts) {
      let penalty = basis.thirdDifferencePenalty
      for i in 0..<basis.count {
        for j in max(0, i - 3)...min(basis.count - 1, i + 3) {
          result[start + i, start + j] += ridge * penalty[i, j]
        }
      }
      result[start + basis.count / 2, start + basis.count / 2] += largest
    }
    // For what the samples leave open, such as the couplings of a coordinate that never moves.
    for i in 0..<unknowns { result[i, i] += 1e-13 * largest }
    return result
  }

  /// Splines and coupling matrix of a solution.
  func terms(_ solution: [Double]) -> ([TensorSpline], Matrix) {
    let splines = zip(bases, starts).map { basis, start in
      TensorSpline(
        bases: [basis], coefficients: Array(solution[start..<(start + basis.count)]))
    }
    var matrix = Matrix(rows: bases.count, columns: bases.count)
    if let coupling {
      for i in bases.indices {
        for j in bases.indices where j != i { matrix[i, j] = solution[coupling[i][j]] }
      }
    }
    return (splines, matrix)
  }
}
