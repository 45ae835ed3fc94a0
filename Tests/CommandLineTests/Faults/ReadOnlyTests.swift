import Foundation
import Testing

/// On a file system that is mounted read-only not even root can write.
@Suite("A read-only file system", .enabled(if: OutputFailureTests.canMount))
struct ReadOnlyTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(
      SmallScenario.good() + SmallScenario.comparison + SmallScenario.networks, to: "good.toml")
    let run = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    try #require(run.exitCode == 0 || run.exitCode == 2, "\(run.errors)")
  }

  private func run(_ command: String) throws -> Program.Outcome {
    try Program.shell(
      """
      unshare --mount --map-root-user sh -c '
        mkdir -p disk && mount -t tmpfs tmpfs disk && cp -a out disk && mount -o remount,ro disk || exit 99
        "$PROGRAM" \(command)'
      """, in: place.folder)
  }

  @Test(
    "is told before anything is computed",
    arguments: [
      "run good.toml --output disk/new", "run good.toml --output disk/out --overwrite",
      "scan good.toml --output disk/new", "train disk/out", "compare disk/out", "report disk/out",
      "export disk/out --format onnx",
    ])
  func refused(command: String) throws {
    let begin = ContinuousClock.now
    let outcome = try run(command)
    #expect(outcome.exitCode == 74, "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("Read-only file system"))
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
    #expect(begin.duration(to: .now) < .seconds(30))
  }

  @Test("can be read from")
  func export() throws {
    let outcome = try run("export disk/out --format csv --output v.csv")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try place.text("v.csv").hasPrefix("x,"))
  }
}
