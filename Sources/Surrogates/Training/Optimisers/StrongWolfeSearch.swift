/// A line search for a step length α along a direction of descent that satisfies the strong Wolfe
/// conditions, with φ(α) the loss along the line:
///
///     φ(α) ≤ φ(0) + c₁ α φ′(0),    |φ′(α)| ≤ c₂ |φ′(0)|
///
/// Bracketing and zoom with cubic interpolation (Nocedal & Wright, Numerical Optimization, 2nd ed.,
/// algorithms 3.5 and 3.6). Near a minimum differences of φ drown in rounding before its slope
/// does; there the approximate conditions of Hager & Zhang (SIAM J. Optim. 16, 170 (2005), eq. 4.1)
/// stand in: (2c₁ − 1)φ′(0) ≥ φ′(α) ≥ c₂ φ′(0) and φ(α) ≤ φ(0) + noise·|φ(0)|.
///
/// Where φ is not finite it counts as infinitely high, so the step is cut.
struct StrongWolfeSearch {
  /// c₁ and c₂.
  var decrease = 1e-4
  var curvature = 0.9
  /// The relative rounding error of φ.
  var noise: Double
  /// Evaluations after which the search gives up.
  var maximumEvaluations: Int

  /// A point on the line.
  struct Point {
    var step: Double
    var value: Double
    var slope: Double
  }

  /// A result: the last point that was evaluated where `isAccepted`, else the lowest one, which may
  /// be the start itself.
  struct Outcome {
    var point: Point
    var isAccepted: Bool
    var evaluations: Int
  }

  /// Searches from a point with φ′(0) < 0.
  ///
  /// - Parameters:
  ///   - start: φ(0) and φ′(0).
  ///   - first: the first step length to try, positive.
  ///   - evaluate: φ and φ′.
  /// - Returns: where it has arrived.
  /// - Throws: what `evaluate` throws.
  func search(
    from start: Point, first: Double, _ evaluate: (Double) throws -> Point
  ) rethrows -> Outcome {
    var outcome = Outcome(point: start, isAccepted: false, evaluations: 0)
    var low = start
    var high: Point?
    var step = first
    while outcome.evaluations < maximumEvaluations {
      let point = try evaluate(step)
      outcome.evaluations += 1
      if accepts(point, start) {
        outcome.point = point
        outcome.isAccepted = true
        return outcome
      }
      if point.value < outcome.point.value { outcome.point = point }
      // `low` is the lowest point that has decreased enough; the minimum lies between it and
      // `high`.
      let isLower = point.value <= start.value + decrease * point.step * start.slope
      if !isLower || point.value >= low.value {
        high = point
      } else {
        if let end = high {
          if point.slope * (end.step - low.step) >= 0 { high = low }
        } else if point.slope >= 0 {
          high = low
        }
        low = point
      }
      guard let end = high else {
        // Not bracketed yet: φ still falls.
        step *= 2.5
        continue
      }
      let width = end.step - low.step
      guard width.magnitude > 1e-12 * max(low.step, end.step) else { return outcome }
      step = Self.minimum(low, end) ?? low.step + width / 2
      // Keep away from the ends, so that the bracket shrinks.
      let near = low.step + 0.1 * width
      let far = low.step + 0.9 * width
      step = min(max(step, min(near, far)), max(near, far))
    }
    return outcome
  }

  private func accepts(_ point: Point, _ start: Point) -> Bool {
    guard point.value.isFinite, point.slope.isFinite else { return false }
    let isLower = point.value <= start.value + decrease * point.step * start.slope
    if isLower, point.slope.magnitude <= curvature * start.slope.magnitude { return true }
    return point.value <= start.value + noise * start.value.magnitude
      && (2 * decrease - 1) * start.slope >= point.slope && point.slope >= curvature * start.slope
  }

  /// The minimum of the cubic through two points with slopes (Nocedal & Wright, eq. 3.59); nil
  /// where there is none, or a number is not finite.
  private static func minimum(_ a: Point, _ b: Point) -> Double? {
    let width = b.step - a.step
    let d1 = a.slope + b.slope - 3 * (b.value - a.value) / width
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return nil }
    let d2 = width < 0 ? -square.squareRoot() : square.squareRoot()
    let step = b.step - width * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    return step.isFinite ? step : nil
  }
}
