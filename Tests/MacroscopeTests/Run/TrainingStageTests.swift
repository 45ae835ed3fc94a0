import Foundation
import LinearAlgebra
import Macroscope
import Statistics
import Storage
import Surrogates
import Synchronization
import Testing

/// Whole runs that train networks.
@Suite("Training of networks")
struct TrainingStageTests {
  private static func line(
    surrogate: String, rest: String = "", batches: String = "batch = 256\nlearning_rate = 0.01"
  ) throws -> Scenario {
    try TrainingScenario.doubleWell(
      surrogate: """
        epochs = 40
        \(batches)
        \(surrogate)
        \(rest)
        """)
  }

  private static func options(threads: Int = 2) -> RunOptions { RunOptions(threads: threads) }

  @Test("V by force matching is V, and what is said of it holds together")
  func forceMatching() throws {
    let scenario = try Self.line(
      surrogate: "ensemble = 3", rest: "[hamiltonian]\nsurrogate = \"mlp\"")
    var kept = 0
    let fractions = Mutex<[Double]>([])
    let options = RunOptions(threads: 2) { progress in
      guard progress.stage == .training else { return }
      fractions.withLock { $0.append(progress.fraction) }
    }
    let results = try Run(scenario, options: options).execute { learned in
      #expect((learned.surrogate != nil) == (kept == 1))
      kept += 1
    }
    #expect(kept == 2)
    // Two networks at a time tell how far they are, together.
    let told = fractions.withLock { $0 }
    #expect(told.count > 10 && told == told.sorted() && told.allSatisfy { (0...1).contains($0) })
    let summary = try #require(results.summary.surrogate)
    #expect(summary.samples == 20_000)
    #expect(summary.parameters == 16 * 2 + 16 * 17 + 17)
    #expect(
      summary.bestEpochs.count == 3 && summary.bestEpochs.allSatisfy { (1...40).contains($0) })
    let floor = try #require(summary.noiseFloor)
    // The noise is what is left of the loss: of 16 000 squares with a variance of about 2, ten standard
    // errors, and the error of G.
    #expect(abs(summary.validationLoss - floor.value) < 0.12 + 5 * floor.standardError)
    let fit = try #require(results.summary.effectivePotential["mlp"])
    // 20 000 forces of unit noise: the spline's rmse is 0.01, the networks may be twice as bad.
    #expect(try #require(fit.rmse).value < 0.04)
    #expect(try #require(summary.forceError) < 0.15)
    #expect(summary.crossValidation.folds == 5)
    #expect(abs(summary.crossValidation.loss.value - floor.value) < 0.2)
    #expect(summary.baselines.keys.sorted() == ["force_spline", "polynomial"])
    // A polynomial of degree 16 can be V.
    #expect(try #require(summary.baselines["polynomial"]?.forceError) < 0.15)
    let coverage = try #require(summary.coverage)
    #expect(coverage.blocks == 8 && coverage.factor.value > 0)
    #expect(results.surrogate?.coverage.count == 19)
    #expect(results.surrogate?.model.header.recalibration == coverage.factor.value)
    let checks = results.summary.verdicts.map(\.check)
    for check in ["mlp_training", "mlp_baseline", "mlp_coverage"] {
      #expect(checks.contains(check), "\(checks)")
    }
    #expect(results.hamiltonian?.method == "mlp")
    #expect(results.surrogate?.curves.count == 3)
    #expect(results.surrogate?.curves.first?.epoch.count == 41)

    // On disk and back.
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    try folder.write(results)
    let stored = try folder.read(samples: true)
    #expect(stored.surrogate?.model == results.surrogate?.model)
    #expect(stored.surrogate?.support == results.surrogate?.support)
    #expect(stored.surrogate?.coverage == results.surrogate?.coverage)
    #expect(stored.summary.surrogate == results.summary.surrogate)
    let table = try CSVTable(contentsOf: folder.url.appendingPathComponent("learning-curve.csv"))
    #expect(table.columns.count == 7)

