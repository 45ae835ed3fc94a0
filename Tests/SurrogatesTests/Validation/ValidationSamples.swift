import LinearAlgebra
import Statistics

/// Synthetic samples that the tests of validation share.
enum ValidationSamples {
  /// Standard normal numbers.
  static func normals(_ count: Int, seed: UInt64, stream: UInt64 = 0) -> [Double] {
    let generator = Philox(seed: seed, stream: stream)
    return (0..<count).map { generator.normals(UInt64($0), 0).0 }
  }

  /// n × d standard normal positions.
  static func cloud(_ count: Int, dimension: Int, seed: UInt64) -> Matrix {
    Matrix(
      rows: count, columns: dimension, elements: normals(count * dimension, seed: seed, stream: 1))
  }

  /// Student's t with three degrees of freedom, divided by √3: of variance one.
  static func heavyTailed(_ count: Int, seed: UInt64) -> [Double] {
    let normals = (0..<4).map { self.normals(count, seed: seed, stream: 2 + UInt64($0)) }
    return (0..<count).map { i in
      let squares = (1...3).reduce(0) { $0 + normals[$1][i] * normals[$1][i] }
      return normals[0][i] / squares.squareRoot()
    }
  }

  /// Points of two Gaussians of deviation 0.2 about (±1, 0), with a hole between them.
  static func twoWells(_ count: Int, seed: UInt64) -> Matrix {
    var points = cloud(count, dimension: 2, seed: seed)
    for k in 0..<count {
      points[k, 0] = 0.2 * points[k, 0] + (k.isMultiple(of: 2) ? 1 : -1)
      points[k, 1] *= 0.2
    }
    return points
  }

  /// Whether an estimate agrees with a number within so many of its standard errors.
  static func agrees(_ estimate: Estimate, with value: Double, within errors: Double) -> Bool {
    abs(estimate.deviation(from: value)) < errors
  }
}
