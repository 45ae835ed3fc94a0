/// The search for the nearest of some hundred points, by brute force in vectors of eight: the layout is such
/// that distances to eight of them are summed up side by side.
package struct NearestPrototype: Sendable {
  private let dimension: Int
  private let count: Int
  /// Group g of eight, coordinate i: centres[g · dimension + i].
  private let centres: [SIMD8<Float>]
  /// What each squared distance is multiplied by.
  private let scales: [SIMD8<Float>]

  /// Points one after the other, with the factors on their squared distances (nil: 1).
  package init(dimension d: Int, centres points: [Float], scales factors: [Float]?) {
    count = points.count / d
    dimension = d
    let groups = (count + 7) / 8
    var centres = [SIMD8<Float>](repeating: SIMD8(repeating: 0), count: groups * d)
    var scales = [SIMD8<Float>](repeating: SIMD8(repeating: 1), count: groups)
    for k in 0..<(groups * 8) {
      // The last point fills up the last group: it changes no minimum.
      let source = min(k, count - 1)
      for i in 0..<d { centres[k / 8 * d + i][k % 8] = points[source * d + i] }
      if let factors { scales[k / 8][k % 8] = factors[source] }
    }
    (self.centres, self.scales) = (centres, scales)
  }

  /// The least scaled squared distance; NaN never wins, so that of a point that is not finite is infinite.
  @inline(__always)
  package func leastSquare(_ z: UnsafeBufferPointer<Float>) -> Float {
    var best = SIMD8<Float>(repeating: .infinity)
    forEachGroup(z) { _, squares in
      best.replace(with: squares, where: squares .< best)
    }
    return best.min()
  }

  /// The number of the nearest point, and its scaled squared distance.
  package func find(_ z: UnsafeBufferPointer<Float>) -> (index: Int, square: Float) {
    var best = SIMD8<Float>(repeating: .infinity)
    var groups = SIMD8<Int32>(repeating: 0)
    forEachGroup(z) { group, squares in
      let closer = squares .< best
      best.replace(with: squares, where: closer)
      groups.replace(with: SIMD8(repeating: Int32(group)), where: closer)
    }
    var lane = 0
    for k in 1..<8 where best[k] < best[lane] { lane = k }
    return (min(Int(groups[lane]) * 8 + lane, count - 1), best[lane])
  }

  @inline(__always)
  private func forEachGroup(
    _ z: UnsafeBufferPointer<Float>, _ body: (_ group: Int, _ squares: SIMD8<Float>) -> Void
  ) {
    centres.withUnsafeBufferPointer { centres in
      scales.withUnsafeBufferPointer { scales in
        for group in 0..<scales.count {
          var sum = SIMD8<Float>(repeating: 0)
          for i in 0..<dimension {
            let x = centres[group * dimension + i] - z[i]
            sum += x * x
          }
          body(group, sum * scales[group])
        }
      }
    }
  }
}
