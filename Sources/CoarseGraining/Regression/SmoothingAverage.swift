import Foundation
import LinearAlgebra

/// A log-density fitted with many smoothing parameters λ, averaged by how well each does.
///
/// Each λ is judged by Takeuchi's information criterion C = −2ℓ + 2γ tr(H⁻¹J) with J = Σ s_g s_gᵀ from the scores of
/// the cohorts (Takeuchi 1976; Shibata 1989 for penalised likelihood): J, unlike H, knows about the correlation of samples
/// along a trajectory. The factor γ = 2 instead of 1 guards against the noise of the criterion, which now and then
/// prefers a fit that follows the noise (Wood, "Generalized Additive Models", 2017, §6.2, on γ), and suits the
/// second step, which tolerates more smoothing.
///
/// The best λ alone would be chosen from the data that it is then applied to. Now and then it is one that follows the
/// noise, just when there is much to follow, and an error bar that takes λ as given knows nothing of that. So
///
///     θ̄ = Σ w_λ θ_λ,   w_λ ∝ exp(−(C_λ − C_min)/2c),
///
/// uniformly over log λ (Buckland, Burnham & Augustin, Biometrics 53, 603, 1997); c = tr(H⁻¹J)/tr(H⁻¹BᵀMB) is the
/// variance inflation by correlation, which makes quasi-likelihoods of likelihoods (Burnham & Anderson, "Model Selection and
/// Multimodel Inference", 2002, §2.5). Unlike the best λ, this is a smooth function of the data, so that the
/// infinitesimal jackknife holds with the response of the weights in it (Efron, J. Am. Stat. Assoc. 109, 991, 2014):
///
///     δ_g θ̄ = Σ w_λ δ_g θ_λ + Σ δ_g w_λ θ_λ,   δ_g w_λ = −w_λ (δ_g C_λ − Σ w δ_g C)/2c
struct SmoothingAverage {
  /// γ: how much more than its due an effective parameter costs.
  static let caution = 2.0
  /// Fits of less weight than this take no part.
  static let leastWeight = 0.01

  /// θ̄.
  let coefficients: [Double]
  /// The response of θ̄ to each cohort.
  let responses: [[Double]]
  /// The best λ, and the counts that its fit expects.
  let smoothing: Double
  let expected: [Double]
  /// tr(H⁻¹J) at the best λ.
  let complexity: Double

  /// What one λ gives at first, without the second step.
  private struct First {
    let smoothing: Double
    let fit: PenalisedPoisson.Fit
    let responses: [[Double]]
    let complexity: Double
  }

  init(
    _ problem: PenalisedPoisson, cohorts: [[Double]], weights: CohortWeights
  ) throws(RegressionError) {
    // With each cohort's share of the total taken out, the scores do not depend on the fit.
    let scores = weights.centred(cohorts.map { problem.grid.transposed($0) })
    let scale = problem.counts.reduce(0, +) / Double(problem.grid.coefficientCount)
    let (trials, best) = try SmoothingSearch.minimise {
      decade, nearest throws(RegressionError) -> (criterion: Double, result: First) in
      let smoothing = scale * pow(10, decade)
      let start =
        if let nearest { nearest.fit } else { try problem.start(smoothing: smoothing) }
      let fit = try problem.maximum(from: start, smoothing: smoothing, tolerance: 1e-3)
      let responses = Self.responses(to: scores, of: fit)
      let complexity = Self.product(scores, responses)
      return (
        -2 * fit.logLikelihood + 2 * Self.caution * complexity,
        First(smoothing: smoothing, fit: fit, responses: responses, complexity: complexity)
      )
    }
    let chosen = trials[best].result
    smoothing = chosen.smoothing
    expected = chosen.fit.expected
    complexity = chosen.complexity

    // The constant, which normalises, is no parameter of a density.
    let determined = try problem.determinedCoefficients(chosen.fit, smoothing: smoothing) - 1
    let inflation = determined > 0.5 ? complexity / determined : .nan
    let shares = Self.shares(trials, inflation: inflation, best: best)

    let counts = weights.centred(cohorts)
    var estimates: [[Double]] = []
    var replicates: [[[Double]]] = []
    var criteria: [[Double]] = []
    for (n, _) in shares {
      let first = trials[n].result
      let (fit, responses) = try Self.second(problem, scores, first)
      estimates.append(fit.coefficients)
      replicates.append(responses)
      criteria.append(Self.criterionResponses(problem, counts, scores, first, weights))
    }

    let size = problem.grid.coefficientCount
    coefficients = zip(shares, estimates).reduce(into: [Double](repeating: 0, count: size)) {
      for i in 0..<size { $0[i] += $1.0.weight * $1.1[i] }
    }
    let centre = coefficients
    responses = cohorts.indices.map { g in
      let mean = zip(shares, criteria).reduce(0) { $0 + $1.0.weight * $1.1[g] }
      var response = [Double](repeating: 0, count: size)
      for (k, share) in shares.enumerated() {
        // With a single fit there is nothing to weigh.
        let change =
          shares.count > 1 ? -share.weight * (criteria[k][g] - mean) / (2 * inflation) : 0
        for i in 0..<size {
          response[i] +=
            share.weight * replicates[k][g][i] + change * (estimates[k][i] - centre[i])
        }
      }
      return response
    }
  }

