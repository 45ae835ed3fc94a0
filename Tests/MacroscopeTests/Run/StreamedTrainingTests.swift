import Foundation
import Macroscope
import Statistics
import Storage
import Surrogates
import Testing

/// Networks that are trained from the file, for its samples are not to be in memory.
@Suite("Streamed training")
struct StreamedTrainingTests {
  private static func scenario(
    samples: Int = 20_000, epochs: Int = 10, memory: String = "", surrogate: String = "",
    rest: String = ""
  ) throws -> Scenario {
    try TrainingScenario.doubleWell(
      samples: "record_every = \(samples > 50_000 ? 2 : 10)\nstored_samples = \(samples)",
      surrogate: """
        epochs = \(epochs)
        batch = 256
        learning_rate = 0.01
        \(memory)
        \(surrogate)
        \(rest)
        """)
  }

  /// The results of a scenario without limit, in a folder, and those of training within one again.
  private func trained(
    _ whole: Scenario, within limited: Scenario, in folder: ResultsFolder
  ) throws -> (all: RunResults, read: RunResults, streamed: RunResults) {
    let all = try Run(whole, options: RunOptions(threads: 2)).execute()
    try folder.write(all)
    var read = try folder.read()
    try folder.readSamples(into: &read, for: limited)
    let streamed = try Run(limited, options: RunOptions(threads: 1)).train(read)
    return (all, read, streamed)
  }

