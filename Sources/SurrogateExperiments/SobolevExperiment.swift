import Dynamics
import LinearAlgebra
import Statistics

/// Values, gradients, or both, of the same number of samples; gradients exact and with the noise of single ones.
struct SobolevExperiment {
  static let counts = [100, 1000, 10_000]
  /// The standard deviation of each component of a noisy gradient: Tr G = 15.5, as in muller-brown-mlp.toml.
  static let noise = (15.5 / 2).squareRoot()

  private struct Series: Sendable {
    let name: String
    let valueWeight: Double
    let forceWeight: Double
    let isNoisy: Bool
  }

  private static let series = [
    Series(name: "values", valueWeight: 1, forceWeight: 0, isNoisy: false),
    Series(name: "gradients", valueWeight: 0, forceWeight: 1, isNoisy: false),
    Series(name: "both", valueWeight: 1, forceWeight: 1, isNoisy: false),
    Series(name: "noisy gradients", valueWeight: 0, forceWeight: 1, isNoisy: true),
    Series(name: "values and noisy gradients", valueWeight: 1, forceWeight: 1, isNoisy: true),
  ]

  static func run(seeds: [UInt64], threads: Int) throws -> [Table] {
    let target = try Target.mullerBrown()
    let judge = Judge(target, seed: 0)
    let jobs = counts.flatMap { count in
      series.indices.flatMap { s in seeds.map { (count, s, $0) } }
    }
    let errors = try parallelMap(jobs.count, threads: threads) { job in
      let (count, s, seed) = jobs[job]
      let entry = series[s]
      let positions = target.samples(count, seed: seed, stream: 1)
      var gradients = target.gradients(at: positions)
      if entry.isNoisy {
        let generator = Philox(seed: seed, stream: 2)
        for n in gradients.elements.indices {
          gradients.elements[n] += noise * generator.normals(UInt64(n), 0).0
        }
      }
      // Fewer would be unfair to values, which are learned slowly.
      let fit = Fit(
        valueWeight: entry.valueWeight, forceWeight: entry.forceWeight, steps: 8000)
      let potential = try fit.train(
        on: .init(positions: positions, values: target.values(at: positions), gradients: gradients),
        seed: seed)
      return potential.map { [judge.valueError($0), judge.forceError($0)] } ?? [.nan, .nan]
    }
    let names = series.map(\.name)
    return ["sobolev-value", "sobolev-force"].enumerated().map { measure, name in
      var table = Table(name: name, abscissa: "samples", series: names)
      for (c, count) in counts.enumerated() {
        let values = series.indices.map { s in
          let first = (c * series.count + s) * seeds.count
          return overSeeds(seeds.indices.map { errors[first + $0][measure] })
        }
        table.rows.append(.init(x: Double(count), label: "\(count)", values: values))
      }
      return table
    }
  }
}
