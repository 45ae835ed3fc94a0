import Foundation
import Statistics

/// Autoregressive series x′ = φx + √(1 − φ²) ξ, whose integrated autocorrelation time is ½(1 + φ)/(1 − φ).
enum ChainCase {
  static let experiments: [Experiment] = [
    (0.0, 64, 400), (0.5, 64, 400), (0.9, 64, 2000), (0.9, 1, 20_000),
  ].map {
    phi, chains, length in
    Experiment(name: "AR(1), φ = \(phi), \(chains) × \(length)") { seed in
      let series = (0..<chains).map { chain -> [Double] in
        let generator = Philox(seed: seed, stream: UInt64(chain))
        var x = generator.normals(0, 0).0
        return (0..<length).map { t in
          x = phi * x + (1 - phi * phi).squareRoot() * generator.normals(UInt64(t), 1).0
          return x
        }
      }
      var seen = Observations()
      seen.add(
        "autocorrelation time", integratedAutocorrelationTime(of: series).estimate,
        truth: 0.5 * (1 + phi) / (1 - phi))
      return seen
    }
  }
}
