import Foundation
import Macroscope
import Reporting
import Storage
import Testing

private let hasGnuplot = Gnuplot.onSearchPath().executable != nil

/// Titles and names made to become commands of gnuplot or of a browser, in every place of the results where a text
/// stands.
@Suite("Hostile names")
struct HostileNameTests {
  /// What would create the file `broken`, fetch something, or end the string that it stands in.
  static let names = [
    "x'; system('touch broken'); '", "`touch broken`", "x`touch broken`", "\\'; !touch broken",
    "x' with lines\nsystem('touch broken')\n#", "@system", "$(touch broken)", "%s%n%1$s%d",
    "'; set output '../broken'; '", "../../broken", "/tmp/broken", "{/Symbol a}^2_{i}",
    "\\alpha$\\frac{1}{2}$",
    "\" onload=\"alert(1)", "</svg><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<a xlink:href='http://x/'>", "url(#x) id=\"y\"", "]]>&lt;&#0;",
    "\u{0}\u{1}\u{1B}[31m\u{7F}\u{9B}",
    "\u{202E}txt.exe\u{2066}\u{200B}\u{FEFF}", "e\u{301}\u{300}\u{FFFE}\u{1F600}", "\r\n\t\u{2028}",
    String(repeating: "long'\\`", count: 20_000), "trailing backslash\\", "'", "''", "\"", "",
  ]

  private func spoiled(_ name: String) -> RunResults {
    var results = Fixtures.muellerBrown()
    results.summary.scenario.title = name
    results.summary.scenario.coordinates[0] = name
    results.summary.program.build = name
    results.summary.verdicts[0].check = name
    results.summary.verdicts[0].message = name
    results.scenarioText = name
    results.grid[0].coordinate = name
    return results
  }

  private func check(_ results: RunResults) throws {
    try withTemporaryFolder { root in
      let folder = root.appendingPathComponent("a/b")
      try ResultsFolder(folder).write(results)
      let outcome = try writeReport(for: folder)
      let page = String(decoding: try AtomicFile.read(outcome.reportURL), as: UTF8.self)
      let checker = PageChecker()
      let problem = checker.check(page)
      #expect(problem == nil)
      #expect(checker.counts["script"] == nil && checker.counts["img"] == nil)
      #expect(checker.counts["a"] == nil && checker.counts["iframe"] == nil)
      #expect(checker.handlers.isEmpty)
      #expect(checker.references.allSatisfy { $0.hasPrefix("#") || $0.hasPrefix("data:image/") })
      #expect(Set(checker.identifiers).count == checker.identifiers.count)
      #expect(page.utf8.count < 20_000_000)
      #expect(outcome.failedPlots.isEmpty || !hasGnuplot, "\(outcome.failedPlots)")
      // Every picture has its three files; nothing else was made, here or above.
      let plots = try contents(of: folder.appendingPathComponent("plots"))
      #expect(plots.allSatisfy { $0.wholeMatch(of: /[-a-z0-9_]+\.(gp|dat|svg)/) != nil })
      #expect(try contents(of: folder.appendingPathComponent("..")) == ["b"])
      #expect(try contents(of: root) == ["a"])
      #expect(!FileManager.default.fileExists(atPath: "/tmp/broken"))
      for script in plots where script.hasSuffix(".gp") {
        let url = folder.appendingPathComponent("plots").appendingPathComponent(script)
        try checkScript(String(decoding: AtomicFile.read(url), as: UTF8.self))
      }
    }
  }

  /// No text leaves its string: what is left of the script without its strings has nothing that runs or reads.
  private func checkScript(_ script: String) throws {
    for line in script.split(separator: "\n") where !line.hasPrefix("#") {
      let bare = line.replacing(/'([^']|'')*'/, with: "")
      #expect(!bare.contains("'"), "\(line)")
      for word in ["system", "`", "!touch", "load", "call", "eval", "@", "import", "shell", "<"] {
        #expect(!bare.contains(word), "\(line)")
      }
      #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
    }
  }

  @Test(arguments: names.indices)
  func stayTexts(index: Int) throws {
    try check(spoiled(Self.names[index]))
  }

  /// A method's name is a part of file names and commands: others than words are refused when they are read.
  @Test(arguments: names.indices)
  func noMethodIsReadUnderSuchAName(index: Int) throws {
    let name = Self.names[index]
    var results = Fixtures.muellerBrown()
    results.potentials[0].method = name
    try withTemporaryFolder { folder in
      // What cannot be written cannot be read either.
      guard (try? ResultsFolder(folder).write(results)) != nil else { return }
      let isWord = name.wholeMatch(of: /[-A-Za-z0-9_]{1,40}/) != nil
      #expect(!isWord)
      #expect(throws: StorageError.self) { try writeReport(for: folder) }
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("plots").path))
    }
  }

  /// Observables are expressions, but a results file can claim anything.
  @Test(arguments: names.indices)
  func ofObservables(index: Int) throws {
    let name = Self.names[index]
    var results = Fixtures.comparedMuellerBrown()
    for n in 0..<(results.langevin?.observables.count ?? 0) {
      results.langevin?.observables[n].name = name
    }
    results.langevin?.method = name
    results.hamiltonian?.method = name
    try check(results)
  }
}
