import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Surrogates

extension TrainingStage {
  /// The wall at the ends of the data. It turns the steepest slope that the networks have there within a
  /// tenth of the box.
  func confinement(of potential: NeuralPotential) -> Confinement {
    Self.confinement(
      of: [potential], samples: [samples], temperature: training.temperature,
      seed: scenario.sampling.seed, threads: options.threads)
  }

  /// The same for the potentials of several scales, each with its samples: one wall around all.
  static func confinement(
    of potentials: [NeuralPotential], samples: [TrainingSamples], temperature: Double, seed: UInt64,
    threads: Int
  ) -> Confinement {
    let d = samples[0].dimension
    let bounds = samples.dropFirst().reduce(samples[0].bounds) { $0.union($1.bounds) }
    let (lower, upper) = (bounds.lower, bounds.upper)
    // Samples, and points on the faces of the box.
    let generator = Philox(seed: seed, stream: 0x7761_6C6C)
    let faces = (0..<facePoints).map { n in
      (0..<d).map { i in
        if n / 2 % d == i { return n % 2 == 0 ? lower[i] : upper[i] }
        return lower[i] + generator.uniform(UInt64(n), UInt64(i)) * (upper[i] - lower[i])
      }
    }
    var slope = [Double](repeating: 0, count: d)
    for (potential, samples) in zip(potentials, samples) {
      let inside = TrainingSamples.rows(samples.thinned(to: facePoints), of: samples.positions)
      for points in [Matrix(rows: faces), inside] {
        let gradients = potential.gradients(at: points, threads: threads)
        for (n, g) in gradients.elements.enumerated() { slope[n % d] = max(slope[n % d], abs(g)) }
      }
    }
    return Confinement(
      lower: lower, upper: upper, slope: slope,
      reach: zip(lower, upper).map { 0.1 * ($1 - $0) }, temperature: temperature)
  }

  static var facePoints: Int { 10_000 }

  /// Networks as they are used: themselves, or thinned at random where dropout is to tell the error of V.
  func inUse(_ networks: SurrogateModel) throws -> SurrogateModel {
    section.uncertainty == .dropout
      ? try networks.thinned(count: section.dropoutSamples, seed: scenario.sampling.seed) : networks
  }

  /// Where V rests on data; nil where that cannot be told, as coordinates depend on each other.
  func support() -> OutOfDistributionScore? {
    let heldOut = walkerSplit.heldOut(0)
    let n = heldOut.count
    return try? OutOfDistributionScore(
      training: TrainingSamples.rows(walkerSplit.training(0), of: samples.positions),
      heldOut: TrainingSamples.rows(heldOut, of: samples.positions),
      blocks: walkerSplit.blocks.restricted(to: heldOut),
      falseAlarmRate: max(Self.falseAlarmRate, 2 / Double(n)), seed: scenario.sampling.seed)
  }

  /// Far below what dynamics may spend outside of the data before a verdict fails.
  static var falseAlarmRate: Double { 1e-3 }

  /// Positions and forces, and V of the density regression where the loss asks for it.
  static func data(
    _ samples: TrainingSamples, section: SurrogateSection, results: RunResults,
    _ standardisation: Standardisation, bases: [SurrogateModel], threads: Int
  ) throws -> TrainingSet {
    try TrainingSet(
      dimension: samples.dimension, positions: samples.positions.elements,
      values: try values(
        samples, section: section, results: results, bases: bases, threads: threads),
      gradients: TrainingTargets.gradients(
        samples.gradients.elements, at: samples.positions, bases: bases, threads: threads),
      standardisation: standardisation)
  }

  /// V of the density regression at the samples, less that of the bases, where the loss asks for it; nil where it
  /// does not.
  static func values(
    _ samples: TrainingSamples, section: SurrogateSection, results: RunResults,
    bases: [SurrogateModel] = [], threads: Int = 1
  ) throws -> [Double]? {
    let fitted = try TrainingTargets.values(
      section: section, results: results, bases: bases, threads: threads)
    guard let values = fitted?(samples.positions) else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  /// ℓ = h √T with unit mass, or √(2ηT) of a descent: how far a walker goes in a step.
  static func resolution(_ sampling: SamplingSection, temperature: Double) -> Double {
    switch sampling.integrator {
    case .dampedVerlet: sampling.step * temperature.squareRoot()
    case .gradientDescent: (2 * sampling.step * temperature).squareRoot()
    }
  }

  /// Cycles per standard deviation: waves of three standard deviations of the frequency have the phase
  /// q/ℓ, the finest that the step resolves. At most 1: finer structure than that is learned better by more
  /// layers than by features that fit noise.
  static func bandwidth(_ deviations: [Double], resolution: Double) -> Double {
    let logarithms = deviations.map { Foundation.log($0 / resolution) }
    let ratio = Foundation.exp(logarithms.reduce(0, +) / Double(deviations.count))
    return min(1, ratio / (3 * 2 * .pi))
  }

  var architectureSummary: Summary.Surrogate.Architecture { .init(training.architecture) }

  func record(_ ensemble: [TrainingResult]) -> TrainingRecord {
    let program = Summary.Program.current
    let losses = ensemble.map(\.bestTrainingLoss).filter(\.isFinite)
    let heldOut = ensemble.map(\.best.loss).filter(\.isFinite)
    return TrainingRecord(
      program: "\(program.name) \(program.version)",
      scenarioSHA256: results.summary.scenario.sha256,
      parent: source?.kind == .parent ? source?.name : nil, temperature: training.temperature,
      seed: scenario.sampling.seed, samples: sampleCount,
      epochs: ensemble.map(\.best.epoch).max(), optimiser: section.optimiser.rawValue,
      trainingLoss: losses.isEmpty ? [:] : ["total": mean(losses)],
      validationLoss: heldOut.isEmpty ? [:] : ["total": mean(heldOut)],
      noiseFloor: isPureForce ? noiseFloor?.value : nil)
  }
}

extension Summary.Surrogate.Architecture {
  init(_ shape: NetworkArchitecture) {
    self.init(
      inputs: shape.inputs, hidden: shape.hidden, activation: shape.activation.rawValue,
      residual: shape.isResidual, layerNorm: shape.normalisesLayers, dropout: shape.dropout,
      fourierFeatures: shape.fourierFeatures?.count ?? 0,
      fourierBandwidth: shape.fourierFeatures?.bandwidth, outputs: shape.outputs)
  }
}

extension TrainingResult {
  var hasDiverged: Bool {
    if case .diverged = outcome { true } else { false }
  }

  /// The mean training loss of the best epoch, of the first where the start is best: it was met on the way from
  /// there; NaN where not one epoch was done.
  var bestTrainingLoss: Double {
    curve.points.first { $0.epoch == max(best.epoch, 1) }?.training.total ?? .nan
  }
}
