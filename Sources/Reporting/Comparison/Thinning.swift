/// Leaves out points that could not be told apart in a picture.
enum Thinning {
  /// At most `limit` indices, evenly spread from the first to the last.
  ///
  /// - Parameters:
  ///   - count: how many points there are.
  ///   - limit: how many may stay, at least 2.
  /// - Returns: the indices of those that stay: all of them where there are no more than `limit`.
  static func evenly(_ count: Int, to limit: Int) -> [Int] {
    guard count > limit, limit > 1 else { return Array(0..<count) }
    return (0..<limit).map { $0 * (count - 1) / (limit - 1) }
  }

  /// The points of a path that lie at least `distance` from the one before that stays; the first
  /// always stays.
  ///
  /// A smooth path changes by less than its curvature times distance²/8. O(n).
  static func path(_ x: [Double], _ y: [Double], distance: (x: Double, y: Double)) -> [Int] {
    let count = min(x.count, y.count)
    guard count > 0, distance.x > 0, distance.y > 0 else { return Array(0..<count) }
    var kept = [0]
    for index in 1..<max(count, 1) {
      let last = kept[kept.count - 1]
      let (u, v) = ((x[index] - x[last]) / distance.x, (y[index] - y[last]) / distance.y)
      // A NaN stays: it breaks the line.
      if !(u * u + v * v < 1) { kept.append(index) }
    }
    return kept
  }
}
