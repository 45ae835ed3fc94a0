import Statistics

/// A point in phase space.
public struct PhasePoint: Sendable, Hashable {
  /// The position.
  public var q: [Double]
  /// The momentum.
  public var p: [Double]

  public init(q: [Double], p: [Double]) {
    self.q = q
    self.p = p
  }

  /// Whether the point has `dimension` finite coordinates and as many momenta.
  func isFinite(dimension: Int) -> Bool {
    q.count == dimension && p.count == dimension && (q + p).allSatisfy(\.isFinite)
  }
}

extension InitialLaw {
  /// The states of walkers 0 ..< count, each a function of generator and walker alone.
  public func states(count: Int, dimension: Int, generator: Philox) -> [PhasePoint] {
    (0..<count).map { walker in
      let (q, p) = draw(walker: walker, dimension: dimension, generator: generator)
      return PhasePoint(q: q, p: p)
    }
  }
}
