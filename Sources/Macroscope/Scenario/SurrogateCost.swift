import Surrogates

extension SurrogateSection {
  /// The part of the epochs that networks get which are trained only to be judged.
  static let judgedShare = 0.25

  /// Steps of an optimiser that such a network gets in any case, if the others get them.
  static let fewestJudgedSteps = 4000

  /// Passes over the data of a network that is trained only to be judged.
  func judgedEpochs(samples: Int) -> Int {
    guard optimiser != .lbfgs else { return epochs }
    let training = samples * (folds - 1) / folds
    let batches = max(1, (training + batch - 1) / batch)
    let share = Int((Self.judgedShare * Double(epochs)).rounded(.up))
    return min(epochs, max(share, (Self.fewestJudgedSteps + batches - 1) / batches))
  }

  /// The networks' shape.
  func architecture(inputs: Int, bandwidth: Double) -> NetworkArchitecture {
    NetworkArchitecture(
      inputs: inputs, hidden: hidden, activation: activation, isResidual: isResidual,
      normalisesLayers: normalisesLayers, dropout: dropout,
      fourierFeatures: fourierFeatures > 0
        ? FourierFeatures(count: fourierFeatures, bandwidth: fourierBandwidth ?? bandwidth) : nil,
      outputs: loss.isHeteroscedastic ? 2 : 1)
  }

  /// Gradients of a network's loss at one sample, over all networks that are trained: the ensemble, the folds
  /// of a block and of a random split, and the ensemble that calibrates.
  public func evaluations(samples: Int) -> Double {
    let share = Double(folds - 1) / Double(folds)
    let judged = Double(2 * folds + ensemble) * Double(judgedEpochs(samples: samples))
    return Double(samples) * share * (Double(ensemble * epochs) + judged)
  }

  /// Bytes: the samples as they are stored and as they are trained on, predictions of each network, and the
  /// parameters with the partial gradients and moments of one training.
  func memory(_ scenario: Scenario) -> Double {
    let (n, d) = (Double(scenario.sampling.storedSamples), Double(scenario.dimension))
    let parameters = Double(
      ParameterLayout(architecture(inputs: scenario.dimension, bandwidth: 1)).count)
    let samples = n * (d * (2 * 8 + 2 * 2 * 4 + 2 * 8) + 8 * 8)
    let predictions = 0.25 * n * d * 8 * Double(ensemble + 2)
    let copies = Double(LossEvaluation<Float>.maximumGroups + ensemble + 8)
    return samples + predictions + 4 * parameters * copies
  }
}
