import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Surrogates

/// Samples a second of training 2-64-64-1 tanh networks with Adam in batches of 1024 out of 65 536.
struct Speed {
  static let samples = 65_536
  /// Trainings that are timed, and epochs of each.
  private static let repetitions = 30
  private static let epochs = 2

  /// Lines for the terminal: by the wall clock, and by the processor time of all threads together. Both are the
  /// fastest tenth of the trainings: other programs on the machine only slow them down.
  static func run() throws -> String {
    var text = "loss              threads    wall, 1/s    processor, 1/s\n"
    for (name, value, force) in [("value", 1.0, 0.0), ("value + gradient", 1, 1)] {
      for threads in [1, 2] {
        let (wall, processor) = try speed(value: value, force: force, threads: threads)
        text += String(
          format: "%@ %d %12.0f %14.0f\n",
          name.padding(toLength: 20, withPad: " ", startingAt: 0), threads, wall, processor)
      }
    }
    return text
  }

  private static func speed(
    value: Double, force: Double, threads: Int
  ) throws -> (wall: Double, processor: Double) {
    let architecture = NetworkArchitecture(inputs: 2, hidden: [64, 64], activation: .tanh)
    let generator = Philox(seed: 1, stream: 1)
    let positions = (0..<(2 * samples)).map { generator.normals(UInt64($0), 0).0 }
    let values = (0..<samples).map { sin(positions[2 * $0]) * cos(positions[2 * $0 + 1]) }
    let gradients = (0..<samples).flatMap { n -> [Double] in
      let (x, y) = (positions[2 * n], positions[2 * n + 1])
      return [cos(x) * cos(y), -sin(x) * sin(y)]
    }
    let data = try TrainingSet(
      dimension: 2, positions: positions, values: values, gradients: gradients)
    let start = Network<Float>(architecture, generator: Philox(seed: 1, stream: 2))
    let evaluation = try LossEvaluation<Float>(
      architecture, loss: Loss(value: value, gradient: force), threads: threads)
    let trainer = try Trainer(
      evaluation, training: data, settings: TrainingSettings(epochs: epochs, batchSize: 1024))
    var (wall, processor): ([Double], [Double]) = ([], [])
    for _ in 0..<repetitions {
      let clock = clock()
      let begin = ContinuousClock.now
      _ = try trainer.train(from: start.parameters)
      wall.append(begin.duration(to: .now) / .seconds(1))
      processor.append(Double(Foundation.clock() - clock) / Double(CLOCKS_PER_SEC))
    }
    let total = Double(samples * epochs)
    let rank = repetitions / 10
    return (total / wall.sorted()[rank], total / processor.sorted()[rank])
  }
}
