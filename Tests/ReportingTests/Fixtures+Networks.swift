import Foundation
import LinearAlgebra
import Macroscope
import Statistics
import Surrogates

extension Fixtures {
  /// The double well with three networks that learned it.
  static func networkDoubleWell() throws -> RunResults {
    var results = doubleWell()
    let reference = results.reference ?? []
    results.potentials.append(potential("mlp", reference, 0.2475, size: 0.005))
    results.summary.effectivePotential["mlp"] = .init(
      resolution: [0.11], rmse: Estimate(value: 0.0052, standardError: 0.0013), maxError: 0.017,
      samples: 50_000)
    results.summary.surrogate = networkSummary(inputs: 1)
    results.surrogate = try networks(["x"])
    return results
  }

  /// Ten coordinates, which there is no grid for.
  static func networkChain() throws -> RunResults {
    var results = tenDimensional()
    results.summary.surrogate = networkSummary(inputs: 10)
    results.surrogate = try networks(results.summary.scenario.coordinates)
    results.scenarioText = """
      schema = 1
      [potential]
      coordinates = ["x[10]"]
      value = "sum(i, 1, 10, i*x[i]^2)"
      reference = "sum(i, 1, 10, i*x[i]^2)"
      [sampling]
      step = 0.1
      initial = { mean = 0.0, deviation = 0.5 }
      """
    return results
  }

  static func networkSummary(inputs: Int) -> Summary.Surrogate {
    let floor = Estimate(value: 15.535, standardError: 0.031)
    let loss = Estimate(value: 17.93, standardError: 0.92)
    return Summary.Surrogate(
      architecture: .init(
        inputs: inputs, hidden: [64, 64], activation: "silu", residual: true, layerNorm: false,
        dropout: 0.1, fourierFeatures: 32, fourierBandwidth: 1.25, outputs: 1),
      parameters: 4417, ensemble: 3, samples: 50_000, epochs: 20, bestEpochs: [20, 17, 19],
      trainLoss: 15.54, validationLoss: 15.552, noiseFloor: floor,
      crossValidation: .init(
        kind: "space", folds: 5, epochs: 5, loss: loss, excess: loss - floor,
        randomLoss: Estimate(value: 15.571, standardError: 0.011),
        optimism: Estimate(value: 2.36, standardError: 0.91), forceError: 0.083),
      coverage: .init(
        level: 0.9, before: Estimate(value: 0.94, standardError: 0.021),
        after: Estimate(value: 0.91, standardError: 0.027),
        factor: Estimate(value: 0.853, standardError: 0.061), targets: 256, blocks: 8,
        reference: inputs > 2 ? nil : 0.78),
      forceError: 0.0067, falseAlarms: Estimate(value: 0.0011, standardError: 0.0004),
      samplesPerSecond: 1.7e6, outcome: "all epochs are done", hasDiverged: false,
      baselines: [
        "polynomial": .init(
          description: "ridge regression on polynomials of degree 12",
          loss: Estimate(value: 29.1, standardError: 2.2), isHeldOut: true,
          difference: Estimate(value: -11.2, standardError: 1.9), forceError: 0.31),
        "force_spline": .init(
          description: "the force regression, which has seen all forces of the run",
          loss: Estimate(value: 17.6, standardError: 1.1), isHeldOut: false,
          difference: Estimate(value: 0.33, standardError: 0.41), forceError: 0.0018),
      ])
  }

  /// What networks owe to a neighbouring temperature.
  static func transferSummary() -> Summary.Surrogate.Transfer {
    Summary.Surrogate.Transfer(
      kind: "parent", source: "warm", frozenLayers: 1, trainedParameters: 4225,
      scratchLoss: Estimate(value: 15.59, standardError: 0.02),
      lossDifference: Estimate(value: -0.031, standardError: 0.008),
      scratchEpochs: Estimate(value: 18.2, standardError: 0.7),
      matchingEpochs: Estimate(value: 5.1, standardError: 0.4),
      savedFraction: Estimate(value: 0.72, standardError: 0.024),
      importance: .init(
        samples: 50_000, effectiveSamples: 8123.4, tailShape: 0.31, tailShapeLimit: 0.7,
        isUsed: true))
  }

  static func networks(_ coordinates: [String], members: Int = 3) throws -> SurrogateResults {
    let d = coordinates.count
    let shape = NetworkArchitecture(inputs: d, hidden: [6])
    let parameters = (0..<members).map { member in
      Network<Float>(shape, generator: Philox(seed: 5, stream: UInt64(member))).parameters
    }
    let model = try SurrogateModel(
      coordinates: coordinates, architecture: shape,
      standardisation: Standardisation(
        mean: [Double](repeating: 0, count: d), deviation: [Double](repeating: 0.7, count: d),
        scale: 1),
      members: parameters,
      // Random networks have no minimum of their own: the wall makes one within the data.
      confinement: Confinement(
        lower: [Double](repeating: -0.2, count: d), upper: [Double](repeating: 0.2, count: d),
        stiffness: [Double](repeating: 8, count: d)), recalibration: 0.853)
    let generator = Philox(seed: 9, stream: 0)
    let positions = Matrix(
      rows: 4000, columns: d,
      elements: (0..<4000 * d).map { 0.7 * generator.normals(UInt64($0), 1).0 })
    let levels = stride(from: 0.1, through: 0.9, by: 0.1).map { level in
      CoverageLevel(
        nominal: level, before: Estimate(value: pow(level, 0.7), standardError: 0.02),
        after: Estimate(value: level + 0.01, standardError: 0.025))
    }
    return SurrogateResults(
      model: model,
      support: try OutOfDistributionScore(
        training: positions, heldOut: positions, seed: 1),
      curves: (0..<members).map { learningCurve(level: 15.5 + 0.02 * Double($0), rate: 1) },
      coverage: members > 1 ? levels : [])
  }

  /// Losses that fall to a level: NaN at epoch 0 of the training, as nothing was trained on then.
  static func learningCurve(level: Double, rate: Double) -> TrainingCurve {
    let epochs = (0...20).map(Double.init)
    let losses = epochs.map { level + 60 * exp(-rate * $0) }
    return TrainingCurve(
      epoch: epochs, learningRate: epochs.map { _ in 1e-3 },
      trainingLoss: [.nan] + losses.dropFirst().map { $0 - 0.01 }, validationLoss: losses,
      gradientNorm: epochs.map { _ in 1 }, seconds: epochs)
  }
}
