import Foundation
import LinearAlgebra
import Surrogates

/// The results of another run that networks start from (a parent), or whose V they correct (a base):
/// docs/transfer.md.
struct TransferSource {
  /// What is taken over.
  enum Kind: String {
    /// The weights of the networks.
    case parent
    /// V, to be corrected.
    case base
  }

  let kind: Kind
  /// The name of the results folder.
  let name: String
  /// The scenario that the results were made with.
  let scenario: Scenario
  /// With samples where they are to be trained on.
  let results: RunResults
  /// Whole networks: without the masks of Monte Carlo dropout.
  let model: SurrogateModel

  /// Reads and checks what a scenario names; nil when it names nothing.
  ///
  /// - Parameters:
  ///   - child: the scenario whose networks are to be trained.
  ///   - folder: the folder of its results; the others are looked for beside it.
  /// - Throws: `ScenarioError` that points at the key when the results are missing or of no use;
  ///   `StorageError` when they are damaged.
  init?(_ child: Scenario, besides folder: URL?) throws {
    guard let section = child.surrogate else { return nil }
    let kind: Kind = section.parent == nil ? .base : .parent
    guard let name = section.parent ?? section.base else { return nil }
    func refusal(_ message: String, _ hint: String) -> ScenarioError {
      child.error(at: "surrogate.\(kind.rawValue)", message, hint: hint)
    }
    guard let place = folder?.deletingLastPathComponent() else {
      throw refusal(
        "'surrogate.\(kind.rawValue)' needs a results folder of this run, and there is none",
        "the other results are looked for beside it: set RunOptions.results")
    }
    let source = ResultsFolder(place.appendingPathComponent(name, isDirectory: true))
    guard FileManager.default.fileExists(atPath: source.summaryURL.path) else {
      throw refusal(
        "there are no results '\(name)' in \(place.relativePath)",
        "run it first: macroscope run SCENARIO --output \(source.url.relativePath)")
    }
    guard !source.holdsScales else {
      throw refusal(
        "the results '\(name)' are of a run at several steps",
        "networks belong to one step: run its scenario with that step, into a folder of its own")
    }
    let results = try source.read(samples: section.usesParentSamples)
    // Whole networks, where those there are thinned: a training drops units anew.
    guard let model = try results.surrogate?.model.unthinned else {
      throw refusal(
        "the results '\(name)' have no networks",
        "add [surrogate] to \(source.scenarioURL.relativePath), then macroscope train "
          + source.url.relativePath)
    }
    self.kind = kind
    self.name = name
    self.results = results
    self.model = model
    scenario = try Scenario(text: results.scenarioText, path: source.scenarioURL.path)
    if let (message, hint) = obstacle(for: child, section) { throw refusal(message, hint) }
  }

  /// Why the results are of no use, and what to do about it.
  private func obstacle(
    for child: Scenario, _ section: SurrogateSection
  ) -> (message: String, hint: String)? {
    let (own, theirs) = (child.potential.coordinateNames, model.header.coordinates)
    if own != theirs {
      return (
        "the networks of '\(name)' have other coordinates: \(theirs.joined(separator: ", ")) in the "
          + "place of \(own.joined(separator: ", "))",
        "networks can be taken over where the coordinates have the same names, in the same order"
      )
    }
    if model.header.scales.count > 1 || model.header.scales.contains(where: { $0.matrix != nil }) {
      return (
        "the networks of '\(name)' serve several steps",
        "train networks for one step there, without maps between scales"
      )
    }
    if child.firstSamplingDifference(from: scenario) == nil {
      return (
        "'\(name)' was trained on the very samples of this run",
        "what is held out here was trained on there, and nothing could be judged: take results of another "
          + "seed, temperature, step or potential"
      )
    }
    if section.loss.score > 0, kind == .base || !model.bases.isEmpty {
      return (
        "score matching of corrections is not supported", "train by loss = { force = 1.0 }"
      )
    }
    guard kind == .parent else { return nil }
    if let difference = shapeDifference(section) { return difference }
    return section.usesParentSamples ? samplesObstacle(for: child) : nil
  }

  /// The first setting in which the networks of a section are not those of the parent.
  private func shapeDifference(_ section: SurrogateSection) -> (message: String, hint: String)? {
    let shape = model.header.architecture
    let theirs = [
      ("hidden", tomlArray(shape.hidden)),
      ("activation", tomlString(shape.activation.rawValue)), ("residual", "\(shape.isResidual)"),
      ("layer_norm", "\(shape.normalisesLayers)"),
      ("fourier_features", "\(shape.fourierFeatures?.count ?? 0)"),
      ("loss.heteroscedastic", "\(shape.outputs > 1)"),
      ("fourier_bandwidth", shape.fourierFeatures.map { "\($0.bandwidth)" } ?? "\"auto\""),
    ]
    let own = [
      tomlArray(section.hidden), tomlString(section.activation.rawValue), "\(section.isResidual)",
      "\(section.normalisesLayers)", "\(section.fourierFeatures)",
      "\(section.loss.isHeteroscedastic)",
      section.fourierBandwidth.map { "\($0)" } ?? theirs[6].1,
    ]
    for ((key, other), mine) in zip(theirs, own) where other != mine {
      return (
        "the networks of '\(name)' have another shape: \(key) = \(other) in the place of \(mine)",
        "write \(key) = \(other) in [surrogate], as '\(name)' has it"
      )
    }
    return nil
  }

  /// Why the samples of the parent's run are no samples of the same ∇f at the same step.
  private func samplesObstacle(for child: Scenario) -> (message: String, hint: String)? {
    let hint =
      "the parent's samples stand for this run's where f and the step are the same: remove "
      + "parent_samples, the networks can be taken over all the same"
    let (own, other) = (child.potential, scenario.potential)
    if own.value != other.value || own.parameters != other.parameters {
      return ("the samples of '\(name)' are of another potential", hint)
    }
    if child.sampling.step != scenario.sampling.step
      || child.sampling.integrator != scenario.sampling.integrator
    {
      return (
        "the samples of '\(name)' were taken with step \(scenario.sampling.step) "
          + "(\(scenario.sampling.integrator.rawValue)), this run's with \(child.sampling.step) "
          + "(\(child.sampling.integrator.rawValue))", hint
      )
    }
    if results.samples == nil {
      return (
        "the results '\(name)' hold no samples", "run it again with report.samples = true"
      )
    }
    return nil
  }

  /// The models whose V the networks correct.
  func bases() throws(SurrogateModelError) -> [SurrogateModel] {
    kind == .base ? try model.asBases() : model.bases
  }
}
