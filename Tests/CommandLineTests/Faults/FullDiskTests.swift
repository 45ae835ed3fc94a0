import Foundation
import Macroscope
import Testing

/// A file system of a few kilobytes in a namespace of the test's own: what does not fit is refused by the kernel, at
/// whatever the program is writing then.
@Suite("A full disk")
struct FullDiskTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good() + SmallScenario.comparison, to: "good.toml")
  }

  /// The sizes stop the run in its first checkpoint, the results, the comparison and the report.
  @Test(
    "stops a run with one message, and leaves whole files or none",
    .enabled(if: OutputFailureTests.canMount),
    arguments: ["8k", "64k", "300k", "1000k", "2200k", "3000k", "4000k", "6000k", "20m"])
  func run(size: String) throws {
    let outcome = try Program.shell(
      onDisk(
        size,
        """
        "$PROGRAM" run good.toml --quiet --checkpoint-interval 0 --output disk/out
        code=$?
        cp -a disk kept
        exit $code
        """), in: place.folder)
    #expect([0, 2, 74].contains(outcome.exitCode), "\(outcome.errors)")
    try checkMessages(outcome)
    try checkFolder("kept/out", isDone: outcome.exitCode != 74)
    if size == "20m" { #expect(outcome.exitCode != 74) }
    if size == "8k" { #expect(outcome.exitCode == 74) }
    guard outcome.exitCode == 74 else { return }
    // With room again the same command goes on, or starts, and comes to its end.
    let again = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "kept/out", "--resume"], in: place.folder)
    if place.exists("kept/out/summary.json"), again.exitCode != 0, again.exitCode != 2 {
      Issue.record("the run cannot be gone on with: \(again.errors)")
    }
    try checkFolder("kept/out", isDone: true)
  }

  @Test(
    "keeps the results that are there, whatever verb meets it",
    .enabled(if: OutputFailureTests.canMount),
    arguments: ["report", "compare", "scan", "export"])
  func later(verb: String) throws {
    try place.write(
      SmallScenario.good() + SmallScenario.comparison + SmallScenario.networks,
      to: "learned.toml")
    let commands = [
      "report": "report disk/out", "compare": "compare disk/out --quiet --overwrite",
      "scan": "scan learned.toml --quiet --output disk/out/scan",
      "export": "export disk/out --format csv",
    ]
    let run = try Program.run(
      ["run", "learned.toml", "--quiet", "--output", "out"], in: place.folder)
    try #require(run.exitCode == 0 || run.exitCode == 2, "\(run.errors)")
    let outcome = try Program.shell(
      onDisk(
        "8m",
        """
        cp -a out disk/ && cat /dev/zero >disk/filler 2>/dev/null
        "$PROGRAM" \(try #require(commands[verb]))
        code=$?
        rm disk/filler
        cp -a disk kept
        exit $code
        """), in: place.folder)
    #expect(outcome.exitCode == 74, "\(outcome.errors)")
    try checkMessages(outcome)
    #expect(outcome.errors.contains("No space left on device"))
    for name in try place.names(in: "out") where name != "plots" {
      #expect(
        try Data(contentsOf: place.url("kept/out/\(name)"))
          == Data(contentsOf: place.url("out/\(name)")), "\(name) has changed")
    }
    #expect(
      try place.names(in: "kept/out").filter { $0 != "checkpoint.h5" } == place.names(in: "out"))
  }

  private func onDisk(_ size: String, _ commands: String) -> String {
    """
    unshare --mount --map-root-user sh -c '
      mkdir disk && mount -t tmpfs -o size=\(size) tmpfs disk || exit 99
      \(commands)'
    """
  }

  private func checkMessages(_ outcome: Program.Outcome) throws {
    let errors = outcome.errors.split(separator: "\n").filter { $0.contains("error: ") }
    #expect(errors.count == (outcome.exitCode == 74 ? 1 : 0), "\(outcome.errors)")
    #expect(!outcome.errors.contains(".macroscope-"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("fault of macroscope"), "\(outcome.errors)")
  }

  /// Nothing hidden is left, and what there is can be read.
  private func checkFolder(_ name: String, isDone: Bool) throws {
    guard place.exists(name) else {
      #expect(!isDone)
      return
    }
    let names = try place.names(in: name)
    #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
    if names.contains("summary.json") {
      let results = try ResultsFolder(place.url(name)).read(samples: true)
      #expect(!results.summary.verdicts.isEmpty)
    } else {
      #expect(names.isEmpty || names == ["checkpoint.h5"])
    }
    if isDone {
      #expect(names.contains("report.html") && !names.contains("checkpoint.h5"))
    }
  }
}
