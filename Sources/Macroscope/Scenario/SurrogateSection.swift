import Surrogates

/// `[surrogate]`: the networks that learn V, and how they are trained and judged.
public struct SurrogateSection: Hashable, Sendable {
  /// The shape of a network; its inputs are the scenario's coordinates.
  public var hidden: [Int]
  public var activation: Activation
  public var isResidual: Bool
  public var normalisesLayers: Bool
  public var dropout: Double
  /// Random Fourier features; 0: none.
  public var fourierFeatures: Int
  /// Cycles per unit of the standardised coordinates; nil chooses it from the resolution length.
  public var fourierBandwidth: Double?
  /// Networks trained from different first weights on the same data.
  public var ensemble: Int
  /// What the error of V comes from.
  public var uncertainty: Uncertainty
  /// Thinned networks of a Monte Carlo dropout ensemble.
  public var dropoutSamples: Int
  /// Whether one ensemble is trained for all steps of a scenario as well.
  public var isConditioned: Bool
  /// What the networks are fitted to.
  public var loss: LossWeights
  public var weightDecay: Double

  /// The optimiser and the course of the training.
  public var optimiser: Optimiser
  /// Nil takes the optimiser's usual one.
  public var learningRate: Double?
  /// The fraction of all steps in which the learning rate rises.
  public var warmUp: Double
  public var decay: Decay
  /// Passes over the data, at most; iterations for L-BFGS.
  public var epochs: Int
  /// Samples in a batch.
  public var batch: Int
  /// Gradients longer than this are cut to it; nil: none is.
  public var clipping: Double?
  /// Epochs without improvement before the training stops; nil: it goes on to the end.
  public var patience: Int?

  /// What is held out together when the networks are judged.
  public var validation: Validation
  /// Parts that are held out in turn.
  public var folds: Int

  /// Memory for the stored samples, in MiB; where they need more, training is streamed from the file. Nil: a quarter
  /// of the machine's memory.
  public var memoryLimit: Int?

  /// The results folder beside this run's whose networks the training starts from.
  public var parent: String?
  /// Layers that keep the parent's weights, from the input on.
  public var frozenLayers: Int
  /// Whether the samples of the parent's run are trained on too, with importance weights.
  public var usesParentSamples: Bool
  /// The results folder beside this run's whose cheap V the networks correct.
  public var base: String?

  /// Weights of the terms of the loss; 0 leaves a term out.
  public struct LossWeights: Hashable, Sendable {
    /// V on the grid of the density regression.
    public var value: Double
    /// ∇f(q½) as sampled.
    public var force: Double
    /// Score matching of the positions.
    public var score: Double
    /// Whether deviations are weighed by a variance that the network learns as well.
    public var isHeteroscedastic: Bool
  }

  /// Where the members whose scatter is the error of V come from.
  public enum Uncertainty: String, CaseIterable, Hashable, Sendable {
    /// Trainings from different weights, on different walkers.
    case ensemble
    /// The networks with random units dropped for good.
    case dropout
  }

  /// How the weights are found.
  public enum Optimiser: String, CaseIterable, Hashable, Sendable {
    case adam, adamw, sgd, lbfgs
  }

  /// How the learning rate falls.
  public enum Decay: String, CaseIterable, Hashable, Sendable {
    case constant, cosine, plateau
  }

  /// Samples that are alike and must be held out together.
  public enum Validation: String, CaseIterable, Hashable, Sendable {
    /// All samples of a walker.
    case walker
    /// Stretches of time longer than the autocorrelation time.
    case time
    /// Regions of space, with a margin that is used for neither.
    case space
  }

  /// Numbers that a network may have, over all its weights.
  public static let mostParameters = 100_000_000
}

extension SurrogateSection {
  func write(to out: inout TOMLWriter) {
    out.section("surrogate")
    out.entry("hidden", tomlArray(hidden))
    out.entry("activation", tomlString(activation.rawValue))
    out.entry("residual", "\(isResidual)")
    out.entry("layer_norm", "\(normalisesLayers)")
    out.entry("dropout", "\(dropout)")
    out.entry("fourier_features", "\(fourierFeatures)")
    if fourierFeatures > 0 { out.entry("fourier_bandwidth", tomlAutomatic(fourierBandwidth)) }
    out.entry("ensemble", "\(ensemble)")
    out.entry("uncertainty", tomlString(uncertainty.rawValue))
    if uncertainty == .dropout { out.entry("dropout_samples", "\(dropoutSamples)") }
    if isConditioned { out.entry("conditioned", "true") }
    out.entry(
      "loss",
      "{ value = \(loss.value), force = \(loss.force), score = \(loss.score), "
        + "heteroscedastic = \(loss.isHeteroscedastic) }")
    out.entry("weight_decay", "\(weightDecay)")
    out.entry("optimiser", tomlString(optimiser.rawValue))
    if optimiser != .lbfgs {
      out.entry("learning_rate", tomlAutomatic(learningRate))
      out.entry("warm_up", "\(warmUp)")
      out.entry("decay", tomlString(decay.rawValue))
      out.entry("batch", "\(batch)")
      if let clipping { out.entry("clipping", "\(clipping)") }
    }
    out.entry("epochs", "\(epochs)")
    if let patience { out.entry("patience", "\(patience)") }
    out.entry("validation", tomlString(validation.rawValue))
    out.entry("folds", "\(folds)")
    out.entry("memory", memoryLimit.map { "\($0)" } ?? "\"auto\"")
    if let parent { out.entry("parent", tomlString(parent)) }
    if frozenLayers > 0 { out.entry("frozen_layers", "\(frozenLayers)") }
    if usesParentSamples { out.entry("parent_samples", "true") }
    if let base { out.entry("base", tomlString(base)) }
  }
}
