import Dynamics
import Foundation
import LinearAlgebra
import Statistics
import Surrogates

/// Cross-validation of random samples, of walkers and of regions against the error on new walkers, for noise of
/// several correlation times.
struct CrossValidationExperiment {
  /// Correlation times of the noise in intervals between samples; that of the positions is some 10.
  static let correlationTimes = [0.0, 3, 10, 30]
  static let walkers = 20
  static let records = 200
  static let folds = 5
  /// Time between records, and steps in it, of overdamped dynamics with mobility 1.
  private static let interval = 0.05
  private static let substeps = 50

  private static let kinds: [BlockSplit.Kind] = [.random, .walker, .space]

  private static func split(
    _ kind: BlockSplit.Kind, _ positions: Matrix, walkers: [Int], seed: UInt64
  ) throws -> BlockSplit {
    switch kind {
    case .random: try .random(positions.rows, folds: folds, seed: seed)
    case .walker, .time: try .byWalker(walkers, folds: folds, seed: seed)
    case .space: try .bySpace(positions, buffer: 0.25, folds: folds, seed: seed)
    }
  }

  /// The mean square of the noise of a sample.
  private static let noiseFloor = 2 * SobolevExperiment.noise * SobolevExperiment.noise

  static func run(seeds: [UInt64], threads: Int) throws -> [Table] {
    let target = try Target.mullerBrown()
    let judge = Judge(target, seed: 0)
    let jobs = correlationTimes.flatMap { time in seeds.map { (time, $0) } }
    let found = try parallelMap(jobs.count, threads: threads) { job in
      let (time, seed) = jobs[job]
      let samples = samples(target, correlationTime: time, seed: seed)
      let walkers = (0..<samples.positions.rows).map { $0 / records }
      let fit = Fit(steps: 1500)
      var results: [Double] = []
      // What the estimates are of: the error of a network trained on as many samples on new walkers.
      let all = try fit.train(on: samples, seed: seed)
      results.append(all.map { judge.squaredForceError($0) + noiseFloor } ?? .nan)
      for kind in kinds {
        let split = try split(kind, samples.positions, walkers: walkers, seed: seed)
        var sum = 0.0
        for fold in 0..<folds {
          guard let potential = try fit.train(on: samples.rows(split.training(fold)), seed: seed)
          else { return [Double](repeating: .nan, count: kinds.count + 2) }
          let heldOut = samples.rows(split.heldOut(fold))
          if let truth = heldOut.gradients {
            let difference = potential.gradients(at: heldOut.positions) - truth
            sum += difference.elements.reduce(0) { $0 + $1 * $1 }
          }
        }
        results.append(sum / Double(samples.positions.rows))
      }
      // Both are of the same noise, which goes from the difference.
      results.append(results[2] - results[1])
      return results
    }
    var table = Table(
      name: "cross-validation", abscissa: "correlation time of the noise",
      series: ["on new walkers"] + kinds.map(\.rawValue) + ["walker less random"])
    for (t, time) in correlationTimes.enumerated() {
      let values = (0...(kinds.count + 1)).map { k in
        overSeeds(seeds.indices.map { found[t * seeds.count + $0][k] })
      }
      table.rows.append(.init(x: time, label: String(format: "%g", time), values: values))
    }
    return [table]
  }

  /// Trajectories of overdamped Langevin dynamics, from the equilibrium, with gradients whose noise is an
  /// Ornstein–Uhlenbeck process.
  private static func samples(
    _ target: Target, correlationTime: Double, seed: UInt64
  ) -> Fit.Samples {
    let step = interval / Double(substeps)
    let memory = correlationTime > 0 ? exp(-1 / correlationTime) : 0
    var points = target.samples(walkers, seed: seed, stream: 1).rowArrays
    var paths = [[[Double]]](repeating: [], count: walkers)
    let generator = Philox(seed: seed, stream: 3)
    var counter: UInt64 = 0
    for _ in 0..<records {
      for _ in 0..<substeps {
        let gradients = target.potential.gradients(at: points)
        for w in 0..<walkers {
          let (a, b) = generator.normals(counter, UInt64(w))
          points[w][0] += -step * gradients[w][0] + (2 * step).squareRoot() * a
          points[w][1] += -step * gradients[w][1] + (2 * step).squareRoot() * b
        }
        counter += 1
      }
      for w in 0..<walkers { paths[w].append(points[w]) }
    }
    let positions = Matrix(rows: paths.flatMap { $0 })
    var gradients = target.gradients(at: positions)
    let noise = Philox(seed: seed, stream: 4)
    for w in 0..<walkers {
      var state = noise.normals(0, UInt64(w))
      for n in 0..<records {
        if n > 0 {
          let fresh = noise.normals(UInt64(n), UInt64(w))
          let rest = (1 - memory * memory).squareRoot()
          state = (memory * state.0 + rest * fresh.0, memory * state.1 + rest * fresh.1)
        }
        let row = w * records + n
        gradients.elements[2 * row] += SobolevExperiment.noise * state.0
        gradients.elements[2 * row + 1] += SobolevExperiment.noise * state.1
      }
    }
    return Fit.Samples(positions: positions, gradients: gradients)
  }
}
