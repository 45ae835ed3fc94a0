import Dynamics
import Foundation
import LinearAlgebra
import Statistics
import Surrogates

/// Clipping of the parameters' gradient where the sampled forces have heavy tails, with two optimisers.
struct ClippingExperiment {
  /// Degrees of freedom of Student's t, the law of the noise; infinite: normal.
  static let freedoms = [1.5, 2, 3, 5, .infinity]
  static let clippingNorm = 3.0

  private struct Series: Sendable {
    let name: String
    let optimiser: OptimiserChoice
    let rate: Double
    let norm: Double?
  }

  private static let series: [Series] = {
    let adam = OptimiserChoice.adam(Adam.Settings())
    let descent = OptimiserChoice.descent(StochasticGradientDescent.Settings(isNesterov: true))
    return [
      Series(name: "Adam", optimiser: adam, rate: 2e-3, norm: nil),
      Series(name: "Adam, clipped", optimiser: adam, rate: 2e-3, norm: clippingNorm),
      Series(name: "descent", optimiser: descent, rate: 1e-3, norm: nil),
      Series(name: "descent, clipped", optimiser: descent, rate: 1e-3, norm: clippingNorm),
    ]
  }()

  static func run(seeds: [UInt64], threads: Int) throws -> [Table] {
    let target = try Target.mullerBrown()
    let judge = Judge(target, seed: 0)
    let jobs = freedoms.flatMap { nu in series.indices.flatMap { s in seeds.map { (nu, s, $0) } } }
    let errors = try parallelMap(jobs.count, threads: threads) { job in
      let (freedom, s, seed) = jobs[job]
      let entry = series[s]
      let positions = target.samples(20_000, seed: seed, stream: 1)
      var gradients = target.gradients(at: positions)
      let generator = Philox(seed: seed, stream: 2)
      for n in gradients.elements.indices {
        gradients.elements[n] += noise(freedom, generator, UInt64(n))
      }
      let fit = Fit(
        optimiser: entry.optimiser, learningRate: entry.rate, clipping: entry.norm, batch: 256)
      let potential = try fit.train(
        on: .init(positions: positions, gradients: gradients), seed: seed)
      return potential.map { judge.forceError($0) } ?? .nan
    }
    var table = Table(
      name: "clipping", abscissa: "degrees of freedom", series: series.map(\.name))
    for (f, freedom) in freedoms.enumerated() {
      let values = series.indices.map { s in
        overSeeds(seeds.indices.map { errors[(f * series.count + s) * seeds.count + $0] })
      }
      table.rows.append(
        .init(
          x: freedom.isFinite ? freedom : 10, label: freedom.isFinite ? "\(freedom)" : "normal",
          values: values))
    }
    return [table]
  }

  /// Student's t whose quartiles are those of the normal law of the other experiments: without a variance that is
  /// how laws can be compared.
  private static func noise(_ freedom: Double, _ generator: Philox, _ counter: UInt64) -> Double {
    let scale = SobolevExperiment.noise
    guard freedom.isFinite else { return scale * generator.normals(counter, 0).0 }
    let t = studentQuantile(generator.uniform(counter, 0), freedom)
    return scale * t * normalQuantile(0.75) / studentQuantile(0.75, freedom)
  }
}
