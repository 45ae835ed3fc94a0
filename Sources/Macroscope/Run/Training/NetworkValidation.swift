import CoarseGraining
import LinearAlgebra
import Potentials
import Statistics
import Surrogates

/// Judges networks, and simpler models, on samples that they were not trained on.
struct NetworkValidation: Sendable {
  let training: NetworkTraining
  let samples: TrainingSamples
  let meter: TrainingMeter
  /// The gradients of the reference at every `referenceStride`-th sample; nil without a reference.
  let reference: Matrix?
  let referenceStride: Int

  /// Squared errors of one model, by the fold that held each sample out.
  struct Outcome {
    let validation: CrossValidation
    /// ‖∇V_θ − ∇V‖/‖∇V‖; nil without a reference.
    let forceError: Double?
  }

  /// Rows that are compared with the reference: enough for an error within a percent of itself.
  private static let referenceRows = 20_000

  init(
    _ training: NetworkTraining, samples: TrainingSamples, reference: (any Potential)?,
    meter: TrainingMeter
  ) {
    self.training = training
    self.samples = samples
    self.meter = meter
    referenceStride = max(1, samples.count / Self.referenceRows)
    let rows = Array(stride(from: 0, to: samples.count, by: referenceStride))
    self.reference = reference.map { reference in
      Matrix(
        rows: reference.gradients(
          at: TrainingSamples.rows(rows, of: samples.positions).rowArrays))
    }
  }

  /// Trains a network for every fold. `first` is the index of its random numbers.
  func networks(_ split: BlockSplit, name: String, first: UInt64) throws -> Outcome {
    let epochs = training.section.judgedEpochs(samples: samples.count)
    let networks = try training.parallelMap(split.foldCount) { fold, training in
      let rows = SampleRows.listed(split.training(fold))
      let result = try meter.follow(
        "\(name) \(fold + 1) of \(split.foldCount)", work: training.work(rows, epochs: epochs)
      ) {
        try training.train(first + UInt64(fold), on: rows, epochs: epochs, progress: $0)
      }
      return NeuralPotential(try training.model([result.parameters]))
    }
    return try judge(split, threads: 1) { fold, _ in networks[fold] }
  }

  /// Fits a polynomial for every fold.
  func polynomials(_ split: BlockSplit, degree: Int) throws -> Outcome {
    try judge(split, threads: training.threads) { _, rows in
      try PolynomialRidge(
        positions: samples.positions, gradients: samples.gradients, samples: rows, degree: degree)
    }
  }

  /// A model that is there already, on all samples.
  func fixed(_ potential: any Potential, split: BlockSplit) throws -> Outcome {
    try judge(split, threads: training.threads) { _, _ in potential }
  }

  private struct Held: Sendable {
    let loss: Double
    let referenceError: Double
  }

  private func judge(
    _ split: BlockSplit, threads: Int,
    fit: @Sendable (_ fold: Int, _ rows: [Int]) throws -> any Potential
  ) throws -> Outcome {
    let held = try split.outOfFold(threads: threads) { fold, rows, heldOut in
      let potential = try fit(fold, rows)
      let gradients = gradients(of: potential, at: heldOut)
      let losses = samples.squaredErrors(gradients, rows: heldOut)
      return heldOut.indices.map { n in
        Held(loss: losses[n], referenceError: referenceError(heldOut[n], gradients, n))
      }
    }
    return Outcome(
      validation: try CrossValidation(losses: held.map(\.loss), split: split),
      forceError: relative(held.reduce(0) { $0 + $1.referenceError }))
  }

  private func gradients(of potential: any Potential, at rows: [Int]) -> Matrix {
    let points = TrainingSamples.rows(rows, of: samples.positions)
    if let network = potential as? NeuralPotential {
      return network.gradients(at: points, threads: training.threads)
    }
    return Matrix(rows: potential.gradients(at: points.rowArrays))
  }

  /// |∇V_θ − ∇V|² where the sample is one of those that are compared; else 0.
  private func referenceError(_ sample: Int, _ gradients: Matrix, _ row: Int) -> Double {
    guard let reference, sample % referenceStride == 0 else { return 0 }
    let place = sample / referenceStride
    return (0..<samples.dimension).reduce(0) { sum, i in
      let r = gradients[row, i] - reference[place, i]
      return sum + r * r
    }
  }

  private func relative(_ squares: Double) -> Double? {
    guard let reference else { return nil }
    let norm = reference.elements.reduce(0) { $0 + $1 * $1 }
    return norm > 0 ? (squares / norm).squareRoot() : nil
  }

  /// ‖∇V_θ − ∇V‖/‖∇V‖ of the ensemble at the ends of steps, where no network was trained.
  func forceError(of potential: NeuralPotential, reference: (any Potential)?) -> Double? {
    guard let reference else { return nil }
    let points = TrainingSamples.rows(
      samples.thinned(to: Self.referenceRows), of: samples.endpoints)
    let truth = Matrix(rows: reference.gradients(at: points.rowArrays))
    let difference = potential.gradients(at: points, threads: training.threads) - truth
    let norm = truth.elements.reduce(0) { $0 + $1 * $1 }
    return norm > 0
      ? (difference.elements.reduce(0) { $0 + $1 * $1 } / norm).squareRoot() : nil
  }
}
