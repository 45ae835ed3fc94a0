import Macroscope
import Testing

/// Scenarios that are made to do harm before anything runs.
@Suite("Hostile scenarios")
struct HostileScenarioTests {
  private func error(_ potential: String, title: String = "", rest: String = "") -> ScenarioError? {
    #expect(throws: ScenarioError.self) {
      try ScenarioFile(
        text: "schema = 1\n\(title)\n[potential]\n\(potential)\n[sampling]\nstep = 0.1\n\(rest)",
        path: "hostile.toml")
    }
  }

  private let good = "coordinates = [\"x\"]\nvalue = \"x^2/2\""

  /// What the parser quotes, and the excerpt, are fit for a terminal.
  @Test(arguments: ["[n\u{0}\u{0}", "n\u{1B}]0;owned\u{7}", "\u{1B}[2J", "\u{202E}1", "\u{9B}31m"])
  func messagesCommandNoTerminal(value: String) {
    let text = error(good, rest: "walkers = \(value)")?.description ?? ""
    #expect(!text.isEmpty)
    #expect(
      !text.unicodeScalars.contains { scalar in
        scalar != "\n" && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value))
          || scalar == "\u{202E}"
      })
  }

  @Test func longTitles() throws {
    let title = String(repeating: "é", count: 1001)
    let found = error(good, title: "title = \"\(title)\"")
    #expect(found?.message == "'title' has more than 1000 characters")
    #expect(found?.position == SourcePosition(line: 2, column: 1))
    _ = try Scenario(
      text:
        "schema = 1\ntitle = \"\(title.dropLast())\"\n[potential]\n\(good)\n[sampling]\nstep = 0.1",
      path: "good.toml")
  }

  @Test(arguments: ["", "[3]"])
  func longNames(suffix: String) {
    let name = String(repeating: "n", count: 101)
    let found = error("coordinates = [\"\(name)\(suffix)\"]\nvalue = \"1\"")
    #expect(found?.message.contains("has more than 100 characters") == true)
    #expect(
      error("\(good)\nparameters = { \(name) = 1 }")?.message.contains(
        "has more than 100 characters") == true)
  }

  @Test func manyParameters() {
    let list = (0...10_000).map { "p\($0) = 1" }.joined(separator: ", ")
    #expect(error("\(good)\nparameters = { \(list) }")?.message == "more than 10000 parameters")
  }

  // MARK: - Megabytes

  private static func lines(_ line: (Int) -> String) -> String {
    (0..<200_000).map(line).joined(separator: "\n")
  }

  private func expect(
    _ message: String, potential: String = "", rest: String = ""
  ) {
    let found: ScenarioError? = error("\(good)\n\(potential)", rest: rest)
    #expect(found?.message.contains(message) == true)
  }

  /// Each took minutes where every problem was told with its line.
  @Test(.timeLimit(.minutes(2)))
  func manyProblems() {
    expect("unknown key 'k0'", rest: Self.lines { "k\($0) = 1" })
    expect("'k0' in [domain]", rest: "[domain]\n" + Self.lines { "k\($0) = [0, 1]" })
    let points = String(repeating: "[1, 2], ", count: 300_000)
    expect("must have 1 number", rest: "initial = { points = [\(points)] }")
    let parameters = Self.lines { "\"x \($0)\" = 1" }
    expect(
      "cannot be the name of a parameter", potential: "[potential.parameters]\n\(parameters)")
  }

  @Test("four megabytes with a hundred steps are read in seconds", .timeLimit(.minutes(2)))
  func longTextWithManySteps() throws {
    let steps = (0..<100).map { "\(0.5 - 0.004 * Double($0))" }.joined(separator: ", ")
    let file = try ScenarioFile(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        value = "x^2/2\(String(repeating: " ", count: 4_000_000))"
        [sampling]
        step = [\(steps)]
        """, path: "long.toml")
    guard case .multiscale(let scenario) = file else {
      Issue.record("several steps expected")
      return
    }
    #expect(scenario.scaleCosts?.count == 100)
  }

  @Test("lists in messages are short")
  func longLists() {
    let names = (0..<1000).map { "\"coordinate_\($0)\"" }.joined(separator: ", ")
    let found = error("coordinates = [\(names)]\nvalue = \"1\"", rest: "[domain]\nx = [0, 1]")
    #expect(found?.message == "'x' in [domain] is not a coordinate")
    #expect((found?.hint?.utf8.count ?? .max) < 1200)
    #expect(found?.hint?.hasSuffix(" more") == true)
  }
}
