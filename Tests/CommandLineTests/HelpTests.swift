import Foundation
import Testing

@Suite("Help and usage")
struct HelpTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  @Test(
    "help tells what each verb does and takes",
    arguments: [
      (["--help"], ["macroscope <subcommand>", "run", "validate", "report", "2 done, but", "130"]),
      (
        ["run", "--help"],
        ["<scenario>", "--output <dir>", "--seed <n>", "--threads <n>", "--quiet", "results/<name"]
      ),
      (["validate", "--help"], ["validate <scenario>", "all defaults", "cost"]),
      (["report", "--help"], ["report <folder>", "Rebuilds the report"]),
      (["help", "run"], ["macroscope run <scenario>"]),
    ])
  func help(_ arguments: [String], phrases: [String]) throws {
    let outcome = try Program.run(arguments, in: place.folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.isEmpty)
    // The text is wrapped: compare without regard to line ends.
    let text = outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for phrase in phrases { #expect(text.contains(phrase)) }
    let widest = outcome.output.split(separator: "\n").map(\.count).max() ?? 0
    #expect(widest <= 100)
  }

  @Test("--version is a semantic version")
  func version() throws {
    let outcome = try Program.run(["--version"], in: place.folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
  }

  @Test(
    "wrong usage is refused with what would be right",
    arguments: [
      (["run"], "Missing expected argument '<scenario>'"),
      (["frobnicate"], "Unexpected argument 'frobnicate'"),
      (["run", "a.toml", "b.toml"], "Unexpected argument 'b.toml'"),
      (["run", "a.toml", "--bogus"], "Unknown option '--bogus'"),
      (["run", "a.toml", "--seed", "x"], "'x' is invalid for '--seed <n>'"),
      (["run", "a.toml", "--seed", "18446744073709551616"], "is invalid for '--seed <n>'"),
      (["run", "a.toml", "--threads", "0"], "--threads must be from 1 to 4096, not 0"),
      (["run", "a.toml", "--threads", "5000"], "--threads must be from 1 to 4096, not 5000"),
      (["run", "a.toml", "--output", ""], "--output needs the name of a folder"),
      (["validate"], "Missing expected argument '<scenario>'"),
      (["report"], "Missing expected argument '<folder>'"),
    ])
  func wrongUsage(_ arguments: [String], message: String) throws {
    let outcome = try Program.run(arguments, in: place.folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(message))
    #expect(outcome.errors.contains("Usage: macroscope"))
    #expect(try place.names().isEmpty)
  }
}
