import Foundation
import Testing

/// A program in the place of gnuplot that does what it should not. A hanging one is in the tests of the report.
@Suite("gnuplot that does not draw")
struct GnuplotFaultTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
  }

  @Test(
    "costs the pictures, not the results",
    arguments: [
      "exit 1", "exit 0", "kill -SEGV $$", "head -c 100000 /dev/urandom >\"${1%.gp}.svg\"",
      "printf '<svg viewBox=\"0 0 1 1\"><path d=\"M' >\"${1%.gp}.svg\"",
      "mkdir \"${1%.gp}.svg\"", "yes | head -c 10000000 >&2; exit 3", "rm -f \"$1\"; exit 0",
    ])
  func fails(script: String) throws {
    try FileManager.default.createDirectory(
      at: place.url("tools"), withIntermediateDirectories: false)
    try place.write("#!/bin/sh\n\(script)\n", to: "tools/gnuplot")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: place.url("tools/gnuplot").path)
    let outcome = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder,
      environment: ["PATH": "\(place.url("tools").path):/usr/bin:/bin"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("warning: 7 of 7 plots are missing from the report: gnuplot"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(try place.text("out/report.html").contains("7 of 7 pictures are missing"))
  }

  @Test("that is not there is told")
  func missing() throws {
    let outcome = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder,
      environment: ["PATH": place.folder.path])
    #expect(outcome.exitCode == 0)
    #expect(outcome.errors.contains("gnuplot is not installed"))
  }
}
