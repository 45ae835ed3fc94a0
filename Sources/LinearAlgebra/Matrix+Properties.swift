extension Matrix {
  /// Whether the matrix has as many rows as columns.
  public var isSquare: Bool { rows == columns }

  /// Whether every element is finite.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// The largest absolute value of an element; NaN when an element is NaN, 0 for an empty matrix.
  public var maxAbs: Double {
    var result = 0.0
    for x in elements {
      if x.isNaN { return .nan }
      result = Swift.max(result, abs(x))
    }
    return result
  }

  /// Whether |aᵢⱼ − aⱼᵢ| ≤ tolerance · maxAbs for every pair; false when the matrix is not square.
  public func isSymmetric(tolerance: Double = 1e-12) -> Bool {
    guard isSquare else { return false }
    let bound = tolerance * maxAbs
    for i in 0..<rows {
      for j in 0..<i where !(abs(self[i, j] - self[j, i]) <= bound) { return false }
    }
    return true
  }

  /// The elements on the main diagonal.
  public var diagonalElements: [Double] { (0..<Swift.min(rows, columns)).map { self[$0, $0] } }

  /// The sum of the diagonal elements of a square matrix.
  public var trace: Double {
    precondition(isSquare, "the trace needs a square matrix")
    return diagonalElements.reduce(0, +)
  }

  /// The rows as arrays.
  public var rowArrays: [[Double]] { (0..<rows).map(row) }

  /// Row `i`.
  public func row(_ i: Int) -> [Double] {
    precondition(i >= 0 && i < rows, "matrix row out of range")
    return Array(elements[(i * columns)..<((i + 1) * columns)])
  }

  /// Column `j`.
  public func column(_ j: Int) -> [Double] {
    precondition(j >= 0 && j < columns, "matrix column out of range")
    return (0..<rows).map { elements[$0 * columns + j] }
  }

  /// The transpose.
  public var transpose: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// The symmetric part (A + Aᵀ)/2 of a square matrix; bit-exactly symmetric.
  public var symmetrized: Matrix {
    precondition(isSquare, "the symmetric part needs a square matrix")
    var result = self
    for i in 0..<rows {
      for j in 0..<i {
        // Halve before adding: the sum of two large elements may overflow.
        let mean = 0.5 * self[i, j] + 0.5 * self[j, i]
        result[i, j] = mean
        result[j, i] = mean
      }
    }
    return result
  }

  /// The matrix with `f` applied to every element.
  public func mapElements(_ f: (Double) -> Double) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(f))
  }
}
