import Foundation
import Testing

/// The smallest thing that can leak takes 32 bytes of the allocator: once in each of 10⁴ turns that is 320 kB.
@Suite(
  "Memory does not grow", .enabled(if: !Program.isSanitized, "sanitizers keep what was freed"))
struct LeakTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private func growth(_ kind: String, path: String, count: Int) throws -> Int {
    let probe = try Program.executable().deletingLastPathComponent()
      .appendingPathComponent("LeakProbe")
    let outcome = try Program.start(
      shell: "exec \"$PROBE\" \(kind) \(path) \(count)", in: place.folder,
      environment: ["PROBE": probe.path]
    ).wait(limit: 300)
    return try #require(
      Int(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)),
      "\(outcome.output)\(outcome.errors)")
  }

  @Test(
    "over 10⁴ scenarios, right and wrong ones, and 10⁴ expressions",
    arguments: ["scenario", "expression"])
  func loads(kind: String) throws {
    try place.write(
      SmallScenario.plane
        + SmallScenario.comparison.replacing(
          "initial = { mean = [0.6], deviation = [0.2] }",
          with: "initial = { mean = [0.6, 0.1], deviation = [0.2, 0.2] }")
        + SmallScenario.networks, to: "case.toml")
    let bytes = try growth(kind, path: "case.toml", count: 10_000)
    #expect(bytes < 10_000 * 32)
  }

  /// Each read makes and frees megabytes, so the limit is of what an array would be, or a handle of HDF5.
  @Test("over 400 reads of a results folder")
  func results() throws {
    try place.write(
      SmallScenario.good() + SmallScenario.comparison + SmallScenario.networks
        + "\n[report]\nplots = false\n", to: "good.toml")
    let run = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    try #require([0, 2].contains(run.exitCode), "\(run.errors)")
    let bytes = try growth("results", path: "out", count: 400)
    #expect(bytes < 400 * 4096)
  }
}
