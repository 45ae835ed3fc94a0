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

  /// Whether networks start from other results, or correct them: then as many are trained from random
  /// weights, to see what that saved.
  var isTransferred: Bool { parent != nil || base != nil }

  /// Gradients of a network's loss at one sample, over all networks that are trained: the ensemble, the folds
  /// of a block and of a random split, the ensemble that calibrates, and the one from random weights that a
  /// transfer is compared with.
  ///
  /// - Parameters:
  ///   - samples: of this run.
  ///   - judgedSamples: those of them that networks are judged on; nil: all.
  ///   - parentSamples: of the parent's run, where they are trained on; nil: as many as this run's.
  /// - Returns: samples times passes.
  public func evaluations(
    samples: Int, judged judgedSamples: Int? = nil, parentSamples: Int? = nil
  ) -> Double {
    let share = Double(folds - 1) / Double(folds)
    let others = parentSamples ?? (usesParentSamples ? samples : 0)
    let ensembles = Double(ensemble * epochs) * (isTransferred ? 2 : 1)
    let some = judgedSamples ?? samples
    let judged = Double(2 * folds + ensemble) * Double(judgedEpochs(samples: some))
    // Networks of an ensemble have as many samples as there are, some of them twice.
    let drawn = ensemble > 1 ? 1 : share
    return Double(samples) * drawn * ensembles + Double(some) * share * judged
      + Double(others) * (ensembles + judged)
  }

  /// Functions whose mean is V, and whose scatter its error.
  var memberCount: Int { uncertainty == .dropout ? dropoutSamples : ensemble }

  /// Bytes: the samples as they are stored and as they are trained on, predictions of each network, and the
  /// parameters with the partial gradients and moments of one training.
  func memory(_ scenario: Scenario) -> Double {
    let (n, d) = (Double(scenario.sampling.storedSamples), Double(scenario.dimension))
    let parameters = Double(
      ParameterLayout(architecture(inputs: scenario.dimension, bandwidth: 1)).count)
    // As they are trained on there are two of them, for a transfer and from random weights; the parent's are
    // about as many again.
    let copies = (isTransferred ? 2.0 : 1) * (usesParentSamples ? 2 : 1)
    let samples = n * (d * (2 * 8 + copies * 2 * 2 * 4 + copies * 2 * 8) + 8 * 8)
    let predictions = 0.25 * n * d * 8 * Double(memberCount + 2)
    let vectors = Double(LossEvaluation<Float>.maximumGroups + 2 * memberCount + 8)
    return samples + predictions + 4 * parameters * vectors
  }
}
