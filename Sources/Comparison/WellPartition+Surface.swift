/// Values on a grid of rows and columns (one row in 1-D), some of whose points count.
struct GriddedSurface {
  let values: [Double]
  /// The points that count.
  let isInside: [Bool]
  let rows: Int
  let columns: Int

  init(values: [Double], isInside: [Bool], columns: Int) {
    self.values = values
    self.isInside = isInside
    self.columns = columns
    rows = values.count / columns
  }

  /// Calls `body` with the points inside among the eight neighbours (two in 1-D).
  ///
  /// Diagonal neighbours belong to them: along a narrow valley that is oblique to the axes, steps
  /// along the axes alone would climb its walls and find a minimum at every turn.
  @inline(__always)
  func forEachNeighbour(of point: Int, _ body: (Int) -> Void) {
    let (row, column) = (point / columns, point % columns)
    for i in max(row - 1, 0)...min(row + 1, rows - 1) {
      for j in max(column - 1, 0)...min(column + 1, columns - 1) {
        let neighbour = i * columns + j
        if neighbour != point && isInside[neighbour] { body(neighbour) }
      }
    }
  }

  /// Whether a neighbour of the point is missing, outside or beyond the grid.
  func isRim(_ point: Int) -> Bool {
    var present = 0
    forEachNeighbour(of: point) { _ in present += 1 }
    return present < (rows > 1 ? 3 : 1) * (columns > 1 ? 3 : 1) - 1
  }

  /// The flooding order: by value, ties by position.
  func precedes(_ a: Int, _ b: Int) -> Bool { (values[a], a) < (values[b], b) }

  /// The minimum of the quadratic through the neighbours of a grid minimum, as a shift in cells along
  /// (rows, columns) of at most one, and V there.
  ///
  /// Where neighbours are missing, or the quadratic has no minimum nearby, the grid point itself.
  func refinedMinimum(at point: Int) -> (shift: (Double, Double), energy: Double) {
    let origin = values[point]
    let unrefined = (shift: (0.0, 0.0), energy: origin)
    guard !isRim(point) else { return unrefined }
    func value(_ i: Int, _ j: Int) -> Double { values[point + i * columns + j] }
    let isTall = rows > 1
    let isWide = columns > 1
    let gx = isWide ? 0.5 * (value(0, 1) - value(0, -1)) : 0
    let gy = isTall ? 0.5 * (value(1, 0) - value(-1, 0)) : 0
    // Along a direction that the grid does not have, any curvature gives a shift of zero.
    let hxx = isWide ? value(0, 1) - 2 * origin + value(0, -1) : 1
    let hyy = isTall ? value(1, 0) - 2 * origin + value(-1, 0) : 1
    let hxy =
      isTall && isWide
      ? 0.25 * (value(1, 1) - value(1, -1) - value(-1, 1) + value(-1, -1)) : 0
    let determinant = hxx * hyy - hxy * hxy
    guard hxx > 0, determinant > 0 else { return unrefined }
    let x = -(hyy * gx - hxy * gy) / determinant
    let y = -(hxx * gy - hxy * gx) / determinant
    guard abs(x) <= 1, abs(y) <= 1 else { return unrefined }
    return ((y, x), origin + 0.5 * (gx * x + gy * y))
  }
}

/// Disjoint sets with path halving. Unions name the root that stays, so the forest is not balanced;
/// halving alone keeps `root` at O(log n) amortised.
struct DisjointSets {
  private var parent: [Int32]

  init(count: Int) { parent = (0..<count).map { Int32($0) } }

  mutating func root(_ i: Int) -> Int {
    var i = i
    while Int(parent[i]) != i {
      parent[i] = parent[Int(parent[i])]
      i = Int(parent[i])
    }
    return i
  }

  /// Puts the set of root `a` under root `b`.
  mutating func join(_ a: Int, to b: Int) { parent[a] = Int32(b) }
}