  @Test(
    "Where one window holds everything the weights are those of samples in memory, to the bit",
    arguments: ["ensemble = 2", "ensemble = 1\nloss = { value = 1.0, force = 1.0 }"])
  func identity(surrogate: String) throws {
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let limited = try Self.scenario(memory: "memory = 2", surrogate: surrogate)
    #expect(try Scenario(text: limited.resolvedTOML(), path: "again") == limited)
    let (all, read, streamed) = try trained(
      Self.scenario(surrogate: surrogate), within: limited, in: folder)
    // 20 000 samples of 192 bytes are 3.7 MiB; those of every fourth time take half of 2.
    #expect(read.samples?.position.count == 5000)
    #expect(read.samplesFile == folder.arraysURL)
    let position = try #require(all.samples?.position)
    var thinned: [Double] = []
    for time in stride(from: 0, to: 100, by: 4) {
      thinned += position[(time * 200)..<((time + 1) * 200)]
    }
    #expect(read.samples?.position == thinned)
    let (model, other) = (
      try #require(all.surrogate?.model), try #require(streamed.surrogate?.model)
    )
    #expect(other.members == model.members)
    #expect(other.header.standardisation == model.header.standardisation)
    #expect(other.header.confinement?.lower == model.header.confinement?.lower)
    #expect(
      streamed.surrogate?.curves.map(\.validationLoss)
        == all.surrogate?.curves.map(\.validationLoss))
    let summary = try #require(streamed.summary.surrogate)
    #expect(summary.samples == 20_000 && all.summary.surrogate?.streamed == nil)
    #expect(
      summary.streamed
        == Summary.Surrogate.Streamed(memory: 2, windowRows: 20_000, judgedSamples: 5000))

    // The file keeps all samples, and what it held of others is replaced.
    try folder.write(streamed)
    let stored = try folder.read(samples: true)
    #expect(stored.samples == all.samples && stored.samplesFile == nil)
    #expect(stored.surrogate?.model == other)
    #expect(stored.summary.surrogate == summary)
  }

  @Test("Windows of neighbours in time train networks that are as good")
  func windows() throws {
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let (all, read, streamed) = try trained(
      Self.scenario(samples: 200_000, epochs: 6, surrogate: "ensemble = 1"),
      within: Self.scenario(
        samples: 200_000, epochs: 6, memory: "memory = 6", surrogate: "ensemble = 1",
        rest: "[hamiltonian]\nsurrogate = \"mlp\""),
      in: folder)
    let summary = try #require(streamed.summary.surrogate)
    let windowRows = try #require(summary.streamed?.windowRows)
    #expect(2 * windowRows < summary.samples, "\(windowRows) of \(summary.samples)")
    #expect(try #require(read.samples).position.count < 20_000)
    let isOther = streamed.surrogate?.model.members != all.surrogate?.model.members
    #expect(isOther)
    // The same held-out samples, most of whose noise cancels. 321 parameters fitted to more than 10⁵ forces of
    // unit noise are 0.002 above the noise; a scatter of that size is none to speak of.
    let difference =
      summary.validationLoss - (try #require(all.summary.surrogate).validationLoss)
    #expect(abs(difference) < 0.004, "\(difference)")
    for results in [all, streamed] {
      #expect(try #require(results.summary.effectivePotential["mlp"]?.rmse).value < 0.02)
    }
    // Held-out walkers stay held out: the loss on them is not below the noise, by four of its standard errors.
    let floor = try #require(summary.noiseFloor)
    let error = (10.0 / Double(summary.samples)).squareRoot()
    #expect(summary.validationLoss > floor.value - 5 * error)
    // Dynamics goes on from such results.
    let compared = try Run(
      Scenario(text: streamed.scenarioText, path: "compared.toml"),
      options: RunOptions(threads: 2)
    ).compare(streamed)
    #expect(compared.hamiltonian?.method == "mlp" && compared.samplesFile != nil)
  }

  @Test("Corrections of a base are streamed as well")
  func base() throws {
    let shelf = ResultsShelf()
    try shelf.run(Self.scenario(surrogate: "ensemble = 1\nfolds = 2"), "cheap")
    let text = "base = \"cheap\"\nensemble = 1\nfolds = 2"
    let whole = try Scenario(
      text: Self.scenario(surrogate: text).source.text.replacing(
        "[sampling]", with: "[sampling]\nseed = 2"), path: "child.toml")
    let all = try shelf.run(whole, "child")
    let limited = try Scenario(
      text: whole.source.text.replacing("base =", with: "memory = 2\nbase ="), path: "child.toml")
    var read = try shelf.folder("child").read()
    try shelf.folder("child").readSamples(into: &read, for: limited)
    let streamed = try Run(limited, options: shelf.options("child")).train(read)
    #expect(streamed.summary.surrogate?.streamed != nil)
    // What the base leaves over is computed piece by piece: the same but for rounding.
    let (a, b) = (
      try #require(all.summary.surrogate), try #require(streamed.summary.surrogate)
    )
    #expect(abs(a.validationLoss - b.validationLoss) < 1e-3 * a.validationLoss)
    let (first, other) = (
      try #require(all.surrogate?.curves.first?.validationLoss.first),
      try #require(streamed.surrogate?.curves.first?.validationLoss.first)
    )
    #expect(abs(first - other) < 1e-5 * first)
  }

  @Test("Samples that fit are read whole, and broken limits are told")
  func limits() throws {
    let folder = ResultsFolder(
      FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString))
    defer { try? FileManager.default.removeItem(at: folder.url) }
    let scenario = try Self.scenario(
      samples: 2000, epochs: 1, memory: "memory = \"auto\"", surrogate: "ensemble = 1\nfolds = 2")
    let results = try Run(scenario, options: RunOptions(threads: 2)).execute()
    try folder.write(results)
    var read = try folder.read()
    #expect(read.samples == nil)
    try folder.readSamples(into: &read, for: scenario)
    #expect(read.samples == results.samples && read.samplesFile == nil)
    for (value, message) in [
      ("0", "surrogate.memory"), ("1.5", "an integer or \"auto\""), ("\"much\"", "\"auto\""),
    ] {
      let error = #expect(throws: ScenarioError.self) {
        try Self.scenario(memory: "memory = \(value)")
      }
      #expect(error?.description.contains(message) == true, "\(String(describing: error))")
    }
  }
}
