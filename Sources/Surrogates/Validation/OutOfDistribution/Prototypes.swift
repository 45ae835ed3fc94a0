import Statistics

/// A few hundred prototypes of a cloud of points by k-means (Lloyd, 1982), each with the radius of the points
/// that are nearest to it; the distance of a point to the nearest one, in its radii, takes K·d
/// multiplications and no branch.
struct Prototypes: Codable, Equatable, Sendable {
  /// The number of coordinates.
  let dimension: Int
  /// The centres, one after the other.
  let centres: [Float]
  /// The rms distance of each one's points.
  let radii: [Float]

  var count: Int { radii.count }

  /// Points worked on: more would hardly move the centres or sharpen the radii.
  private static let pointsPerPrototype = 64
  private static let iterations = 12

  /// At most `limit` prototypes of n points of `dimension` finite coordinates, fewer for few points: at
  /// least sixteen points for each on average. O(min(n, 64 K) · K · d).
  init(_ points: [Float], dimension d: Int, limit: Int, seed: UInt64) {
    let generator = Philox(seed: seed, stream: 0xC0DE)
    let n = points.count / d
    let k = max(1, min(limit, n / 16))
    let used = min(n, Self.pointsPerPrototype * k)
    // Evenly spread over the given order, which may be that of time.
    let sample = (0..<used).flatMap { i in
      let start = i * n / used * d
      return points[start..<(start + d)]
    }
    var centres = Self.seeds(sample, dimension: d, count: k, generator)
    var (owners, squares) = ([Int](repeating: 0, count: used), [Float](repeating: 0, count: used))
    for _ in 0..<Self.iterations {
      Self.assign(sample, to: centres, dimension: d, &owners, &squares)
      var sums = [Double](repeating: 0, count: k * d)
      var sizes = [Double](repeating: 0, count: k)
      for (i, owner) in owners.enumerated() {
        sizes[owner] += 1
        for c in 0..<d { sums[owner * d + c] += Double(sample[i * d + c]) }
      }
      // A centre without points stays where it is.
      for j in 0..<k where sizes[j] > 0 {
        for c in 0..<d { centres[j * d + c] = Float(sums[j * d + c] / sizes[j]) }
      }
    }
    Self.assign(sample, to: centres, dimension: d, &owners, &squares)
    (self.centres, radii) = Self.measured(centres, owners, squares, dimension: d)
    dimension = d
  }

  /// Centres with at least one point, and their radii.
  ///
  /// A radius from few points is drawn towards the mean of all, as if by four points of that distance: a
  /// lone outlier is no reason to trust its surroundings, nor is a pair of twins one to trust nothing else.
  private static func measured(
    _ centres: [Float], _ owners: [Int], _ squares: [Float], dimension d: Int
  ) -> (centres: [Float], radii: [Float]) {
    let k = centres.count / d
    var (sums, sizes) = ([Double](repeating: 0, count: k), [Double](repeating: 0, count: k))
    for (owner, square) in zip(owners, squares) {
      sums[owner] += Double(square)
      sizes[owner] += 1
    }
    let total = sizes.reduce(0, +)
    let average = max(sums.reduce(0, +) / total, 1e-12)
    let prior = 4.0
    let occupied = (0..<k).filter { sizes[$0] > 0 }
    return (
      occupied.flatMap { centres[($0 * d)..<(($0 + 1) * d)] },
      occupied.map { Float(((sums[$0] + prior * average) / (sizes[$0] + prior)).squareRoot()) }
    )
  }

  /// First centres by k-means++ (Arthur & Vassilvitskii, SODA 2007): each drawn with probability in
  /// proportion to the squared distance from those before it.
  private static func seeds(
    _ points: [Float], dimension d: Int, count k: Int, _ generator: Philox
  ) -> [Float] {
    let n = points.count / d
    var centres: [Float] = []
    var squares = [Float](repeating: .infinity, count: n)
    var next = generator.integer(below: n, 0, 0)
    for j in 0..<k {
      let centre = Array(points[(next * d)..<((next + 1) * d)])
      centres += centre
      var total = 0.0
      for i in 0..<n {
        var sum: Float = 0
        for c in 0..<d {
          let x = points[i * d + c] - centre[c]
          sum += x * x
        }
        squares[i] = min(squares[i], sum)
        total += Double(squares[i])
      }
      var target = generator.uniform(UInt64(j), 1) * total
      next = n - 1
      for i in 0..<n {
        target -= Double(squares[i])
        if target < 0 {
          next = i
          break
        }
      }
    }
    return centres
  }

  private static func assign(
    _ points: [Float], to centres: [Float], dimension d: Int, _ owners: inout [Int],
    _ squares: inout [Float]
  ) {
    let nearest = NearestPrototype(dimension: d, centres: centres, scales: nil)
    points.withUnsafeBufferPointer { points in
      for i in owners.indices {
        let point = UnsafeBufferPointer(rebasing: points[(i * d)..<((i + 1) * d)])
        (owners[i], squares[i]) = nearest.find(point)
      }
    }
  }
}
