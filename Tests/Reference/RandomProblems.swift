import Foundation
import LinearAlgebra
import Statistics

/// Random matrices and numbers for tests: repeatable for each seed.
public struct RandomProblems {
  private let philox: Philox
  private var counter: UInt64 = 0

  public init(seed: Int) { philox = Philox(seed: UInt64(seed), stream: 77) }

  public mutating func uniform(_ range: ClosedRange<Double> = 0...1) -> Double {
    counter += 1
    return range.lowerBound
      + (range.upperBound - range.lowerBound) * philox.uniform(counter, 0)
  }

  public mutating func normal() -> Double {
    counter += 1
    return philox.normals(counter, 1).0
  }

  public mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }

  /// X Xᵀ/d + `floor` · I for a Gaussian d × rank matrix X.
  public mutating func semidefinite(_ d: Int, rank: Int? = nil, floor: Double = 0) -> Matrix {
    let x = Matrix(rows: (0..<d).map { _ in normals(rank ?? d) })
    return ((1 / Double(d)) * (x * x.transpose)).symmetrized + floor * Matrix.identity(d)
  }
}

/// exp(A) by scaling, Taylor's series and squaring: slow, and unlike the library's way by
/// eigenvectors.
public func taylorExponential(_ a: Matrix) -> Matrix {
  let d = a.rows
  let norm = (0..<d).map { i in (0..<d).reduce(0) { $0 + abs(a[i, $1]) } }.max() ?? 0
  let squarings = max(0, Int(ceil(log2(max(norm, 1e-300)))) + 4)
  let scaled = (1 / Double(1 << squarings)) * a
  var term = Matrix.identity(d)
  var sum = term
  for n in 1...24 {
    term = (1 / Double(n)) * (term * scaled)
    sum += term
  }
  for _ in 0..<squarings { sum = sum * sum }
  return sum
}