  /// The trials that take part and their weights, which add up to one.
  private static func shares(
    _ trials: [SmoothingSearch.Trial<First>], inflation: Double, best: Int
  ) -> [(trial: Int, weight: Double)] {
    guard inflation > 0, inflation.isFinite else { return [(best, 1)] }
    let lowest = trials[best].criterion
    let raw = trials.indices.map { n in
      // The stretch of log λ that a trial stands for.
      let low = trials[max(n - 1, 0)].decade
      let high = trials[min(n + 1, trials.count - 1)].decade
      return (high - low) * exp(-(trials[n].criterion - lowest) / (2 * inflation))
    }
    let total = raw.reduce(0, +)
    guard total > 0 else { return [(best, 1)] }
    let kept = trials.indices.filter { raw[$0] >= leastWeight * total }
    let sum = kept.reduce(0) { $0 + raw[$1] }
    return kept.map { ($0, raw[$0] / sum) }
  }

  /// The fit with the penalty centred on the first, and its responses.
  private static func second(
    _ problem: PenalisedPoisson, _ scores: [[Double]], _ first: First
  ) throws(RegressionError) -> (PenalisedPoisson.Fit, [[Double]]) {
    let start = try problem.maximum(
      from: first.fit, smoothing: first.smoothing, tolerance: 1e-6)
    let fit = try problem.maximum(
      from: start, smoothing: first.smoothing, centre: start.coefficients, tolerance: 1e-6)
    let pulled = zip(scores, responses(to: scores, of: start)).map { score, response in
      let pull = problem.penaltyGradient(response, smoothing: first.smoothing)
      return zip(score, pull).map { $0 + $1 }
    }
    return (fit, responses(to: pulled, of: fit))
  }

  /// δ_g C = −2 (ñ_g·log μ + λ (Pθ)·δ_g θ) + 2γ (s_g·δ_g θ − its mean), ñ_g the centred counts of the cohort.
  ///
  /// What changes with the Hessian is smaller by the relative error of μ.
  private static func criterionResponses(
    _ problem: PenalisedPoisson, _ counts: [[Double]], _ scores: [[Double]], _ first: First,
    _ weights: CohortWeights
  ) -> [Double] {
    let logMeans = first.fit.expected.map { $0 > 0 ? log($0) : 0 }
    let pull = problem.penaltyGradient(first.fit.coefficients, smoothing: first.smoothing)
    return scores.indices.map { g in
      let likelihood = dot(counts[g], logMeans) + dot(pull, first.responses[g])
      let share =
        weights.scale
        * (dot(scores[g], first.responses[g]) - weights.shares[g] * first.complexity)
      return -2 * likelihood + 2 * caution * share
    }
  }

  private static func responses(
    to scores: [[Double]], of fit: PenalisedPoisson.Fit
  ) -> [[Double]] {
    var responses = scores
    fit.hessian.solve(columns: &responses)
    return responses
  }

  private static func product(_ a: [[Double]], _ b: [[Double]]) -> Double {
    zip(a, b).reduce(0) { $0 + dot($1.0, $1.1) }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
