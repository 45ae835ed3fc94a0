/// A dense real matrix, stored by rows.
///
/// A value type: copies share storage until one is written. Meant for the matrices of this problem
/// (covariances, frictions, designs: up to a few thousand rows), not for large-scale linear
/// algebra. Shapes are the caller's responsibility: a mismatch is a programmer error and traps.
public struct Matrix: Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The elements, row after row: element (i, j) is at `i * columns + j`.
  /// Their number must stay `rows * columns`.
  public var elements: [Double]

  /// A matrix with every element equal to `value`.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    self.init(
      rows: rows, columns: columns, elements: [Double](repeating: value, count: rows * columns))
  }

  /// A matrix from its elements, row after row.
  public init(rows: Int, columns: Int, elements: [Double]) {
    precondition(rows >= 0 && columns >= 0, "negative matrix size")
    precondition(elements.count == rows * columns, "\(rows)×\(columns) elements expected")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix from its rows, which must have equal lengths.
  public init(rows: [[Double]]) {
    let columns = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == columns }, "rows of different lengths")
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// The n×n identity.
  public static func identity(_ n: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: n))
  }

  /// The square matrix with the given diagonal and zeros elsewhere.
  public static func diagonal(_ values: [Double]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The outer product a bᵀ, of shape a.count × b.count.
  public static func outer(_ a: [Double], _ b: [Double]) -> Matrix {
    Matrix(rows: a.count, columns: b.count, elements: a.flatMap { x in b.map { x * $0 } })
  }

  /// The element in row `i`, column `j` (0-based).
  public subscript(i: Int, j: Int) -> Double {
    get {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      return elements[i * columns + j]
    }
    _modify {
      precondition(i >= 0 && i < rows && j >= 0 && j < columns, "matrix index out of range")
      yield &elements[i * columns + j]
    }
  }
}
