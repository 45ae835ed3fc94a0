import Benchmarking
import Foundation
import Testing

@Suite("How a cost grows")
struct ScalingLawTests {
  @Test("a power law has its exponent, without error", arguments: [0.5, 1.0, 2.0])
  func exact(exponent: Double) {
    let points = [1, 2, 5, 10].map { (size: $0, seconds: 0.3 * pow(Double($0), exponent)) }
    let law = ScalingLaw("size", points)
    #expect(abs(law.exponent - exponent) < 1e-12)
    #expect(law.standardError < 1e-12)
  }

  @Test("the standard error is that of the slope of a line")
  func scatter() {
    // log t = log n + (0, δ, −δ, 0) at log n = 0, 1, 2, 3 in units of log 2.
    let delta = 0.05
    let shifts = [0, delta, -delta, 0]
    let points = (0..<4).map { n in
      (size: 1 << n, seconds: Double(1 << n) * exp(shifts[n]))
    }
    let law = ScalingLaw("size", points)
    // Slope: Σ (x − x̄) y / Σ (x − x̄)², with x − x̄ = −1.5, −0.5, 0.5, 1.5 times log 2.
    let slope = -delta / (5 * log(2.0))
    #expect(abs(law.exponent - 1 - slope) < 1e-12)
    let residual = 2 * delta * delta - slope * slope * 5 * log(2.0) * log(2.0)
    #expect(
      abs(law.standardError - (residual / (2 * 5 * log(2.0) * log(2.0))).squareRoot()) < 1e-12)
  }
}
