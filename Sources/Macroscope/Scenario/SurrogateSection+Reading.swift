import Surrogates

extension SurrogateSection {
  static let keys = [
    "hidden", "activation", "residual", "layer_norm", "dropout", "fourier_features",
    "fourier_bandwidth", "ensemble", "uncertainty", "dropout_samples", "conditioned", "loss",
    "weight_decay", "optimiser", "learning_rate", "warm_up", "decay", "epochs", "batch", "clipping",
    "patience", "validation", "folds", "memory", "parent", "frozen_layers", "parent_samples",
    "base",
  ]

  /// The networks of a section that says nothing: good for one to a dozen coordinates.
  static let defaultHidden = [64, 64]

  /// Nil when the scenario has no such section.
  init?(
    _ table: TableReader, potential: PotentialSection, sampling: SamplingSection,
    regression: RegressionSection
  ) {
    guard table.exists else { return nil }
    hidden = Self.readHidden(table, inputs: potential.dimension)
    activation = table.choice("activation") ?? .silu
    isResidual = table.boolean("residual") ?? false
    normalisesLayers = table.boolean("layer_norm") ?? false
    dropout =
      table.real(
        "dropout", .halfOpen(0, 1),
        hint: "it is the probability of a unit to be dropped, such as 0.1"
      ) ?? 0
    fourierFeatures =
      table.integer(
        "fourier_features", 0...10_000, hint: "it is the number of frequencies; 0 for none") ?? 0
    fourierBandwidth = table.automaticReal(
      "fourier_bandwidth", .positive,
      hint:
        "it is in cycles per standard deviation of a coordinate; \"auto\" is what the step resolves"
    )
    ensemble =
      table.integer(
        "ensemble", 1...100,
        hint: "error bars come from the scatter between networks: 5 is a good number") ?? 5
    uncertainty = table.choice("uncertainty") ?? .ensemble
    dropoutSamples =
      table.integer(
        "dropout_samples", 2...1000,
        hint: "it is the number of thinned networks that error bars come from, such as 50") ?? 50
    isConditioned = table.boolean("conditioned") ?? false
    loss = LossWeights(table.table("loss", keys: LossWeights.keys))
    weightDecay =
      table.real("weight_decay", .nonnegative, hint: "it is the factor of the squared weights") ?? 0
    optimiser = table.choice("optimiser") ?? .adam
    learningRate = table.automaticReal(
      "learning_rate", .positive, hint: "\"auto\" is the optimiser's usual one")
    warmUp =
      table.real(
        "warm_up", .halfOpen(0, 1), hint: "it is the fraction of all steps, such as 0.05") ?? 0.05
    decay = table.choice("decay") ?? .cosine
    epochs =
      table.integer(
        "epochs", 1...1_000_000, hint: "it is the number of passes over the data: 100 is usual")
      ?? 100
    batch =
      table.integer(
        "batch", 1...10_000_000, hint: "it is the number of samples in a batch: 1024 is usual")
      ?? 1024
    clipping = table.real(
      "clipping", .positive, hint: "it is the largest norm of a gradient; leave it out for none")
    patience = table.integer(
      "patience", 1...1_000_000,
      hint: "it is the number of epochs without improvement; leave it out for none")
    validation = table.choice("validation") ?? .walker
    folds =
      table.integer("folds", 2...100, hint: "it is the number of parts held out in turn, such as 5")
      ?? 5
    memoryLimit = table.automaticInteger(
      "memory", 1...(1 << 30),
      hint: "it is in MiB; \"auto\" is a quarter of the machine's memory")
    parent = table.neighbour("parent")
    frozenLayers =
      table.integer("frozen_layers", 0...1000, hint: "layers counted from the input") ?? 0
    usesParentSamples = table.boolean("parent_samples") ?? false
    base = table.neighbour("base")
    check(table)
    checkData(table, potential: potential, sampling: sampling, regression: regression)
  }

  /// The fewest samples that networks are trained and judged on.
  static let fewestSamples = 1000

  /// What the rest of the scenario must provide.
  private func checkData(
    _ table: TableReader, potential: PotentialSection, sampling: SamplingSection,
    regression: RegressionSection
  ) {
    guard !table.diagnostics.hasErrors else { return }
    if sampling.storedSamples < Self.fewestSamples {
      table.report(
        "[surrogate] needs at least \(Self.fewestSamples) stored samples, found "
          + "\(sampling.storedSamples)", at: table.position,
        hint: "the networks are trained on them: raise sampling.stored_samples")
    }
    if loss.value > 0, potential.dimension > 2 || !regression.methods.contains(.density) {
      table.report(
        "'surrogate.loss.value' needs V by the density regression",
        at: table.node("loss")?.position ?? table.position,
        hint: potential.dimension > 2
          ? "above two coordinates there is none: train by force = 1.0"
          : "add \"density\" to regression.methods, or train by force = 1.0")
    }
    if loss.isHeteroscedastic, (loss.value > 0) == (loss.force > 0) {
      table.report(
        "'surrogate.loss.heteroscedastic' needs one of the terms value and force, not both",
        at: table.node("loss")?.position ?? table.position,
        hint: "the variance that the network learns is that of the term it is fitted to")
    }
  }

