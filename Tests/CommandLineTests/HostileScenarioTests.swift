import Foundation
import Testing

/// A scenario, or an output folder, of somebody who means harm.
@Suite("Scenarios of strangers")
struct HostileScenarioTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  @Test func aTitleCommandsNeitherTerminalNorShellNorBrowser() throws {
    let title =
      #"\u001B]0;owned\u0007\u001B[2J\u202E`touch broken` '; system('touch broken') <script>x</script>"#
    let text = SmallScenario.good().replacing("A small run", with: title)
    try place.write(text, to: "hostile.toml")
    let outcome = try Program.run(["run", "hostile.toml", "--output", "out"], in: place.folder)
    #expect(outcome.exitCode == 0 || outcome.exitCode == 2, "\(outcome.errors)")
    for text in [outcome.output, outcome.errors] {
      #expect(
        !text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 7 || $0 == "\u{202E}" })
    }
    #expect(outcome.output.contains("?]0;owned?"))
    let page = try place.text("out/report.html")
    #expect(!page.contains("<script"))
    #expect(try place.names() == ["hostile.toml", "out"])
    #expect(try !place.names(in: "out/plots").contains("broken"))
  }

  @Test(arguments: ["../outside", "/etc", ".hidden", "a/b", "..", "a\\nb"])
  func noFolderElsewhereIsAParent(name: String) throws {
    let text = SmallScenario.good() + "\nstored_samples = 2000\n[surrogate]\nparent = \"\(name)\"\n"
    try place.write(text, to: "hostile.toml")
    let outcome = try Program.run(["validate", "hostile.toml"], in: place.folder)
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains("must be the name of a folder"))
  }

  /// All files of a run that a link in the output folder could lead elsewhere.
  @Test func linksInTheOutputFolderAreNotFollowed() throws {
    try place.write(SmallScenario.good(), to: "good.toml")
    try place.write("precious", to: "victim")
    let out = place.url("out")
    try FileManager.default.createDirectory(at: out, withIntermediateDirectories: true)
    for name in [
      "summary.json", "results.h5", "effective-potential.csv", "scenario.toml", "report.html",
      "checkpoint.h5", ".macroscope-probe",
    ] {
      #expect(symlink("../victim", out.appendingPathComponent(name).path) == 0)
    }
    let outcome = try Program.run(
      ["run", "good.toml", "--output", "out", "--overwrite"], in: place.folder)
    #expect(outcome.exitCode == 0 || outcome.exitCode == 2, "\(outcome.errors)")
    #expect(try place.text("victim") == "precious")
    #expect(try place.text("out/summary.json").hasPrefix("{"))
  }

  @Test(arguments: ["scan", "scale-0", ".macroscope.lock"])
  func aLinkInThePlaceOfAPartIsRefused(name: String) throws {
    try place.write(SmallScenario.good(), to: "good.toml")
    let out = place.url("out")
    let elsewhere = place.url("elsewhere")
    for folder in [out, elsewhere] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    #expect(symlink("../elsewhere", out.appendingPathComponent(name).path) == 0)
    let outcome = try Program.run(["run", "good.toml", "--output", "out"], in: place.folder)
    #expect(outcome.exitCode == 74)
    #expect(outcome.errors.contains("link"))
    #expect(try place.names(in: "elsewhere").isEmpty)
  }
}
