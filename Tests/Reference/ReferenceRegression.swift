import Foundation

extension ReferenceSpline {
  /// The slow oracle of the force regression: coefficients of V that bring ∇V closest to sampled gradients,
  /// by dense normal equations, row by row (docs/force-regression.md). The prior of width `priorWidth` on third
  /// differences is taken twice, the second time with the variance that the first has left.
  public func fitted(
    _ samples: [(q: [Double], gradient: [Double])], temperature: Double, priorWidth: Double = 10
  ) -> [Double] {
    var gram = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    var right = [Double](repeating: 0, count: count)
    var squares = 0.0
    var rows: [(row: [Double], target: Double)] = []
    for (q, gradient) in samples where contains(q) {
      for (row, target) in zip(gradients(q), gradient) {
        let places = row.indices.filter { row[$0] != 0 }
        for i in places {
          right[i] += row[i] * target
          for j in places { gram[i][j] += row[i] * row[j] }
        }
        squares += target * target
        rows.append((row, target))
      }
    }
    let largest = gram.indices.map { gram[$0][$0] }.max() ?? 1
    let pinned = gram.indices.first { gram[$0][$0] == largest } ?? 0
    let penalty = penalty
    var variance = squares / Double(rows.count)
    var coefficients: [Double] = []
    for _ in 0..<2 {
      let prior = priorWidth * temperature
      let ridge = max(variance / (prior * prior), 1e-12 * largest)
      var matrix = gram
      for i in 0..<count {
        for j in 0..<count { matrix[i][j] += ridge * penalty[i][j] }
      }
      // V is known up to a constant.
      matrix[pinned][pinned] += largest
      coefficients = solved(matrix, right)
      variance =
        rows.reduce(0) { sum, row in
          let residual = row.target - zip(row.row, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
          return sum + residual * residual
        } / Double(rows.count)
    }
    return coefficients
  }

  /// The slow oracle of the density regression: coefficients of the log rate that maximise
  ///
  ///     Σ_b [n_b log μ_b − μ_b] − ½ λ (θ − c)ᵀP(θ − c),   μ_b the mean of exp(Bθ) over the bin,
  ///
  /// first with c = 0, then with c the first maximum; by Newton's method, and the means over a bin by Gauss's rule
  /// with three points (docs/density-regression.md).
  ///
  /// - Parameters:
  ///   - counts: for each bin, its centre and the number of samples in it.
  ///   - binWidth: the bins' lengths along the axes.
  ///   - smoothing: λ.
  /// - Returns: θ.
  public func fittedLogRate(
    _ counts: [(center: [Double], count: Double)], binWidth: [Double], smoothing: Double
  ) -> [Double] {
    let nodes = [
      (-(0.6).squareRoot() / 2, 5.0 / 18), (0, 8.0 / 18), ((0.6).squareRoot() / 2, 5.0 / 18),
    ]
    let rule: [(shift: [Double], weight: Double)] =
      lower.count == 1
      ? nodes.map { ([$0.0], $0.1) }
      : nodes.flatMap { a in nodes.map { ([a.0, $0.0], a.1 * $0.1) } }
    let bins = counts.map { bin in
      rule.map { node in
        (
          row: values(bin.center.indices.map { bin.center[$0] + node.shift[$0] * binWidth[$0] }),
          weight: node.weight
        )
      }
    }
    let penalty = penalty
    func rates(_ nodes: [(row: [Double], weight: Double)], _ theta: [Double]) -> [Double] {
      nodes.map { node in
        node.weight * exp(zip(node.row, theta).reduce(0) { $0 + $1.0 * $1.1 })
      }
    }
    func objective(_ theta: [Double], _ centre: [Double]) -> Double {
      let shift = zip(theta, centre).map { $0 - $1 }
      let prior = zip(shift, penalty).reduce(0) { sum, line in
        sum + line.0 * zip(line.1, shift).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return zip(counts, bins).reduce(-smoothing / 2 * prior) { sum, bin in
        let rate = rates(bin.1, theta).reduce(0, +)
        return sum + (bin.0.count > 0 ? bin.0.count * log(rate) : 0) - rate
      }
    }
    let mean = counts.reduce(0) { $0 + $1.count } / Double(counts.count)
    var theta = [Double](repeating: log(mean), count: count)
    for stage in 0..<2 {
      let centre = stage == 0 ? [Double](repeating: 0, count: count) : theta
      var value = objective(theta, centre)
      var moved = Double.infinity
      while moved > 1e-9 {
        var gradient = [Double](repeating: 0, count: count)
        var hessian = penalty.map { $0.map { smoothing * $0 } }
        for i in 0..<count {
          for j in 0..<count { gradient[i] -= hessian[i][j] * (theta[j] - centre[j]) }
        }
        for (bin, nodes) in zip(counts, bins) {
          let rates = rates(nodes, theta)
          let rate = rates.reduce(0, +)
          // ∇ log μ, and the curvature of the expected likelihood (Fisher's scoring).
          var slope = [Double](repeating: 0, count: count)
          for (node, part) in zip(nodes, rates) {
            for i in 0..<count { slope[i] += part / rate * node.row[i] }
          }
          let places = slope.indices.filter { slope[$0] != 0 }
          for i in places {
            gradient[i] += (bin.count - rate) * slope[i]
            for j in places { hessian[i][j] += rate * slope[i] * slope[j] }
          }
        }
        let step = solved(hessian, gradient)
        let largest = step.reduce(0) { max($0, abs($1)) }
        // Where steps no longer raise the likelihood there is but rounding left.
        var length = min(1, 2 / largest)
        while length * largest > 1e-9 {
          let next = zip(theta, step).map { $0 + length * $1 }
          let reached = objective(next, centre)
          if reached > value {
            (theta, value) = (next, reached)
            break
          }
          length /= 2
        }
        moved = length * largest
      }
    }
    return theta
  }
}
