import Macroscope

extension BrokenScenarioTests {
  private static func surrogate(_ lines: String) -> String { "[surrogate]\n\(lines)" }

  static let networks = [
    BrokenScenario(
      "misspelt key of the networks", rest: surrogate("«hiden = [8]"),
      "unknown key 'hiden' in [surrogate]", hint: "did you mean 'hidden'?"),
    BrokenScenario(
      "unknown activation", rest: surrogate("activation = «\"tahn\""),
      "unknown activation 'tahn'", hint: "did you mean 'tanh'?"),
    BrokenScenario(
      "width of zero", rest: surrogate("hidden = [64, «0]"),
      "'surrogate.hidden' must be from 1 to 16384, found 0"),
    BrokenScenario(
      "dropout of all units", rest: surrogate("dropout = «1"),
      "'surrogate.dropout' must be at least 0 and below 1, found 1"),
    BrokenScenario(
      "uncertainty by dropout of nothing", rest: surrogate("uncertainty = «\"dropout\""),
      "'surrogate.uncertainty' = \"dropout\" needs 'surrogate.dropout' above 0"),
    BrokenScenario(
      "thinned networks of an ensemble", rest: surrogate("dropout_samples = «20"),
      "'surrogate.dropout_samples' without uncertainty = \"dropout\""),
    BrokenScenario(
      "fewer thinned networks than networks",
      rest: surrogate("dropout = 0.1\nuncertainty = \"dropout\"\ndropout_samples = «3"),
      "'surrogate.dropout_samples' must be at least surrogate.ensemble (5), found 3"),
    BrokenScenario(
      "one network for all scales of a single step", rest: surrogate("«conditioned = true"),
      "'surrogate.conditioned' needs several steps", hint: "let sampling.step be a list"),
    BrokenScenario(
      "bandwidth of no features", rest: surrogate("fourier_bandwidth = «1.0"),
      "'surrogate.fourier_bandwidth' without 'surrogate.fourier_features'"),
    BrokenScenario(
      "batches of L-BFGS", rest: surrogate("optimiser = \"lbfgs\"\nbatch = «10"),
      "'surrogate.batch' does not apply to optimiser = \"lbfgs\""),
    BrokenScenario(
      "loss without terms", rest: surrogate("loss = «{ force = 0 }"),
      "the loss of [surrogate] has no term"),
    BrokenScenario(
      "values without the density regression",
      rest: "[regression]\nmethods = [\"force\"]\n" + surrogate("loss = «{ value = 1 }"),
      "'surrogate.loss.value' needs V by the density regression",
      hint: "add \"density\" to regression.methods"),
    BrokenScenario(
      "a variance of two terms",
      rest: surrogate("loss = «{ value = 1, force = 1, heteroscedastic = true }"),
      "'surrogate.loss.heteroscedastic' needs one of the terms value and force, not both"),
    BrokenScenario(
      "a path to a parent", rest: surrogate("parent = «\"../other\""),
      "'surrogate.parent' must be the name of a folder, found '../other'"),
    BrokenScenario(
      "frozen layers of no parent", rest: surrogate("frozen_layers = «1"),
      "'surrogate.frozen_layers' without 'surrogate.parent'"),
    BrokenScenario(
      "more frozen layers than there are",
      rest: surrogate("parent = \"other\"\nfrozen_layers = «3"),
      "'surrogate.frozen_layers' must be at most the 2 hidden layers, found 3"),
    BrokenScenario(
      "samples of no parent", rest: surrogate("parent_samples = «true"),
      "'surrogate.parent_samples' without 'surrogate.parent'"),
    BrokenScenario(
      "V by density at a parent's samples",
      rest: surrogate("parent = \"other\"\nloss = { value = 1 }\nparent_samples = «true"),
      "'surrogate.parent_samples' does not go with 'surrogate.loss.value'"),
    BrokenScenario(
      "a parent and a base", rest: surrogate("parent = \"other\"\nbase = «\"third\""),
      "both 'surrogate.parent' and 'surrogate.base' are given"),
    BrokenScenario(
      "score matching of a correction",
      rest: surrogate("loss = { score = 1 }\nbase = «\"other\""),
      "'surrogate.base' does not go with 'surrogate.loss.score'"),
    BrokenScenario(
      "dynamics on networks that there are not",
      rest: "[hamiltonian]\nsurrogate = «\"mlp\"",
      "'hamiltonian.surrogate' is \"mlp\", but there is no section [surrogate]"),
    BrokenScenario(
      "dynamics on a spline of three coordinates",
      potential: "coordinates = \"x[3]\"\nvalue = \"x[1]^2\"",
      rest: "[surrogate]\n[langevin]\nsurrogate = «\"force\"",
      "'langevin.surrogate' must be \"mlp\" above two coordinates, found 'force'"),
  ]
}
