import LinearAlgebra
import Statistics
import Surrogates

/// One training of a small network, on one thread.
struct Fit: Sendable {
  var hidden = [64, 64]
  var features: FourierFeatures?
  var valueWeight = 0.0
  var forceWeight = 1.0
  var optimiser = OptimiserChoice.adam(Adam.Settings())
  var learningRate = 2e-3
  var clipping: Double?
  /// Optimiser steps; the epochs follow from the samples.
  var steps = 2000
  var batch = 128

  /// Labelled samples.
  struct Samples: Sendable {
    var positions: Matrix
    var values: [Double]?
    var gradients: Matrix?

    /// Some of them.
    func rows(_ rows: [Int]) -> Samples {
      func taken(_ matrix: Matrix) -> Matrix {
        Matrix(rows: rows.map { row in (0..<matrix.columns).map { matrix[row, $0] } })
      }
      return Samples(
        positions: taken(positions), values: values.map { values in rows.map { values[$0] } },
        gradients: gradients.map(taken))
    }
  }

  /// The network, with its parameters as they were after the last epoch; nil where the training diverged.
  func train(on samples: Samples, seed: UInt64) throws -> NeuralPotential? {
    let d = samples.positions.columns
    let standardisation = try Standardisation(positions: samples.positions)
    let architecture = NetworkArchitecture(
      inputs: d, hidden: hidden, activation: .silu, fourierFeatures: features)
    // The scale of V is T = 1, so values need no factor.
    let loss = Loss(
      value: valueWeight, gradient: forceWeight,
      metric: standardisation.deviation.map { 1 / ($0 * $0) })
    let data = try TrainingSet(
      dimension: d, positions: samples.positions.elements,
      values: valueWeight > 0 ? samples.values : nil,
      gradients: forceWeight > 0 ? samples.gradients?.elements : nil,
      standardisation: standardisation)
    let batches = max(1, (data.count + batch - 1) / batch)
    let settings = TrainingSettings(
      optimiser: optimiser,
      schedule: LearningRateSchedule(
        base: learningRate, warmUp: steps / 20, decay: .cosine(final: 0)),
      epochs: max(1, steps / batches), batchSize: batch, clippingNorm: clipping, seed: seed)
    let start = Network<Float>(architecture, generator: Philox(seed: seed, stream: 1))
    let result = try Trainer(
      try LossEvaluation<Float>(architecture, loss: loss), training: data, settings: settings
    ).train(from: start.parameters)
    if case .diverged = result.outcome { return nil }
    return NeuralPotential(
      try SurrogateModel(
        coordinates: ["x", "y"], architecture: architecture, standardisation: standardisation,
        members: [result.state.parameters], training: TrainingRecord()))
  }
}

/// How far a network is from the truth at samples that it has not seen.
struct Judge: Sendable {
  let positions: Matrix
  let values: [Double]
  let gradients: Matrix

  init(_ target: Target, count: Int = 5000, seed: UInt64) {
    positions = target.samples(count, seed: seed, stream: 1 << 32)
    values = target.values(at: positions)
    gradients = target.gradients(at: positions)
  }

  /// The root mean square of V_θ − V, the best constant removed.
  func valueError(_ potential: NeuralPotential) -> Double {
    let differences = zip(potential.values(at: positions), values).map { $0 - $1 }
    let shift = differences.reduce(0, +) / Double(differences.count)
    let square = differences.reduce(0) { $0 + ($1 - shift) * ($1 - shift) }
    return (square / Double(differences.count)).squareRoot()
  }

  /// ‖∇V_θ − ∇V‖/‖∇V‖.
  func forceError(_ potential: NeuralPotential) -> Double {
    let difference = potential.gradients(at: positions) - gradients
    let norm = gradients.elements.reduce(0) { $0 + $1 * $1 }
    return (difference.elements.reduce(0) { $0 + $1 * $1 } / norm).squareRoot()
  }

  /// The mean of |∇V_θ − ∇V|².
  func squaredForceError(_ potential: NeuralPotential) -> Double {
    let difference = potential.gradients(at: positions) - gradients
    return difference.elements.reduce(0) { $0 + $1 * $1 } / Double(positions.rows)
  }
}
