/// The share of each cohort in the data, and what follows for the infinitesimal jackknife.
///
/// An estimate that solves Σ_g S_g(θ) = 0, with S_g the score of cohort g and H the Hessian, responds to
/// cohort g by δθ_g = √c · H⁻¹ (S_g − w_g S), S = Σ S_g, w_g the cohort's share of the samples. As the
/// cohorts are independent, Σ_g (L·δθ_g)² estimates the variance of any linear functional L·θ̂, whatever
/// the correlations inside a cohort (Jaeckel 1972; Efron, "The Jackknife, the Bootstrap and Other
/// Resampling Plans", 1982). With Var S_g ∝ w_g the factor c = 1/(1 − Σ w_g²) makes it unbiased; for G
/// equal cohorts that is G/(G − 1).
struct CohortWeights: Sendable {
  let shares: [Double]
  /// √c.
  let scale: Double

  init(counts: [Double]) throws(RegressionError) {
    let total = counts.reduce(0, +)
    let occupied = counts.count { $0 > 0 }
    guard occupied >= 2 else { throw .tooFewCohorts(found: occupied) }
    shares = counts.map { $0 / total }
    scale = (1 / (1 - shares.reduce(0) { $0 + $1 * $1 })).squareRoot()
  }

  /// Scores with each cohort's share of their sum taken out, times √c.
  func centred(_ scores: [[Double]]) -> [[Double]] {
    guard let size = scores.first?.count else { return scores }
    var sum = [Double](repeating: 0, count: size)
    for score in scores { for i in 0..<size { sum[i] += score[i] } }
    return zip(scores, shares).map { score, share in
      (0..<size).map { scale * (score[$0] - share * sum[$0]) }
    }
  }
}