  /// What networks can take over from other results.
  private func checkTransfer(_ refuse: (_ key: String, _ message: String, _ hint: String) -> Void) {
    if frozenLayers > 0, parent == nil {
      refuse(
        "frozen_layers", "'surrogate.frozen_layers' without 'surrogate.parent'",
        "layers are frozen with the weights of a parent: name its results folder")
    }
    if frozenLayers > hidden.count {
      refuse(
        "frozen_layers",
        "'surrogate.frozen_layers' must be at most the \(hidden.count) hidden layers, found "
          + "\(frozenLayers)", "the output layer is always trained")
    }
    if usesParentSamples, parent == nil {
      refuse(
        "parent_samples", "'surrogate.parent_samples' without 'surrogate.parent'",
        "the samples are those of a parent's run: name its results folder")
    }
    if usesParentSamples, loss.value > 0 {
      refuse(
        "parent_samples", "'surrogate.parent_samples' does not go with 'surrogate.loss.value'",
        "V by density is that of this run, and not known where other samples lie: train by "
          + "loss = { force = 1.0 }")
    }
    if base != nil, parent != nil {
      refuse(
        "base", "both 'surrogate.parent' and 'surrogate.base' are given",
        "a parent that corrects a base brings it along: leave one of them out")
    }
    if base != nil, loss.score > 0 {
      refuse(
        "base", "'surrogate.base' does not go with 'surrogate.loss.score'",
        "score matching of corrections is not supported: train by loss = { force = 1.0 }")
    }
  }

  private static func readHidden(_ table: TableReader, inputs: Int) -> [Int] {
    let hint = "list the widths of the hidden layers, such as [64, 64]"
    guard let elements = table.array("hidden", of: "integers", hint: hint) else {
      return defaultHidden
    }
    table.requireCount(elements.count, in: 1...32, "hidden")
    let widths = elements.compactMap { table.integer($0, "hidden", 1...16_384, hint: hint) }
    let parameters = zip([inputs] + widths, widths).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
    if parameters > mostParameters {
      table.report(
        "the network has \(parameters) weights, more than \(mostParameters)",
        at: table.node("hidden")?.position ?? table.position, hint: hint)
    }
    return widths.isEmpty ? defaultHidden : widths
  }

  /// What only several keys together can tell.
  private func check(_ table: TableReader) {
    func refuse(_ key: String, _ message: String, _ hint: String) {
      guard let position = table.keyPosition(key) else { return }
      table.report(message, at: table.node(key)?.position ?? position, hint: hint)
    }
    checkTransfer(refuse)
    if fourierFeatures == 0, fourierBandwidth != nil {
      refuse(
        "fourier_bandwidth", "'surrogate.fourier_bandwidth' without 'surrogate.fourier_features'",
        "give the number of frequencies, such as fourier_features = 64")
    }
    for (key, other) in [("parent", parent), ("base", base)] where isConditioned && other != nil {
      refuse(
        key, "'surrogate.\(key)' does not go with 'surrogate.conditioned'",
        "the network of all scales has inputs of its own: remove one of the keys")
    }
    if uncertainty == .dropout, dropout == 0 {
      refuse(
        "uncertainty", "'surrogate.uncertainty' = \"dropout\" needs 'surrogate.dropout' above 0",
        "the scatter comes from units that are dropped: set dropout = 0.1, say, or train an ensemble"
      )
    }
    if uncertainty == .ensemble {
      refuse(
        "dropout_samples", "'surrogate.dropout_samples' without uncertainty = \"dropout\"",
        "it is the number of thinned networks: add uncertainty = \"dropout\", or remove the key")
    } else if dropoutSamples < ensemble {
      refuse(
        "dropout_samples",
        "'surrogate.dropout_samples' must be at least surrogate.ensemble (\(ensemble)), found "
          + "\(dropoutSamples)", "every network of the ensemble is thinned at least once")
    }
    if optimiser == .lbfgs {
      for key in ["learning_rate", "warm_up", "decay", "batch", "clipping"] {
        refuse(
          key, "'surrogate.\(key)' does not apply to optimiser = \"lbfgs\"",
          "L-BFGS takes all samples at once and searches its own steps: remove the key")
      }
      if dropout > 0 {
        refuse(
          "dropout", "'surrogate.dropout' does not go with optimiser = \"lbfgs\"",
          "a line search needs a loss that is not random: choose \"adam\"")
      }
    }
  }
}

extension SurrogateSection.LossWeights {
  static let keys = ["value", "force", "score", "heteroscedastic"]

  init(_ table: TableReader) {
    let hint = "it is the weight of a term of the loss; 0 leaves it out"
    let weight = { (key: String) in table.real(key, .nonnegative, hint: hint) }
    value = weight("value") ?? 0
    score = weight("score") ?? 0
    force = weight("force") ?? (value == 0 && score == 0 ? 1 : 0)
    isHeteroscedastic = table.boolean("heteroscedastic") ?? false
    if value == 0, score == 0, force == 0, !table.diagnostics.hasErrors {
      table.report(
        "the loss of [surrogate] has no term", at: table.position,
        hint: "give one of the weights value, force and score, such as loss = { force = 1.0 }")
    }
  }
}
