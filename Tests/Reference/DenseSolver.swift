import LinearAlgebra

/// A x = b by Gauss's elimination with partial pivoting; A as rows.
public func solved(_ a: [[Double]], _ b: [Double]) -> [Double] {
  var (a, x) = (a, b)
  let n = b.count
  for k in 0..<n {
    let pivot = (k..<n).max { abs(a[$0][k]) < abs(a[$1][k]) } ?? k
    a.swapAt(k, pivot)
    x.swapAt(k, pivot)
    for i in (k + 1)..<max(n, k + 1) where a[i][k] != 0 {
      let factor = a[i][k] / a[k][k]
      for j in k..<n { a[i][j] -= factor * a[k][j] }
      x[i] -= factor * x[k]
    }
  }
  for k in stride(from: n - 1, through: 0, by: -1) {
    for j in (k + 1)..<max(n, k + 1) { x[k] -= a[k][j] * x[j] }
    x[k] /= a[k][k]
  }
  return x
}

/// A⁻¹, column by column.
public func inverted(_ a: [[Double]]) -> [[Double]] {
  let n = a.count
  let columns = (0..<n).map { k in solved(a, (0..<n).map { $0 == k ? 1 : 0 }) }
  return (0..<n).map { i in (0..<n).map { columns[$0][i] } }
}

extension Matrix {
  /// The root of the sum of all squares.
  public var frobeniusNorm: Double { elements.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
