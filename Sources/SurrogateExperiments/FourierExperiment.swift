import Dynamics
import Surrogates

/// Random Fourier features of several bandwidths, and none, on a target of two scales and on a smooth one.
struct FourierExperiment {
  static let bandwidths = [0.125, 0.25, 0.5, 1, 2, 4, 8]
  /// Ripples of 3.2 cycles per standard deviation.
  static let waveNumber = 20.0

  static func run(seeds: [UInt64], threads: Int) throws -> [Table] {
    let targets = [
      try Target.ripples(waveNumber: waveNumber, amplitude: 1),
      try Target.ripples(waveNumber: waveNumber, amplitude: 0),
    ]
    let judges = targets.map { Judge($0, seed: 0) }
    // Bandwidth 0 stands for no features.
    let choices = [0] + bandwidths
    let jobs = choices.flatMap { b in targets.indices.flatMap { t in seeds.map { (b, t, $0) } } }
    let errors = try parallelMap(jobs.count, threads: threads) { job in
      let (bandwidth, t, seed) = jobs[job]
      let positions = targets[t].samples(20_000, seed: seed, stream: 1)
      var fit = Fit(batch: 256)
      if bandwidth > 0 { fit.features = FourierFeatures(count: 64, bandwidth: bandwidth) }
      let potential = try fit.train(
        on: .init(positions: positions, gradients: targets[t].gradients(at: positions)), seed: seed)
      return potential.map { judges[t].forceError($0) } ?? .nan
    }
    var table = Table(
      name: "fourier", abscissa: "bandwidth", series: ["two scales", "one scale"])
    for (b, bandwidth) in choices.enumerated() {
      let values = targets.indices.map { t in
        overSeeds(seeds.indices.map { errors[(b * targets.count + t) * seeds.count + $0] })
      }
      table.rows.append(
        .init(x: bandwidth, label: bandwidth > 0 ? "\(bandwidth)" : "none", values: values))
    }
    return [table]
  }
}
