import Statistics

/// The points that an orbit visits in phase space, in the order of time, every coordinate and momentum
/// in a unit of its own.
struct PhasePortrait {
  private let points: [[Double]]

  /// From rows over time, one per component, each divided by its unit.
  init(components: [[Double]], units: [Double]) {
    let count = components.first?.count ?? 0
    points = (0..<count).map { t in zip(components, units).map { $0[t] / $1 } }
  }

  private init(points: [[Double]]) { self.points = points }

  /// The root-mean-square deviation of each component, 1 where there is none.
  static func units(of components: [[Double]]) -> [Double] {
    components.map { component in
      let (_, variance) = meanAndVariance(of: component)
      return variance > 0 ? variance.squareRoot() : 1
    }
  }

  /// The distance of two portraits: the mean distance of the points of one to the broken line through
  /// those of the other, averaged over both directions.
  ///
  /// It compares the sets and not the clocks: orbits that run along one curve at different speeds have
  /// distance zero. O(points²).
  func distance(to other: PhasePortrait) -> Double {
    (directedDistance(to: other) + other.directedDistance(to: self)) / 2
  }

  /// The distance of the first half from the second: what the finite length and number of points
  /// leave of the distance between a portrait and itself.
  var resolution: Double {
    let half = points.count / 2
    guard half > 1 else { return .nan }
    return PhasePortrait(points: Array(points[..<half]))
      .distance(to: PhasePortrait(points: Array(points[half...])))
  }

  private func directedDistance(to other: PhasePortrait) -> Double {
    guard let first = other.points.first, !points.isEmpty else { return .nan }
    let total = points.reduce(0.0) { sum, point in
      var nearest = Self.squaredDistance(point, first)
      for (a, b) in zip(other.points, other.points.dropFirst()) {
        nearest = min(nearest, Self.squaredDistance(point, from: a, to: b))
      }
      return sum + nearest.squareRoot()
    }
    return total / Double(points.count)
  }

  private static func squaredDistance(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  /// Of a point from a segment.
  private static func squaredDistance(
    _ x: [Double], from a: [Double], to b: [Double]
  ) -> Double {
    var (along, length, offset) = (0.0, 0.0, 0.0)
    for i in x.indices {
      let (edge, gap) = (b[i] - a[i], x[i] - a[i])
      along += edge * gap
      length += edge * edge
      offset += gap * gap
    }
    guard length > 0 else { return offset }
    let t = min(max(along / length, 0), 1)
    return max(offset - 2 * t * along + t * t * length, 0)
  }
}