    // Trained again from the folder: the same networks, on another number of threads.
    let again = try Run(scenario, options: Self.options(threads: 1)).train(stored)
    #expect(again.surrogate?.model == results.surrogate?.model)
    #expect(again.hamiltonian == nil)
    let removed = again.removingSurrogate()
    #expect(removed.summary.surrogate == nil && removed.summary.effectivePotential["mlp"] == nil)
    try folder.write(removed)
    #expect(try folder.read().surrogate == nil)
    #expect(!FileManager.default.fileExists(atPath: folder.modelURL.path))
  }

  @Test("Monte Carlo dropout: V and its errors come from thinned networks")
  func monteCarloDropout() throws {
    let scenario = try Self.line(
      surrogate: """
        ensemble = 1
        dropout = 0.02
        residual = true
        uncertainty = "dropout"
        dropout_samples = 24
        """, rest: "[hamiltonian]\nsurrogate = \"mlp\"")
    #expect(try Scenario(text: scenario.resolvedTOML(), path: "again") == scenario)
    let results = try Run(scenario, options: Self.options()).execute()
    let summary = try #require(results.summary.surrogate)
    #expect(summary.ensemble == 1 && summary.dropoutSamples == 24)
    let model = try #require(results.surrogate?.model)
    #expect(model.members.count == 24 && model.header.architecture.isThinned)
    #expect(try model.unthinned.members.count == 1)
    // Units that are dropped in training make V coarser; it is V all the same.
    let fit = try #require(results.summary.effectivePotential["mlp"])
    #expect(try #require(fit.rmse).value < 0.1)
    // Intervals as those of an ensemble, calibrated where no network had data.
    let coverage = try #require(summary.coverage)
    #expect(coverage.factor.value > 0 && coverage.reference != nil)
    #expect(model.header.recalibration == coverage.factor.value)
    let gridded = try #require(results.potentials.first { $0.method == "mlp" })
    #expect(gridded.standardErrors.allSatisfy { $0 > 0 && $0.isFinite })
    #expect(results.hamiltonian?.unsupported.value.isFinite == true)
    let again = try Run(scenario, options: Self.options(threads: 1)).train(results)
    #expect(again.surrogate?.model == model)
    #expect(again.potentials == results.potentials)
  }

  @Test("Dynamics that leaves the data of the networks is told")
  func leavingTheData() throws {
    let scenario = try Self.line(
      surrogate: "ensemble = 1",
      rest: """
        [hamiltonian]
        surrogate = "mlp"
        energies = [0.1, 20.0]
        [langevin]
        surrogate = "mlp"
        temperature = 8.0
        friction = 1.0
        trajectories = 64
        time = 2.0
        equilibrium_time = 4.0
        """)
    let results = try Run(scenario, options: Self.options()).execute()
    // Most of an orbit of energy 20 is outside of where walkers of T below 1 were; one of 0.1 stays inside.
    let hamiltonian = try #require(results.summary.hamiltonian?.unsupported)
    #expect(hamiltonian.value > 0.2 && hamiltonian.value < 0.55, "\(hamiltonian)")
    let langevin = try #require(results.summary.langevinRun?.unsupported)
    #expect(langevin.equilibrium.value > 0.05, "\(langevin)")
    for check in ["hamiltonian_support", "surrogate_support"] {
      let verdict = try #require(results.summary.verdicts.first { $0.check == check })
      #expect(!verdict.passed && verdict.message.contains("rests on no data"))
    }
    // The same at home.
    let home = try Run(
      Self.line(
        surrogate: "ensemble = 1",
        rest: """
          [hamiltonian]
          surrogate = "mlp"
          energies = [0.1, 0.2]
          [langevin]
          surrogate = "mlp"
          trajectories = 64
          time = 2.0
          equilibrium_time = 4.0
          """), options: Self.options()
    ).train(results)
    let compared = try Run(
      Scenario(text: home.scenarioText, path: "home.toml"), options: Self.options()
    ).compare(home)
    #expect(compared.summary.verdicts.first { $0.check == "hamiltonian_support" }?.passed == true)
    let atHome = try #require(compared.summary.langevinRun?.unsupported.equilibrium.value)
    #expect(atHome < 0.05 && atHome < langevin.equilibrium.value / 2)
    // On disk and back.
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    try folder.write(results)
    #expect(try folder.read().hamiltonian?.unsupported == results.hamiltonian?.unsupported)
  }

  @Test("A rate that is far too large diverges, which is said, and keeps the best weights")
  func divergence() throws {
    let scenario = try Self.line(
      surrogate: "ensemble = 1\noptimiser = \"sgd\"\ndecay = \"constant\"\nwarm_up = 0"
    ).replacingRate(1e6)
    let results = try Run(scenario, options: Self.options()).execute()
    let summary = try #require(results.summary.surrogate)
    #expect(summary.hasDiverged)
    #expect(summary.outcome.contains("is not finite"))
    #expect(summary.coverage == nil)
    let verdict = try #require(results.summary.verdicts.first { $0.check == "mlp_training" })
    #expect(!verdict.passed)
    #expect(!results.summary.isTrustworthy)
  }

  @Test(
    "Every loss and every kind of block can be used",
    arguments: [
      "loss = { value = 1.0 }\nvalidation = \"time\"",
      "loss = { value = 1.0, force = 1.0 }\nvalidation = \"space\"",
      "loss = { score = 1.0 }",
      "loss = { force = 1.0, heteroscedastic = true }\nactivation = \"tanh\"",
      "optimiser = \"lbfgs\"",
    ])
  func losses(_ settings: String) throws {
    let isFullBatch = settings.contains("lbfgs")
    let scenario =
      try isFullBatch
      ? Self.line(surrogate: settings + "\nensemble = 1", batches: "")
      : Self.line(surrogate: settings + "\nensemble = 1")
    let results = try Run(scenario, options: Self.options()).execute()
    let summary = try #require(results.summary.surrogate)
    #expect(!summary.hasDiverged, "\(summary.outcome)")
    let fit = try #require(results.summary.effectivePotential["mlp"]?.rmse)
    // The density is known to some 0.03; the score of 20 000 samples says less.
    #expect(fit.value < 0.2, "\(settings)")
    let isPureForce = !["value", "score", "heteroscedastic"].contains { settings.contains($0) }
    #expect((summary.noiseFloor != nil) == isPureForce)
  }

  @Test("Three coordinates: no grid, but forces, dynamics and samples to start from")
  func threeCoordinates() throws {
    let scenario = try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = "x[3]"
        parameters = { eps = 0.0005 }
        value = "sum(i, 1, 3, x[i]^2/2 + 0.7*eps*cos(x[i]/eps + i)) + 0.3*x[1]*x[2]"
        reference = "sum(i, 1, 3, x[i]^2/2) + 0.3*x[1]*x[2]"
        [sampling]
        step = 0.15
        walkers = 200
        steps = 3000
        friction = 0.1
        stored_samples = 40000
        [calibration]
        temperature = 0.25
        steps = 1000
        walkers = 200
        [surrogate]
        hidden = [24]
        epochs = 30
        batch = 256
        learning_rate = 0.01
        ensemble = 2
        [langevin]
        trajectories = 100
        time = 4.0
        equilibrium_time = 8.0
        friction = 1.0
        initial = { mean = [0.0, 0.0, 0.0], deviation = [0.4, 0.4, 0.4] }
        """, path: "three.toml")
    let results = try Run(scenario, options: Self.options()).execute()
    let summary = try #require(results.summary.surrogate)
    #expect(results.summary.effectivePotential["mlp"] == nil)
    #expect(try #require(summary.forceError) < 0.1)
    #expect(try #require(summary.crossValidation.forceError) < 0.2)
    let langevin = try #require(results.langevin)
    #expect(langevin.method == "mlp")
    #expect(results.kinetics == nil)
    #expect(results.summary.verdicts.contains { $0.check == "surrogate_support" })
    let unsupported = try #require(results.summary.langevinRun?.unsupported)
    #expect(unsupported.path.value < 0.03 && unsupported.equilibrium.value < 0.03)
  }

  @Test("Results of another scenario, or without samples, are refused")
  func refusals() throws {
    let scenario = try Self.line(surrogate: "ensemble = 1\nfolds = 2")
    var results = try Run(
      Scenario(
        text: scenario.source.text.replacing(
          "[surrogate]", with: "[report]\nsamples = false\n[surrogate]"),
        path: "line.toml"), options: Self.options()
    ).execute()
    #expect(results.samples == nil && results.surrogate != nil)
    #expect(throws: ScenarioError.self) { try Run(scenario).train(results) }
    results.samples = StoredSamples(
      dimension: 1, position: [0], momentum: [0], midpoint: [0], gradient: [0])
    #expect(throws: TrainingError.self) { try Run(scenario).train(results) }
    let other = try Scenario(
      text: scenario.source.text.replacing("step = 0.15", with: "step = 0.16"), path: "line.toml")
    #expect(throws: ScenarioError.self) { try Run(other).train(results) }
  }
}

extension Scenario {
  fileprivate func replacingRate(_ rate: Double) throws -> Scenario {
    try Scenario(
      text: source.text.replacing("learning_rate = 0.01", with: "learning_rate = \(rate)"),
      path: source.path)
  }
}
