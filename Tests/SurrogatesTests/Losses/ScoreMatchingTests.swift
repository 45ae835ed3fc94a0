import Statistics
import Surrogates
import Testing

/// For V = ½ Σ K_i q_i² and samples of covariance C the loss is Σ (½ K_i² C_ii − T K_i), with its minimum
/// −½ T² Σ 1/C_ii at K_i = T/C_ii: the potential whose Gibbs law has that covariance.
@Suite("Score matching of a Gaussian")
struct ScoreMatchingTests {
  private let architecture = NetworkArchitecture(inputs: 2, hidden: [4], activation: .silu)
  private let temperature = 0.7
  /// silu(εx) + silu(−εx) = ½ ε² x² + O(ε⁴ x⁴): pairs of units are a parabola each.
  private let ε = 1e-4

  private func parameters(_ stiffness: [Double]) -> [Double] {
    let output = stiffness.flatMap { [$0 / (ε * ε), $0 / (ε * ε)] }
    return [ε, 0, -ε, 0, 0, ε, 0, -ε] + [0, 0, 0, 0] + output + [0]
  }

  /// ∂L/∂K: both output weights of a pair are K/ε².
  private func slopes(_ gradient: [Double], _ layout: ParameterLayout) -> [Double] {
    let weight = layout.outputWeight.offset
    return (0..<2).map { k in
      (gradient[weight + 2 * k] + gradient[weight + 2 * k + 1]) / (ε * ε)
    }
  }

  private let samples: Samples<Double> = {
    var samples = Samples<Double>(4000, dimension: 2)
    for n in stride(from: 0, to: 8000, by: 2) { samples.positions[n] *= 1.7 }
    return samples
  }()

  /// The mean squares of the samples.
  private var covariance: [Double] {
    (0..<2).map { k in
      stride(from: k, to: 8000, by: 2).reduce(0) {
        $0 + samples.positions[$1] * samples.positions[$1]
      } / 4000
    }
  }

  @Test("the known potential has the known loss, and no gradient")
  func minimum() throws {
    let evaluation = try LossEvaluation<Double>(
      architecture, loss: Loss(score: 1, temperatures: [temperature]))
    let known = -temperature * temperature / 2 * covariance.reduce(0) { $0 + 1 / $1 }
    let best = covariance.map { temperature / $0 }
    let (loss, gradient) = try evaluation.result(samples, parameters(best))
    #expect(abs(loss.total - known) < 1e-7)
    for slope in slopes(gradient, evaluation.layout) { #expect(abs(slope) < 1e-6) }
    for factor in [0.8, 1.25] {
      for k in 0..<2 {
        var other = best
        other[k] *= factor
        let difference = try evaluation.value(samples, parameters(other)).total - known
        let exact = covariance[k] * (other[k] - best[k]) * (other[k] - best[k]) / 2
        #expect(abs(difference - exact) < 1e-6)
      }
    }
  }

  @Test("descent along the gradient finds the stiffness from the samples alone")
  func descent() throws {
    let evaluation = try LossEvaluation<Double>(
      architecture, loss: Loss(score: 1, temperatures: [temperature]))
    var stiffness = [3.0, 0.01]
    for _ in 0..<60 {
      let gradient = try evaluation.result(samples, parameters(stiffness)).gradient
      let slopes = slopes(gradient, evaluation.layout)
      for k in 0..<2 { stiffness[k] -= 0.3 * slopes[k] }
    }
    for k in 0..<2 { #expect(abs(stiffness[k] * covariance[k] / temperature - 1) < 1e-6) }
  }

  @Test("two scales at two temperatures")
  func temperatures() throws {
    var mixed = samples
    mixed.scales = (0..<4000).map { Int32($0 % 2) }
    let evaluation = try LossEvaluation<Double>(
      architecture, loss: Loss(score: 1, temperatures: [0.5, 2]),
      maps: ScaleMaps([.identity(2), .identity(2)]))
    let stiffness = [0.4, 0.9]
    let loss = try evaluation.value(mixed, parameters(stiffness)).total
    var exact = 0.0
    for k in 0..<2 {
      exact += stiffness[k] * stiffness[k] * covariance[k] / 2 - 1.25 * stiffness[k]
    }
    #expect(abs(loss - exact) < 1e-6)
  }
}
