/// The weighted least-squares fit with unknowns that must not be negative: minimises
/// Σ (bᵢ − (X β)ᵢ)²/σᵢ² subject to β ≥ 0.
///
/// The active-set method of Lawson & Hanson (*Solving Least Squares Problems*, 1974, ch. 23): unknowns
/// enter one by one, the steepest first, and each time the least-squares problem of those that have
/// entered is solved by QR. A column that is dependent on those that have entered stays out. Solutions
/// are sparse: with nearly parallel columns one or two of a bundle are positive. O(k m n + k³ m) for m
/// equations, n unknowns and k positive ones.
public struct NonNegativeLeastSquares: Sendable {
  /// The best-fitting unknowns, most of them zero.
  public let solution: [Double]
  /// The weighted sum of squared residuals.
  public let chiSquared: Double

  /// Fits with one standard error per observation.
  ///
  /// An unknown may enter while the cosine of the angle between its column and the residuals is
  /// above `tolerance`.
  ///
  /// Throws `.invalidWeight` and `.notFinite`.
  public init(
    design: Matrix, observations: [Double], standardErrors: [Double], tolerance: Double = 1e-8
  ) throws(LinearAlgebraError) {
    precondition(observations.count == design.rows, "one observation per row expected")
    precondition(standardErrors.count == design.rows, "one standard error per row expected")
    if let index = standardErrors.firstIndex(where: { !($0 > 0 && $0.isFinite) }) {
      throw .invalidWeight(index: index)
    }
    guard design.isFinite, observations.allSatisfy(\.isFinite) else { throw .notFinite }
    var search = ActiveSet(design, observations, standardErrors)
    // Lawson and Hanson's bound on the number of iterations.
    for _ in 0..<(3 * max(design.columns, 1)) {
      guard search.step(tolerance: tolerance) else { break }
    }
    solution = search.solution
    chiSquared = search.residuals.reduce(0) { $0 + $1 * $1 }
  }
}

/// The state of the search: columns are scaled to unit length.
private struct ActiveSet {
  private let columns: [[Double]]
  private let lengths: [Double]
  private let target: [Double]
  private(set) var residuals: [Double]
  private var x: [Double]
  private var active: [Int] = []
  /// Columns that cannot enter before another one has.
  private var blocked: Set<Int> = []

  init(_ design: Matrix, _ observations: [Double], _ errors: [Double]) {
    let scaled = (0..<design.columns).map { j in
      zip(design.column(j), errors).map { $0 / $1 }
    }
    let norms = scaled.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    columns = zip(scaled, norms).map { column, norm in column.map { norm > 0 ? $0 / norm : 0 } }
    lengths = norms
    target = zip(observations, errors).map { $0 / $1 }
    residuals = target
    x = [Double](repeating: 0, count: design.columns)
  }

  var solution: [Double] { zip(x, lengths).map { $1 > 0 ? $0 / $1 : 0 } }

  /// Lets one unknown enter; false when there is none.
  mutating func step(tolerance: Double) -> Bool {
    let size = residuals.reduce(0) { $0 + $1 * $1 }.squareRoot()
    var (best, entering) = (tolerance * size, -1)
    for j in columns.indices where x[j] == 0 && lengths[j] > 0 && !blocked.contains(j) {
      let slope = zip(columns[j], residuals).reduce(0) { $0 + $1.0 * $1.1 }
      if slope > best { (best, entering) = (slope, j) }
    }
    guard entering >= 0 else { return false }
    let saved = active
    active.append(entering)
    guard var trial = solve(), (trial.last ?? 0) > 0 else {
      active = saved
      blocked.insert(entering)
      return true
    }
    // Back to where the first unknowns become zero, which leave, until all are positive.
    while trial.contains(where: { $0 <= 0 }) {
      var (share, leaving) = (1.0, -1)
      for (j, value) in zip(active, trial) where value <= 0 {
        let ratio = x[j] / (x[j] - value)
        if ratio <= share { (share, leaving) = (ratio, j) }
      }
      for (j, value) in zip(active, trial) { x[j] = max(x[j] + share * (value - x[j]), 0) }
      if leaving >= 0 { x[leaving] = 0 }
      active.removeAll { x[$0] <= 0 }
      guard let next = solve() else { break }
      trial = next
    }
    for (j, value) in zip(active, trial) { x[j] = value }
    blocked.removeAll()
    updateResiduals()
    return true
  }

  /// The unconstrained solution for the active columns; nil when they are dependent.
  private func solve() -> [Double]? {
    guard !active.isEmpty, active.count <= target.count else { return active.isEmpty ? [] : nil }
    var design = Matrix(rows: target.count, columns: active.count)
    for (n, j) in active.enumerated() {
      for i in target.indices { design[i, n] = columns[j][i] }
    }
    let ones = [Double](repeating: 1, count: target.count)
    return try? WeightedLeastSquares(
      design: design, observations: target, standardErrors: ones
    ).solution
  }

  private mutating func updateResiduals() {
    residuals = target
    for j in active {
      for i in target.indices { residuals[i] -= x[j] * columns[j][i] }
    }
  }
}
