/// A symmetric matrix whose elements vanish beyond `bandwidth` places from the diagonal.
///
/// Storage is LAPACK's lower band by columns: element (i, j), i ≥ j, is at
/// `(i − j) + j * (bandwidth + 1)`. The normal equations of B-splines have this form: bandwidth 3
/// for cubics on a line.
public struct SymmetricBandMatrix: Equatable, Sendable {
  /// The number of rows and columns.
  public let size: Int
  /// The number of diagonals below the main one that are stored.
  public let bandwidth: Int
  /// The lower band; positions past the last row are unused and zero.
  public var storage: [Double]

  /// The zero matrix of the given size and bandwidth.
  public init(size: Int, bandwidth: Int) {
    precondition(size >= 0 && bandwidth >= 0, "negative matrix size")
    self.size = size
    self.bandwidth = bandwidth
    storage = [Double](repeating: 0, count: size * (bandwidth + 1))
  }

  /// Element (i, j) = (j, i). Reads zero outside the band; writing there is a programmer error.
  public subscript(i: Int, j: Int) -> Double {
    get {
      let (row, column) = (Swift.max(i, j), Swift.min(i, j))
      precondition(column >= 0 && row < size, "matrix index out of range")
      return row - column > bandwidth ? 0 : storage[row - column + column * (bandwidth + 1)]
    }
    set { storage[position(i, j)] = newValue }
  }

  /// Adds `value` to element (i, j) and to its mirror image.
  public mutating func add(_ value: Double, at i: Int, _ j: Int) {
    storage[position(i, j)] += value
  }

  /// The product with a column vector; O(size · bandwidth).
  public func multiply(_ x: [Double]) -> [Double] {
    precondition(x.count == size, "a vector of \(size) components expected")
    var y = [Double](repeating: 0, count: size)
    for j in 0..<size {
      let start = j * (bandwidth + 1)
      y[j] += storage[start] * x[j]
      for k in 1..<Swift.max(1, Swift.min(bandwidth + 1, size - j)) {
        let a = storage[start + k]
        y[j + k] += a * x[j]
        y[j] += a * x[j + k]
      }
    }
    return y
  }

  /// The quadratic form xᵀ A x.
  public func quadratic(_ x: [Double]) -> Double {
    zip(x, multiply(x)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The sum of two matrices of equal size; its bandwidth is the larger one.
  public static func + (a: SymmetricBandMatrix, b: SymmetricBandMatrix) -> SymmetricBandMatrix {
    precondition(a.size == b.size, "matrices of different sizes")
    var (wide, narrow) = a.bandwidth >= b.bandwidth ? (a, b) : (b, a)
    for j in 0..<wide.size {
      for k in 0...narrow.bandwidth {
        wide.storage[j * (wide.bandwidth + 1) + k] +=
          narrow.storage[
            j * (narrow.bandwidth + 1) + k]
      }
    }
    return wide
  }

  /// Adds a matrix of equal size in place.
  public static func += (a: inout SymmetricBandMatrix, b: SymmetricBandMatrix) { a = a + b }

  /// The matrix scaled by a number.
  public static func * (s: Double, a: SymmetricBandMatrix) -> SymmetricBandMatrix {
    a.scaled(by: s)
  }

  /// The matrix scaled by a number.
  public func scaled(by factor: Double) -> SymmetricBandMatrix {
    var result = self
    for i in result.storage.indices { result.storage[i] *= factor }
    return result
  }

  /// The same matrix with all its elements.
  public var dense: Matrix {
    var result = Matrix(rows: size, columns: size)
    for j in 0..<size {
      for i in j..<Swift.min(size, j + bandwidth + 1) {
        result[i, j] = self[i, j]
        result[j, i] = self[i, j]
      }
    }
    return result
  }

  private func position(_ i: Int, _ j: Int) -> Int {
    let (row, column) = (Swift.max(i, j), Swift.min(i, j))
    precondition(column >= 0 && row < size, "matrix index out of range")
    precondition(row - column <= bandwidth, "element outside the band")
    return row - column + column * (bandwidth + 1)
  }
}
