import Foundation

/// How often something happened in independent trials.
package struct BinomialCount: Sendable, Equatable {
  package private(set) var hits: Int
  package private(set) var trials: Int

  /// `hits` of `trials`.
  package init(hits: Int = 0, trials: Int = 0) {
    precondition(0 <= hits && hits <= trials, "hits must lie in 0...trials")
    self.hits = hits
    self.trials = trials
  }

  /// Counts one more trial.
  package mutating func add(_ isHit: Bool) {
    trials += 1
    if isHit { hits += 1 }
  }

  /// hits/trials; NaN without trials.
  package var share: Double { Double(hits) / Double(trials) }

  /// Wilson's interval for the probability.
  package func interval(confidence: Double = 0.95) -> ClosedRange<Double> {
    wilsonInterval(successes: hits, trials: trials, confidence: confidence)
  }

  /// Whether a binomial law of the given probability is not excluded at the two-sided level `alpha`, exactly.
  package func agrees(with probability: Double, alpha: Double) -> Bool {
    Self.acceptance(trials: trials, probability: probability, alpha: alpha).contains(hits)
  }

  /// The counts that a binomial law (n, p), 0 < p < 1, does not exclude at the two-sided level `alpha`: those with
  /// P(X ≤ k) ≥ α/2 and P(X ≥ k) ≥ α/2. O(n).
  package static func acceptance(
    trials: Int, probability: Double, alpha: Double
  ) -> ClosedRange<Int> {
    precondition(probability > 0 && probability < 1, "the probability must lie in (0, 1)")
    func mass(_ k: Int) -> Double {
      let (hits, misses) = (Double(k), Double(trials - k))
      let choices = lgamma(hits + misses + 1) - lgamma(hits + 1) - lgamma(misses + 1)
      return exp(choices + hits * log(probability) + misses * log(1 - probability))
    }
    var (lower, tail) = (0, mass(0))
    while tail < alpha / 2, lower < trials {
      lower += 1
      tail += mass(lower)
    }
    var upper = trials
    tail = mass(trials)
    while tail < alpha / 2, upper > lower {
      upper -= 1
      tail += mass(upper)
    }
    return lower...upper
  }
}
