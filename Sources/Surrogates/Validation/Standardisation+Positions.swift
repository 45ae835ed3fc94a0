import LinearAlgebra

extension Standardisation {
  /// The means and standard deviations (divisor n − 1) of n × d positions, scale 1.
  ///
  /// Throws `.tooFewSamples` for n < 2 and `.degenerate` for a coordinate that is constant up to
  /// rounding.
  public init(positions: Matrix) throws(ValidationError) {
    var moments = PositionMoments(dimension: positions.columns)
    moments.addToMean(positions.elements)
    moments.addToDeviation(positions.elements)
    self = try moments.standardisation
  }
}

/// The sums behind a standardisation, for positions that come in pieces: all of them first for the mean, then all
/// again for the deviations. The result is that of all at once, to the bit.
public struct PositionMoments: Sendable {
  private let dimension: Int
  private var count = 0
  private var isFinite = true
  /// Around the first position, against cancellation.
  private var first: [Double]
  private var sum: [Double]
  private var mean: [Double] = []
  private var squares: [Double]

  /// No positions yet.
  public init(dimension: Int) {
    self.dimension = dimension
    first = [Double](repeating: 0, count: dimension)
    sum = first
    squares = first
  }

  /// The first pass: the next positions, n × d.
  public mutating func addToMean(_ positions: [Double]) {
    let n = positions.count / dimension
    if count == 0, n > 0 { first = Array(positions[..<dimension]) }
    count += n
    for k in 0..<n {
      for i in 0..<dimension {
        let x = positions[k * dimension + i]
        sum[i] += x - first[i]
        isFinite = isFinite && x.isFinite
      }
    }
  }

  /// The second pass: the same positions in the same order.
  public mutating func addToDeviation(_ positions: [Double]) {
    if mean.isEmpty { mean = zip(first, sum).map { $0 + $1 / Double(count) } }
    for k in 0..<(positions.count / dimension) {
      for i in 0..<dimension {
        let x = positions[k * dimension + i] - mean[i]
        squares[i] += x * x
      }
    }
  }

  /// After both passes; it throws what `Standardisation.init(positions:)` throws.
  public var standardisation: Standardisation {
    get throws(ValidationError) {
      guard count >= 2 else { throw .tooFewSamples(needed: 2, found: count) }
      guard isFinite else { throw .notFinite("positions") }
      let deviation = squares.map { ($0 / Double(count - 1)).squareRoot() }
      for i in 0..<dimension {
        guard deviation[i] > 1e-12 * abs(mean[i]), deviation[i].isFinite else {
          throw .degenerate(coordinate: i)
        }
      }
      return Standardisation(mean: mean, deviation: deviation, scale: 1)
    }
  }
}

extension Standardisation {
  /// z = (q − mean)/deviation for the rows of n × d positions.
  func applied(to positions: Matrix) -> Matrix {
    var z = positions
    let d = positions.columns
    for k in 0..<positions.rows {
      for i in 0..<d { z.elements[k * d + i] = (z.elements[k * d + i] - mean[i]) / deviation[i] }
    }
    return z
  }
}
