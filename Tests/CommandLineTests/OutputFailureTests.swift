import Foundation
import Testing

@Suite("Output that cannot be written")
struct OutputFailureTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
  }

  /// Places where nobody, not even root, can make a folder.
  @Test(
    "an unwritable folder is found before the run starts",
    arguments: ["good.toml", "good.toml/below", "/proc/macroscope-tests/out", "/dev/null/out"])
  func unwritable(_ output: String) throws {
    // A run that would take hours.
    try place.write(SmallScenario.good(steps: 1_000_000_000), to: "long.toml")
    let outcome = try Program.run(["run", "long.toml", "--output", output], in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("error: cannot create folder '"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try place.names() == ["good.toml", "long.toml"])
  }

  @Test(
    "a limit on the size of files is an error, not a crash, and leaves no half result",
    .disabled(if: Program.isThreadSanitized))
  func fileSizeLimit() throws {
    // The limit counts blocks of 512 bytes or of 1 KiB: between a plot and all arrays in any case.
    let outcome = try Program.shell(
      "ulimit -f 100; \"$PROGRAM\" run good.toml --quiet --output new/out", in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains("results.h5': File too large"))
    #expect(try place.names() == ["good.toml"])
  }

  @Test(
    "a failed write leaves earlier results as they were",
    .disabled(if: Program.isThreadSanitized))
  func earlierResults() throws {
    let first = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    #expect(first.exitCode == 0)
    let names = try place.names(in: "out")
    let summary = try place.text("out/summary.json")
    let second = try Program.shell(
      "ulimit -f 100; \"$PROGRAM\" run good.toml --quiet --seed 9 --output out --overwrite",
      in: place.folder)
    #expect(second.exitCode == 74)
    #expect(try place.names(in: "out") == names)
    #expect(try place.text("out/summary.json") == summary)
  }

  @Test("a full disk is an error and leaves no half result", .enabled(if: canMount))
  func fullDisk() throws {
    // 300 KiB hold the summary and the table but not the arrays.
    let outcome = try Program.shell(
      """
      unshare --mount --map-root-user sh -c '
        mkdir disk && mount -t tmpfs -o size=300k tmpfs disk || exit 99
        "$PROGRAM" run good.toml --quiet --output disk/out
        code=$?
        ls -A disk >left
        exit $code'
      """, in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("No space left on device"))
    #expect(try place.text("left").isEmpty)
  }

  /// Whether a file system can be mounted in a namespace of the test's own.
  static var canMount: Bool {
    let probe = "unshare --mount --map-root-user sh -c 'mount -t tmpfs tmpfs /mnt'"
    guard let place = try? Workplace() else { return false }
    return (try? Program.shell(probe, in: place.folder))?.exitCode == 0
  }

  @Test(
    "a reader who leaves early does no harm",
    arguments: [
      "{ \"$PROGRAM\" run good.toml --output out; echo $? >code; } 2>log | true",
      "{ \"$PROGRAM\" run good.toml --output out 2>&1 >log; echo $? >code; } | true",
    ])
  func closedPipe(_ command: String) throws {
    let outcome = try Program.shell(command, in: place.folder)
    #expect(outcome.exitCode == 0)
    #expect(try place.text("code") == "0\n")
    #expect(place.exists("out/report.html"))
  }

  @Test(
    "closed or full standard descriptors do no harm to the results",
    arguments: [
      (">&-", Int32(0)), ("2>&-", 0), ("<&- >&- 2>&-", 0), ("2>/dev/full", 0), (">/dev/full", 74),
    ])
  func descriptors(_ redirection: String, code: Int32) throws {
    let outcome = try Program.shell(
      "\"$PROGRAM\" run good.toml --output out \(redirection)", in: place.folder)
    #expect(outcome.exitCode == code)
    #expect(place.exists("out/report.html"))
    // Nothing that was meant for a descriptor has ended up in a file.
    #expect(try place.text("out/summary.json").hasPrefix("{"))
    #expect(try place.text("out/report.html").hasPrefix("<!DOCTYPE html>"))
  }

  @Test("a full disk under standard output is told")
  func fullStandardOutput() throws {
    let outcome = try Program.shell("\"$PROGRAM\" validate good.toml >/dev/full", in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("standard output"))
  }
}
