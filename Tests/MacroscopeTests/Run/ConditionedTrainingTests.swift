import Foundation
import LinearAlgebra
import Macroscope
import Statistics
import Storage
import Surrogates
import Testing

/// One network for all scales.
@Suite("Scale conditioning")
struct ConditionedTrainingTests {
  private static func scenario(step: String, conditioned: String, rest: String = "") throws
    -> MultiscaleScenario
  {
    try MultiscaleScenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        parameters = { e1 = 0.2, e2 = 0.001 }
        value = "x^2/2 + e1*cos(x/e1) + e2*cos(x/e2)"
        components = ["x^2/2", "e1*cos(x/e1)", "e2*cos(x/e2)"]
        [domain]
        x = [-1.5, 1.5]
        [sampling]
        step = \(step)
        walkers = 400
        steps = 4000
        friction = [0.1, 0.04]
        stored_samples = 20000
        initial = { mean = [0.0], deviation = [1.0] }
        [surrogate]
        hidden = [24, 24]
        epochs = 40
        batch = 256
        learning_rate = 0.01
        ensemble = 3
        folds = 3
        \(conditioned)
        \(rest)
        """, path: "conditioned.toml")
  }

  @Test("The maps keep scales apart wherever there are data, and meet far away only")
  func geometry() {
    let conditioning = ScaleConditioning(
      standardisation: Standardisation(mean: [3, -1], deviation: [2, 0.5], scale: 1),
      steps: [0.4, 0.2, 0.1], temperatures: [1, 1, 1])
    #expect(conditioning.parameters.map { ($0 * 1e12).rounded() / 1e12 } == [1, 0, -1])
    let maps = conditioning.maps
    func input(_ scale: Int, _ z: [Double]) -> [Double] {
      (0..<4).map { r in
        maps.offsets[scale][r] + (0..<2).reduce(0) { $0 + maps.matrices[scale][r, $1] * z[$1] }
      }
    }
    for z in [[0.0, 0], [2, -1], [-3, -3], [-3.9, -3.9]] {
      for s in 1..<3 {
        let apart = zip(input(s, z), input(s - 1, z)).map { abs($0 - $1) }.max() ?? 0
        // In each coordinate 1 at the mean of the data, nothing at four deviations below.
        #expect(abs(apart - (1 + (z.max() ?? 0) / 4)) < 1e-12)
      }
      // The maps of the model are these, of the coordinates themselves.
      let q = [3 + 2 * z[0], -1 + 0.5 * z[1]]
      for (s, map) in conditioning.modelMaps.enumerated() {
        let standard = conditioning.inputStandardisation
        for r in 0..<4 {
          let matrix = map.matrix ?? .identity(2)
          let x = (map.offset?[r] ?? 0) + matrix[r, 0] * q[0] + matrix[r, 1] * q[1]
          #expect(abs((x - standard.mean[r]) / standard.deviation[r] - input(s, z)[r]) < 1e-12)
        }
      }
    }
    #expect(input(0, [-4, -4]) == input(2, [-4, -4]))
  }

  @Test(
    "Three unlike functions are represented by one network, where a centre in the data forbids it")
  func representation() throws {
    // ∇V = z, 2 − z, and cos 2z: at z = 0 they are 0, 2, 1, which no lines through z = 0 have for ω = 1, 0, −1.
    let slopes: [(Double) -> Double] = [{ $0 }, { 2 - $0 }, { cos(2 * $0) }]
    let conditioning = ScaleConditioning(
      standardisation: Standardisation(mean: [0], deviation: [1], scale: 1),
      steps: [0.4, 0.2, 0.1], temperatures: [1, 1, 1])
    let points = (0..<600).map { -2 + 4 * Double($0 / 3) / 199 }
    let data = try TrainingSet(
      dimension: 1, positions: points,
      gradients: points.enumerated().map { slopes[$0.offset % 3]($0.element) },
      scales: points.indices.map { $0 % 3 })
    func error(_ maps: ScaleMaps) throws -> Double {
      let shape = NetworkArchitecture(inputs: 2, hidden: [24, 24], activation: .silu)
      let start = Network<Float>(shape, generator: Philox(seed: 1, stream: 1))
      let trainer = try Trainer(
        LossEvaluation<Float>(shape, loss: Loss(gradient: 1), maps: maps, seed: 1), training: data,
        settings: TrainingSettings(
          schedule: LearningRateSchedule(base: 5e-3, decay: .cosine(final: 0)), epochs: 600,
          batchSize: 100, seed: 1))
      return try trainer.train(from: start.parameters).best.loss
    }
    let apart = try error(conditioning.maps)
    #expect(apart < 1e-3, "mean squared error \(apart)")
    let meeting = try error(ScaleMaps(conditioning.maps.matrices))
    // Within 0.1 of z = 0, slopes that are linear in ω there are at least 1/2 off.
    #expect(meeting > 5 * apart, "\(meeting), \(apart)")
  }

  @Test("One ensemble for the scales of a run, beside one for each")
  func run() throws {
    let scenario = try Self.scenario(step: "[0.5, 0.1]", conditioned: "conditioned = true")
    #expect(try MultiscaleScenario(text: scenario.resolvedTOML(), path: "again") == scenario)
    let run = MultiscaleRun(scenario, options: RunOptions(threads: 2))
    var parts: [RunResults] = []
    let results = try run.execute { parts.append($1) }
    #expect(parts.allSatisfy { !$0.scenarioText.contains("conditioned = true") })
    let summary = try #require(results.summary.conditioned)
    #expect(summary.ensemble == 3 && summary.samples == 40_000 && summary.architecture.inputs == 2)
    #expect(summary.parameters == 24 * 3 + 24 * 25 + 25)
    #expect(!summary.hasDiverged && summary.scales.map(\.parameter) == [1, -1])
    // The weights are inverse to the noise, and 1 on average.
    let floors = try summary.scales.map { try #require($0.noiseFloor).value }
    let weights = summary.scales.map(\.weight)
    #expect(abs(weights[0] * floors[0] - weights[1] * floors[1]) < 1e-9)
    #expect(abs(weights[0] + weights[1] - 2) < 1e-9)
    for (index, scale) in summary.scales.enumerated() {
      #expect(abs(scale.difference.value - (scale.loss.value - scale.aloneLoss.value)) < 1e-9)
      #expect(scale.rmse != nil && scale.forceError != nil)
      #expect(scale.aloneRmse == parts[index].summary.effectivePotential["mlp"]?.rmse)
    }
    // The finer step resolves the wave, and 20 000 samples with noise of variance ½ are enough for V.
    #expect(try #require(summary.scales[1].rmse).value < 0.03)
    #expect(try #require(summary.scales[1].forceError) < 0.15)
    // At the coarser one the networks fit the wave, too, which the step leaps over: that is told.
    #expect(summary.scales[0].loss.value < 0.9 * floors[0])
    #expect(
      results.summary.verdicts.first { $0.check == "conditioned_resolution" }?.passed == false)
    let checks = results.summary.verdicts.map(\.check)
    #expect(checks.contains("conditioned_training") && checks.contains("conditioned_sharing"))
    let curves = results.potentials.filter { $0.method == "conditioned" }
    #expect(curves.map(\.scale) == [0, 1])
    // Beside them those of the networks of each scale, on the same grid.
    let own = results.potentials.filter { $0.method == "mlp" }
    #expect(own.map(\.scale) == [0, 1] && own.map(\.values.count) == curves.map(\.values.count))
    // Alone they fit the wave as well.
    let alone = try #require(
      parts[0].summary.verdicts.first { $0.check == "mlp_training" })
    #expect(!alone.passed && alone.message.contains("the step leaps over"), "\(alone.message)")
    #expect(parts[1].summary.verdicts.first { $0.check == "mlp_training" }?.passed == true)

    // On any number of threads, from the samples of the scales as they are kept.
    var bare = results
    bare.surrogate = nil
    bare.potentials.removeAll { $0.method == "conditioned" }
    let again = try MultiscaleRun(scenario, options: RunOptions(threads: 1))
      .condition(bare, on: parts)
    #expect(again.surrogate?.model == results.surrogate?.model)
    #expect(again.potentials == results.potentials)

    // On disk and back.
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    try folder.write(results)
    let stored = try #require(try folder.readMultiscale())
    #expect(stored.surrogate?.model == results.surrogate?.model)
    #expect(stored.surrogate?.curves.count == 3)
    #expect(stored.summary.conditioned == results.summary.conditioned)
    let table = try CSVTable(contentsOf: folder.decompositionURL)
    for column in ["V_0_conditioned", "se_1_conditioned", "V_1_mlp"] {
      #expect(table.columns.contains { $0.name == column })
    }
    let model = try folder.readModel()
    #expect(model.header.scales.map(\.step) == [0.5, 0.1])
    try folder.write(bare)
    #expect(!FileManager.default.fileExists(atPath: folder.modelURL.path))
  }

  @Test("What cannot be is refused where it is written")
  func refusals() throws {
    for (step, rest, message) in [
      ("\"auto\"", "", "needs several steps"),
      ("[0.5, 0.1]", "[report]\nsamples = false", "needs the samples of all steps"),
    ] {
      let error = #expect(throws: ScenarioError.self) {
        try MultiscaleScenario(
          text: """
            schema = 1
            [potential]
            coordinates = ["x"]
            value = "x^2"
            [sampling]
            step = \(step)
            stored_samples = 2000
            [surrogate]
            conditioned = true
            \(rest)
            """, path: "refused.toml")
      }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }
}
