import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Surrogates

extension TrainingStage {
  /// The wall at the ends of the data. It turns the steepest slope that the networks have there within a
  /// tenth of the box.
  func confinement(of potential: NeuralPotential) -> Confinement {
    let d = samples.dimension
    var lower = [Double](repeating: .infinity, count: d)
    var upper = lower.map { -$0 }
    for matrix in [samples.positions, samples.endpoints] {
      for (n, x) in matrix.elements.enumerated() {
        lower[n % d] = min(lower[n % d], x)
        upper[n % d] = max(upper[n % d], x)
      }
    }
    // Samples, and points on the faces of the box.
    let generator = Philox(seed: scenario.sampling.seed, stream: 0x7761_6C6C)
    let faces = (0..<Self.facePoints).map { n in
      (0..<d).map { i in
        if n / 2 % d == i { return n % 2 == 0 ? lower[i] : upper[i] }
        return lower[i] + generator.uniform(UInt64(n), UInt64(i)) * (upper[i] - lower[i])
      }
    }
    let inside = TrainingSamples.rows(samples.thinned(to: Self.facePoints), of: samples.positions)
    var slope = [Double](repeating: 0, count: d)
    for points in [Matrix(rows: faces), inside] {
      let gradients = potential.gradients(at: points, threads: options.threads)
      for (n, g) in gradients.elements.enumerated() { slope[n % d] = max(slope[n % d], abs(g)) }
    }
    return Confinement(
      lower: lower, upper: upper, slope: slope,
      reach: zip(lower, upper).map { 0.1 * ($1 - $0) }, temperature: training.temperature)
  }

  static var facePoints: Int { 10_000 }

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
    var values: [Double]?
    if section.loss.value > 0 {
      guard let density = LearnedPotential(results, method: .density) else {
        throw TrainingError.invalidData("the results hold no usable V by density")
      }
      let fitted = bases.reduce(density.potential.values(at: samples.positions.rowArrays)) {
        rest, base in
        zip(rest, NeuralPotential(base).values(at: samples.positions, threads: threads)).map {
          $0 - $1
        }
      }
      let mean = fitted.reduce(0, +) / Double(fitted.count)
      values = fitted.map { $0 - mean }
    }
    return try TrainingSet(
      dimension: samples.dimension, positions: samples.positions.elements, values: values,
      gradients: samples.residualGradients(bases, threads: threads),
      standardisation: standardisation)
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

  var architectureSummary: Summary.Surrogate.Architecture {
    let shape = training.architecture
    return Summary.Surrogate.Architecture(
      inputs: shape.inputs, hidden: shape.hidden, activation: shape.activation.rawValue,
      residual: shape.isResidual, layerNorm: shape.normalisesLayers, dropout: shape.dropout,
      fourierFeatures: shape.fourierFeatures?.count ?? 0,
      fourierBandwidth: shape.fourierFeatures?.bandwidth, outputs: shape.outputs)
  }

  func record(_ ensemble: [TrainingResult]) -> TrainingRecord {
    let program = Summary.Program.current
    let losses = ensemble.map(\.bestTrainingLoss).filter(\.isFinite)
    let heldOut = ensemble.map(\.best.loss).filter(\.isFinite)
    return TrainingRecord(
      program: "\(program.name) \(program.version)",
      scenarioSHA256: results.summary.scenario.sha256,
      parent: source?.kind == .parent ? source?.name : nil, temperature: training.temperature,
      seed: scenario.sampling.seed, samples: samples.count,
      epochs: ensemble.map(\.best.epoch).max(), optimiser: section.optimiser.rawValue,
      trainingLoss: losses.isEmpty ? [:] : ["total": mean(losses)],
      validationLoss: heldOut.isEmpty ? [:] : ["total": mean(heldOut)],
      noiseFloor: isPureForce ? noiseFloor?.value : nil)
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
