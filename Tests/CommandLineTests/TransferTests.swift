import Foundation
import Testing

@Suite("run and train with networks of other results")
struct TransferTests {
  private static func section(_ lines: String) -> String {
    """

    [surrogate]
    hidden = [12]
    epochs = 10
    batch = 256
    learning_rate = 0.01
    ensemble = 2
    folds = 2
    \(lines)
    """
  }

  @Test(
    "They are looked for beside the results folder, and missing ones stop a run before it starts")
  func beside() throws {
    let place = try Workplace()
    try place.write(SmallScenario.good() + Self.section(""), to: "first.toml")
    try place.write(
      SmallScenario.good(seed: 4) + Self.section("parent = \"first\""), to: "second.toml")
    let early = try Program.run(["run", "second.toml", "--quiet"], in: place.folder)
    #expect(early.exitCode == 65)
    #expect(
      early.errors.contains("second.toml:27:10: error: there are no results 'first' in results"))
    #expect(
      early.errors.contains(
        "hint: run it first: macroscope run SCENARIO --output results/first"))
    #expect(!place.exists("results/second"))

    let first = try Program.run(
      ["run", "first.toml", "--quiet", "--output", "elsewhere/first"], in: place.folder)
    #expect(first.exitCode == 0 || first.exitCode == 2, "\(first.errors)")
    let second = try Program.run(
      ["run", "second.toml", "--quiet", "--output", "elsewhere/second"], in: place.folder)
    #expect(second.exitCode == 0 || second.exitCode == 2, "\(second.errors)")
    #expect(second.output.contains("mlp_transfer"))
    let networks = try Data(contentsOf: place.url("elsewhere/second/surrogate.safetensors"))
    let again = try Program.run(
      ["train", "elsewhere/second", "--quiet", "--threads", "1"], in: place.folder)
    #expect(again.exitCode == second.exitCode, "\(again.errors)")
    #expect(try Data(contentsOf: place.url("elsewhere/second/surrogate.safetensors")) == networks)
  }
}
