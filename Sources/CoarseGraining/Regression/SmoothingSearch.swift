/// Minimises an information criterion over a smoothing parameter.
enum SmoothingSearch {
  /// A smoothing parameter that was tried.
  struct Trial<Result> {
    /// log₁₀ λ, relative to a scale.
    let decade: Double
    let criterion: Double
    let result: Result
  }

  /// The decades (log₁₀ λ, relative to a scale) that are tried first.
  static let coarse = [2.0, 5.0, 8.0, -1.0]
  /// The ends of the range.
  static let range = -4.0...9.0

  /// All evaluated points in the order of their decades, and the index of the best: coarse steps of three decades over
  /// the range, then steps of one around the best, then the vertex of the parabola through the best three.
  ///
  /// Throws the last error when every evaluation does. `evaluate` gets the decade and the result nearest to it so far, a warm start.
  static func minimise<Result>(
    _ evaluate: (_ decade: Double, _ nearest: Result?) throws(RegressionError) -> (
      criterion: Double, result: Result
    )
  ) throws(RegressionError) -> (trials: [Trial<Result>], best: Int) {
    var tried: [Trial<Result>] = []

    var failure: RegressionError?

    func visit(_ decade: Double) {
      guard range.contains(decade), !tried.contains(where: { abs($0.decade - decade) < 1e-6 })
      else { return }
      let nearest = tried.min { abs($0.decade - decade) < abs($1.decade - decade) }
      do {
        let (criterion, result) = try evaluate(decade, nearest?.result)
        tried.append(
          Trial(
            decade: decade, criterion: criterion.isNaN ? .infinity : criterion, result: result))
      } catch {
        // One λ may fail where others do not, for instance a small one with hardly any data.
        failure = error
      }
    }
    func best() -> Trial<Result>? {
      tried.min { $0.criterion < $1.criterion }
    }

    for decade in coarse { visit(decade) }
    var previous: Double?
    while let decade = best()?.decade, decade != previous {
      previous = decade
      visit(decade - 1)
      visit(decade + 1)
    }
    if let middle = best(),
      let low = tried.first(where: { abs($0.decade - middle.decade + 1) < 1e-6 }),
      let high = tried.first(where: { abs($0.decade - middle.decade - 1) < 1e-6 })
    {
      let curvature = low.criterion - 2 * middle.criterion + high.criterion
      if curvature > 0, curvature.isFinite {
        visit(middle.decade + 0.5 * (low.criterion - high.criterion) / curvature)
      }
    }
    tried.sort { $0.decade < $1.decade }
    guard let best = tried.indices.min(by: { tried[$0].criterion < tried[$1].criterion }) else {
      throw failure ?? .notConverged(iterations: 0)
    }
    return (tried, best)
  }
}
