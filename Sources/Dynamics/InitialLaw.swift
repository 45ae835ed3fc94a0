import Statistics

/// The law that the walkers start from.
public struct InitialLaw: Sendable, Hashable {
  /// Where the positions come from.
  public enum Positions: Sendable, Hashable {
    /// Independent normal coordinates.
    case normal(mean: [Double], deviation: [Double])
    /// The given points in turn: walker w starts at point w mod count.
    case points([[Double]])
  }

  public var positions: Positions
  /// Standard deviation of every component of the momentum, which has mean zero.
  public var momentumDeviation: Double

  public init(positions: Positions, momentumDeviation: Double = 1) {
    self.positions = positions
    self.momentumDeviation = momentumDeviation
  }

  /// Position and momentum of one walker: a function of generator and walker alone.
  ///
  /// `attempt` gives further independent draws for the same walker.
  public func draw(walker: Int, dimension: Int, generator: Philox, attempt: Int = 0)
    -> (q: [Double], p: [Double])
  {
    var q = [Double](repeating: 0, count: dimension)
    var p = q
    let counter = UInt64(walker)
    for i in 0..<dimension {
      let (x, y) = generator.normals(counter, UInt64(attempt * dimension + i))
      p[i] = momentumDeviation * y
      switch positions {
      case .normal(let mean, let deviation): q[i] = mean[i] + deviation[i] * x
      case .points(let points): q[i] = points[walker % points.count][i]
      }
    }
    return (q, p)
  }

  /// - Throws: `DynamicsError.invalidParameter` when the law does not fit `dimension` coordinates.
  func validate(dimension: Int) throws(DynamicsError) {
    let fits: Bool
    switch positions {
    case .normal(let mean, let deviation):
      fits =
        mean.count == dimension && deviation.count == dimension
        && (mean + deviation).allSatisfy(\.isFinite)
    case .points(let points):
      fits =
        !points.isEmpty
        && points.allSatisfy { $0.count == dimension && $0.allSatisfy(\.isFinite) }
    }
    guard fits, momentumDeviation.isFinite else {
      throw .invalidParameter(
        "the initial law needs \(dimension) finite coordinates per mean, deviation or point")
    }
  }
}
