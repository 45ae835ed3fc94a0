import LinearAlgebra

/// The B-splines of a tensor basis at the points of a grid: the design matrix B = B₀ ⊗ B₁ of a
/// regression on gridded data, never formed.
///
/// Products with B, Bᵀ and BᵀWB go axis by axis (Currie, Durban & Eilers, "Generalized linear array
/// models", 2006), so they cost little more than a pass over the grid. One coordinate is treated
/// as two, the first with a single point and a single constant function.
struct SplineGrid: Sendable {
  private let rows: AxisDesign
  private let columns: AxisDesign

  /// The number of grid points.
  var pointCount: Int { rows.points * columns.points }
  /// The number of coefficients.
  var coefficientCount: Int { rows.functions * columns.functions }
  /// The bandwidth of BᵀWB.
  var bandwidth: Int { (rows.order - 1) * columns.functions + columns.order - 1 }

  init(bases: [BSplineBasis], axes: [UniformAxis]) {
    precondition(bases.count == axes.count, "one axis per coordinate")
    columns = AxisDesign(basis: bases[bases.count - 1], points: axes[axes.count - 1].centers)
    rows = bases.count == 2 ? AxisDesign(basis: bases[0], points: axes[0].centers) : AxisDesign()
  }

  /// B θ.
  func values(of coefficients: [Double]) -> [Double] {
    precondition(coefficients.count == coefficientCount, "one coefficient per function")
    var result = [Double](repeating: 0, count: pointCount)
    var line = [Double](repeating: 0, count: columns.functions)
    for i in 0..<rows.points {
      for l in line.indices { line[l] = 0 }
      for k in 0..<rows.order {
        let weight = rows.values[i * rows.order + k]
        let start = (rows.first[i] + k) * columns.functions
        for l in line.indices { line[l] += weight * coefficients[start + l] }
      }
      for j in 0..<columns.points {
        var sum = 0.0
        for l in 0..<4 { sum += columns.values[j * 4 + l] * line[columns.first[j] + l] }
        result[i * columns.points + j] = sum
      }
    }
    return result
  }

  /// Bᵀ r.
  func transposed(_ r: [Double]) -> [Double] {
    precondition(r.count == pointCount, "one number per grid point")
    var result = [Double](repeating: 0, count: coefficientCount)
    var line = [Double](repeating: 0, count: columns.functions)
    for i in 0..<rows.points {
      for l in line.indices { line[l] = 0 }
      for j in 0..<columns.points {
        let value = r[i * columns.points + j]
        guard value != 0 else { continue }
        for l in 0..<4 { line[columns.first[j] + l] += columns.values[j * 4 + l] * value }
      }
      for k in 0..<rows.order {
        let weight = rows.values[i * rows.order + k]
        let start = (rows.first[i] + k) * columns.functions
        for l in line.indices { result[start + l] += weight * line[l] }
      }
    }
    return result
  }

  /// Bᵀ diag(w) B, added to a band matrix of size `coefficientCount` and bandwidth `bandwidth`.
  func addGram(weights w: [Double], to matrix: inout SymmetricBandMatrix) {
    precondition(w.count == pointCount, "one weight per grid point")
    precondition(matrix.size == coefficientCount && matrix.bandwidth == bandwidth, "wrong shape")
    let n = columns.functions
    let stride = bandwidth + 1
    // The Gram matrix of one line of the grid: element (l + d, l) at [d * n + l].
    var line = [Double](repeating: 0, count: 4 * n)
    matrix.storage.withUnsafeMutableBufferPointer { out in
      for i in 0..<rows.points {
        for l in line.indices { line[l] = 0 }
        for j in 0..<columns.points {
          let weight = w[i * columns.points + j]
          guard weight != 0 else { continue }
          let (first, at) = (columns.first[j], j * 4)
          for a in 0..<4 {
            let scaled = weight * columns.values[at + a]
            for d in 0..<(4 - a) {
              line[d * n + first + a] += scaled * columns.values[at + a + d]
            }
          }
        }
        for k in 0..<rows.order {
          for k2 in k..<rows.order {
            let weight = rows.values[i * rows.order + k] * rows.values[i * rows.order + k2]
            let column = (rows.first[i] + k) * n
            let offset = (k2 - k) * n
            for d in 0..<4 {
              for l in 0..<(n - d) {
                let value = weight * line[d * n + l]
                out[(column + l) * stride + offset + d] += value
                // Off the diagonal block, the mirror image (l, l + d) lies in the lower band too.
                if k2 > k && d > 0 { out[(column + l + d) * stride + offset - d] += value }
              }
            }
          }
        }
      }
    }
  }
}

/// The functions that are not zero at each point along one axis.
private struct AxisDesign: Sendable {
  let points: Int
  let functions: Int
  let order: Int
  let first: [Int]
  let values: [Double]

  init(basis: BSplineBasis, points: [Double]) {
    let evaluated = points.map { basis.evaluate($0) }
    self.points = points.count
    functions = basis.count
    order = 4
    first = evaluated.map(\.first)
    values = evaluated.flatMap { [$0.values[0], $0.values[1], $0.values[2], $0.values[3]] }
  }

  /// One point and one constant function.
  init() { (points, functions, order, first, values) = (1, 1, 1, [0], [1]) }
}
