/// The coefficients of a fitted spline that touch no supported cell: data say nothing about them.
///
/// They are replaced so that the spline rises away from the data. Coefficients that do touch a
/// supported cell stay, hence so does the spline there, to the bit. With d the distance of a
/// coefficient (of its place on the lattice of knots) from the nearest determined one,
///
///     θ = level + ½κd²,   level = max over the nearer neighbours j of level_j + slope_j (d − d_j).
///
/// The level of a determined coefficient is the highest determined one beside it, its slope the rise
/// of the coefficients from behind it towards the neighbour, if they do rise, but no more than
/// `steepest`. Thus every free coefficient is above all of its neighbours that are nearer to the data,
/// of which there is at least one: the lattice has no minimum of its own. Levels pass on outwards
/// only, so a low stretch of the rim cannot make a way round a high one.
struct FreeCoefficients {
  private let rows: Int
  private let columns: Int
  private let spacing: (row: Double, column: Double)
  /// Whether each coefficient touches a supported cell.
  let isDetermined: [Bool]

  /// Finds them; `supported` has a flag per knot cell, row-major.
  init(bases: [BSplineBasis], supported: [Bool]) {
    let last = bases[bases.count - 1]
    let isPlane = bases.count == 2
    rows = isPlane ? bases[0].count : 1
    columns = last.count
    spacing = (isPlane ? bases[0].spacing : 0, last.spacing)
    var determined = [Bool](repeating: false, count: rows * columns)
    for (cell, isSupported) in supported.enumerated() where isSupported {
      let (i, j) = (cell / last.intervals, cell % last.intervals)
      for k in i..<(isPlane ? i + 4 : 1) {
        for l in j..<(j + 4) { determined[k * columns + l] = true }
      }
    }
    isDetermined = determined
  }

  /// The coefficients with the free ones replaced; all of them when none is determined.
  ///
  /// - Complexity: O(coefficients · rows) for the distances, O(coefficients · log) for the rest.
  func replaced(
    in coefficients: [Double], curvature: Double, steepest: Double
  ) -> [Double] {
    guard isDetermined.contains(true), isDetermined.contains(false) else { return coefficients }
    var result = coefficients
    let distances = squaredDistances()
    var levels = determinedLevels(coefficients)
    var slopes = [Double](repeating: 0, count: coefficients.count)
    let free = result.indices.filter { !isDetermined[$0] }
      .sorted { (distances[$0], $0) < (distances[$1], $1) }
    for k in free {
      let reach = distances[k].squareRoot()
      forEachNeighbour(of: k) { j, opposite, length in
        guard distances[j] < distances[k] else { return }
        var slope = slopes[j]
        if isDetermined[j], let behind = opposite, isDetermined[behind] {
          slope = min(max(0, (coefficients[j] - coefficients[behind]) / length), steepest)
        }
        let level = levels[j] + slope * (reach - distances[j].squareRoot())
        if level > levels[k] { (levels[k], slopes[k]) = (level, slope) }
      }
      result[k] = levels[k] + 0.5 * curvature * distances[k]
    }
    return result
  }

  /// Of each determined coefficient the highest determined one in its neighbourhood, so that V turns
  /// within a cell where it falls towards the rim; −∞ elsewhere.
  private func determinedLevels(_ coefficients: [Double]) -> [Double] {
    coefficients.indices.map { k in
      guard isDetermined[k] else { return -.infinity }
      var level = coefficients[k]
      forEachNeighbour(of: k) { j, _, _ in
        if isDetermined[j] { level = max(level, coefficients[j]) }
      }
      return level
    }
  }

  /// Calls `body` with each of the up to eight neighbours, the coefficient on its far side as seen
  /// from `k` (nil beyond the lattice) and the distance.
  private func forEachNeighbour(
    of k: Int, _ body: (Int, _ opposite: Int?, _ length: Double) -> Void
  ) {
    let (row, column) = (k / columns, k % columns)
    for i in max(0, row - 1)...min(rows - 1, row + 1) {
      for j in max(0, column - 1)...min(columns - 1, column + 1) {
        guard i != row || j != column else { continue }
        let (di, dj) = (i - row, j - column)
        let isInside =
          (0..<rows).contains(i + di) && (0..<columns).contains(j + dj)
        let (u, v) = (Double(di) * spacing.row, Double(dj) * spacing.column)
        body(
          i * columns + j, isInside ? (i + di) * columns + j + dj : nil,
          (u * u + v * v).squareRoot())
      }
    }
  }

  /// The squared distance of each coefficient from the nearest determined one: along the rows, then
  /// across them (the squares of a Euclidean distance separate).
  private func squaredDistances() -> [Double] {
    var along = [Double](repeating: .infinity, count: rows * columns)
    for row in 0..<rows {
      var nearest: Int?
      func pass(_ j: Int) {
        let k = row * columns + j
        if isDetermined[k] { nearest = j }
        guard let nearest else { return }
        let d = Double(j - nearest) * spacing.column
        along[k] = min(along[k], d * d)
      }
      for j in 0..<columns { pass(j) }
      nearest = nil
      for j in (0..<columns).reversed() { pass(j) }
    }
    var result = along
    for row in 0..<rows {
      for other in 0..<rows where other != row {
        let d = Double(row - other) * spacing.row
        for j in 0..<columns {
          let k = row * columns + j
          result[k] = min(result[k], along[other * columns + j] + d * d)
        }
      }
    }
    return result
  }
}
