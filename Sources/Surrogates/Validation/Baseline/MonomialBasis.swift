import LinearAlgebra

/// All monomials z₁^e₁ … z_d^e_d up to a total degree, ordered by degree; the constant comes first.
///
/// C(d + D, D) of them. The order makes those of degree below D a prefix, and a derivative of a monomial
/// is a number times one of that prefix.
public struct MonomialBasis: Equatable, Sendable {
  /// Monomial m has the derivative ∂/∂z_i = exponent · (monomial `source`).
  struct Derivative: Equatable, Sendable {
    let monomial: Int
    let source: Int
    let exponent: Double
  }

  /// The number of coordinates.
  public let dimension: Int
  /// The largest total degree.
  public let degree: Int
  /// The exponents of each monomial.
  public let exponents: [[Int]]
  /// For each coordinate the derivatives that are not zero.
  let derivatives: [[Derivative]]
  /// Monomial m > 0 is monomial `parent[m]` times coordinate `factor[m]`.
  private let parent: [Int]
  private let factor: [Int]

  /// The number of monomials.
  public var count: Int { exponents.count }
  /// The number of monomials of degree below the largest: all that derivatives are made of.
  public let lowerCount: Int

  /// The monomials of `dimension` coordinates up to `degree`, or up to the largest degree below it with
  /// at most `maximumCount` of them; `degree` tells which it is. The linear ones are always there.
  public init(dimension: Int, degree: Int, maximumCount: Int = 1024) {
    precondition(dimension >= 1 && degree >= 1, "at least one coordinate and degree one")
    var largest = 1
    while largest < degree,
      let count = Self.count(dimension: dimension, degree: largest + 1), count <= maximumCount
    { largest += 1 }

    var exponents = [[Int](repeating: 0, count: dimension)]
    var (parent, factor) = ([0], [0])
    var level = 0..<1
    var lower = 1
    for _ in 0..<largest {
      lower = exponents.count
      for m in level {
        // Coordinates in ascending order: every monomial is reached once.
        for i in factor[m]..<dimension {
          var product = exponents[m]
          product[i] += 1
          exponents.append(product)
          parent.append(m)
          factor.append(i)
        }
      }
      level = lower..<exponents.count
    }
    let number = Dictionary(uniqueKeysWithValues: exponents.enumerated().map { ($1, $0) })
    derivatives = (0..<dimension).map { i in
      exponents.indices.compactMap { m in
        guard exponents[m][i] > 0 else { return nil }
        var lowered = exponents[m]
        lowered[i] -= 1
        return number[lowered].map {
          Derivative(monomial: m, source: $0, exponent: Double(exponents[m][i]))
        }
      }
    }
    self.dimension = dimension
    self.degree = largest
    self.exponents = exponents
    self.parent = parent
    self.factor = factor
    lowerCount = lower
  }

  /// C(dimension + degree, degree), nil when it is no Int.
  public static func count(dimension: Int, degree: Int) -> Int? {
    var result = 1
    for k in 1...max(degree, 1) where degree > 0 {
      // result · (d + k) is divisible by k: C(d+k, k) = C(d+k−1, k−1) (d + k)/k.
      let (product, overflow) = result.multipliedReportingOverflow(by: dimension + k)
      guard !overflow else { return nil }
      result = product / k
    }
    return result
  }

  /// The first monomials at a point z, as many as `values` has room for. One multiplication each.
  func evaluate(_ z: UnsafeBufferPointer<Double>, into values: UnsafeMutableBufferPointer<Double>) {
    guard !values.isEmpty else { return }
    values[0] = 1
    for m in 1..<max(values.count, 1) { values[m] = values[parent[m]] * z[factor[m]] }
  }

  /// The first `monomials` monomials at the rows of `z`, each row times the root of its weight.
  func design(_ z: Matrix, rootWeights: [Double]?, monomials: Int) -> Matrix {
    var result = Matrix(rows: z.rows, columns: monomials)
    result.elements.withUnsafeMutableBufferPointer { all in
      z.elements.withUnsafeBufferPointer { points in
        for k in 0..<z.rows {
          let values = UnsafeMutableBufferPointer(
            rebasing: all[(k * monomials)..<((k + 1) * monomials)])
          evaluate(
            UnsafeBufferPointer(rebasing: points[(k * dimension)..<((k + 1) * dimension)]),
            into: values)
          if let weight = rootWeights?[k] {
            for m in values.indices { values[m] *= weight }
          }
        }
      }
    }
    return result
  }
}
