import Macroscope
import Testing

@Suite("Resolved scenarios")
struct ScenarioRoundTripTests {
  static let texts = [
    """
    schema = 1
    [potential]
    coordinates = ["x"]
    value = "x^2"
    [sampling]
    step = 0.1
    """,
    """
    schema = 1
    title = "quotes \\" and \\\\ and \\u0007 and tab\\t and \\u00e9, 𝛾"
    [potential]
    coordinates = ["x[3]", "y"]
    parameters = { a = 1e-300, "ε" = 0.1, b = -7 }
    value = '''
    x[1]^2
      + "quoted" \\ y'''
    reference = "line\\r\\nend"
    [domain]
    x = [-1, 1]
    "x[2]" = [0.1, 0.30000000000000004]
    y = [-1e10, 1e-10]
    [sampling]
    step = 0.1
    time = 123.4
    walkers = 77
    burn_in = 0
    friction = 1e-3
    seed = 9223372036854775807
    initial = { points = [[1, 2, 3, 4], [0.1, 0.2, 0.3, 0.4]], momentum_deviation = 0.25 }
    record_every = 3
    stored_samples = 0
    [calibration]
    temperature = 0.7
    steps = 100
    walkers = 99
    mass_contrast = 3
    mass_coupling = -0.25
    refinements = 0
    [regression]
    methods = ["force"]
    knots = [4, 5, 6, 7]
    grid = 10
    pairs = [["y", "x[1]"]]
    [report]
    plots = false
    samples = false
    """,
    """
    schema = 1
    [potential]
    coordinates = ["x", "y"]
    value = "x"
    [sampling]
    step = 1
    [calibration]
    enabled = false
    inverse_masses = [[[1, 0], [0, 2]], [[2, 0], [0, 1]], [[1, 0.5], [0.5, 1]]]
    [regression]
    knots = "auto"
    """,
  ]

  @Test("read back to an equal scenario", arguments: texts)
  func roundTrip(_ text: String) throws {
    let scenario = try Scenario(text: text, path: "first.toml")
    let resolved = scenario.resolvedTOML()
    let again = try Scenario(text: resolved, path: "second.toml")
    #expect(again == scenario)
    #expect(again.resolvedTOML() == resolved)
  }

  @Test("name every setting")
  func complete() throws {
    let scenario = try Scenario(text: Self.texts[2], path: "t.toml")
    let lines = scenario.resolvedTOML().split(separator: "\n").map(String.init)
    #expect(lines.contains("title = \"t\""))
    #expect(lines.contains("walkers = 1000"))
    #expect(
      lines.contains(
        "inverse_masses = [[[1.0, 0.0], [0.0, 2.0]], [[2.0, 0.0], [0.0, 1.0]], "
          + "[[1.0, 0.5], [0.5, 1.0]]]"))
    #expect(lines.contains("knots = \"auto\""))
  }

  @Test("differ when a setting does")
  func inequality() throws {
    let base = try Scenario(text: Self.texts[0], path: "t.toml")
    for change in ["walkers = 999", "seed = 2", "burn_in = 0.5", "record_every = 7"] {
      let other = try Scenario(text: Self.texts[0] + "\n" + change, path: "t.toml")
      #expect(other != base)
    }
  }
}
