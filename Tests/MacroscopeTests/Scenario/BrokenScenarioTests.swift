import Macroscope
import Testing

@Suite("Broken scenarios")
struct BrokenScenarioTests {
  @Test("are refused with the place, the reason and a way out", arguments: all)
  func refused(_ broken: BrokenScenario) throws {
    let error = try #require(broken.error(), "accepted")
    #expect(error.message == broken.message)
    #expect(error.position == broken.position)
    let hint = error.hint ?? ""
    #expect(broken.hint.isEmpty || hint.contains(broken.hint))
    let place = try #require(error.position)
    let first = error.description.split(separator: "\n").first.map(String.init)
    #expect(
      first == "broken.toml:\(place.line):\(place.column): error: \(broken.message)")
  }

  static let all =
    syntax + keys + types + ranges + coordinates + domains + calibrations
    + regressions + expressions + resources + hamiltonians + networks + langevins + observables

  static let syntax = [
    BrokenScenario(
      "empty file", "«", "missing key 'schema'", hint: "schema = 1"),
    BrokenScenario(
      "unclosed string", "schema = 1\ntitle = \"no end«\n",
      "not valid TOML: the string is not closed on its line"),
    BrokenScenario(
      "missing value", sampling: "step = «",
      "not valid TOML: expected value, saw '\\n'"),
    BrokenScenario(
      "key twice", sampling: "step = 0.1\nstep = «0.2",
      "not valid TOML: cannot redefine existing floating-point 'step'"),
    BrokenScenario(
      "integer beyond 64 bits", sampling: "step = 0.1\nwalkers = 99999999999999999999«",
      "not valid TOML: '99999999999999999999' is not representable in 64 bits"),
    BrokenScenario(
      "header without a key", "schema = 1\n[«=]\n",
      "not valid TOML: something is missing or misplaced here"),
    BrokenScenario(
      "array closed by a brace", "schema = [«}\n",
      "not valid TOML: something is missing or misplaced here"),
    BrokenScenario(
      "non-ASCII key", "schema = 1\n«é = 2\n",
      "not valid TOML: expected keys, tables, whitespace or comments, saw 'é'"),
    BrokenScenario(
      "deep nesting", "schema = \(String(repeating: "[", count: 32))«[",
      "not valid TOML: exceeded maximum nested value depth of 32"),
    BrokenScenario(
      "deep key", "\(Array(repeating: "a", count: 32).joined(separator: "."))«.a = 1",
      "not valid TOML: a key has too many dotted parts"),
  ]

  static let keys = [
    BrokenScenario(
      "misspelt key", sampling: "step = 0.1\n«walker = 100",
      "unknown key 'walker' in [sampling]", hint: "did you mean 'walkers'?"),
    BrokenScenario(
      "misspelt required key", sampling: "«stpe = 0.1",
      "unknown key 'stpe' in [sampling]", hint: "did you mean 'step'?"),
    BrokenScenario(
      "far-fetched key", sampling: "step = 0.1\n«colour = 3",
      "unknown key 'colour' in [sampling]", hint: "Valid keys are 'step', 'walkers'"),
    BrokenScenario(
      "misspelt section", rest: "[«regresion]", "unknown section 'regresion'",
      hint: "did you mean 'regression'?"),
    BrokenScenario(
      "misspelt title", "schema = 1\n«titel = \"T\"", "unknown key or section 'titel'",
      hint: "did you mean 'title'?"),
    BrokenScenario(
      "misspelt required section", "schema = 1\n[«potental]\nvalue = \"x\"",
      "unknown section 'potental'", hint: "did you mean 'potential'?"),
    BrokenScenario(
      "no schema", "«[potential]\ncoordinates = [\"x\"]\nvalue = \"x^2\"\n[sampling]\nstep = 1",
      "missing key 'schema'", hint: "schema = 1"),
    BrokenScenario(
      "no potential", "«schema = 1\n[sampling]\nstep = 0.1", "missing section [potential]",
      hint: "'coordinates'"),
    BrokenScenario(
      "no step", "schema = 1\n[potential]\ncoordinates = [\"x\"]\nvalue = \"x^2\"\n«[sampling]",
      "missing key 'step' in [sampling]", hint: "which scales"),
    BrokenScenario(
      "no value", "schema = 1\n«[potential]\ncoordinates = [\"x\"]\n[sampling]\nstep = 1",
      "missing key 'value' in [potential]", hint: "formula"),
    BrokenScenario(
      "misspelt key of a table", sampling: "step = 1\ninitial = { «meen = [0.0] }",
      "unknown key 'meen' in [sampling.initial]", hint: "did you mean 'mean'?"),
  ]

  static let types = [
    BrokenScenario(
      "string for a real", sampling: "step = 0.1\nfriction = «\"0.1\"",
      "'sampling.friction' must be a real number, found a string"),
    BrokenScenario(
      "real for an integer", sampling: "step = 0.1\nwalkers = «1e3",
      "'sampling.walkers' must be an integer, found a real number"),
    BrokenScenario(
      "integer for a boolean", rest: "[report]\nplots = «1",
      "'report.plots' must be true or false, found an integer"),
    BrokenScenario(
      "number for a section", "schema = 1\nsampling = «3",
      "'sampling' must be a table, found an integer", hint: "[sampling]"),
    BrokenScenario(
      "array of tables for a section", "schema = 1\n«[[sampling]]\nstep = 0.1",
      "'sampling' must be a table, found an array", hint: "[sampling]"),
    BrokenScenario(
      "date for a seed", sampling: "step = 0.1\nseed = «2024-01-01",
      "'sampling.seed' must be an integer, found a date or time"),
    BrokenScenario(
      "string for a mean", sampling: "step = 0.1\ninitial = { mean = «\"0\" }",
      "'sampling.initial.mean' must be a real number or an array of one per coordinate, "
        + "found a string"),
  ]

  static let ranges = [
    BrokenScenario(
      "other schema", "schema = «2", "'schema' must be 1, found 2", hint: "version 1"),
    BrokenScenario(
      "negative step", sampling: "step = «-0.1",
      "'sampling.step' must be positive, found -0.1", hint: "scales"),
    BrokenScenario(
      "zero step", sampling: "step = «0", "'sampling.step' must be positive, found 0"),
    BrokenScenario(
      "infinite step", sampling: "step = «inf", "'sampling.step' must be finite, found inf"),
    BrokenScenario(
      "zero walkers", sampling: "step = 0.1\nwalkers = «0",
      "'sampling.walkers' must be from 16 to 10000000, found 0", hint: "independent walkers"),
    BrokenScenario(
      "no steps", sampling: "step = 0.1\nsteps = «0",
      "'sampling.steps' must be from 1 to 1000000000000, found 0"),
    BrokenScenario(
      "steps and time", sampling: "step = 0.1\nsteps = 10\n«time = 3.0",
      "both 'steps' and 'time' are given", hint: "either"),
    BrokenScenario(
      "time shorter than a step", sampling: "step = 0.1\ntime = «0.01",
      "'sampling.time' must be from 1 to 1000000000000 steps long, "
        + "found 0.01 with a step of 0.1"),
    BrokenScenario(
      "no target error", sampling: "step = 0.1\ntarget_error = «0",
      "'sampling.target_error' must be positive, found 0", hint: "may stop"),
    BrokenScenario(
      "target error in words", sampling: "step = 0.1\ntarget_error = «\"small\"",
      "'sampling.target_error' must be a real number, found a string", hint: "such as 0.02"),
    BrokenScenario(
      "target error of a V that is not fitted", sampling: "step = 0.1\n«target_error = 0.02",
      potential: "coordinates = [\"x[3]\"]\nvalue = \"x[1]^2 + x[2]^2 + x[3]^2\"",
      "'sampling.target_error' needs one or two coordinates, there are 3", hint: "'steps' or 'time'"
    ),
    BrokenScenario(
      "all burn-in", sampling: "step = 0.1\nburn_in = «1.0",
      "'sampling.burn_in' must be at least 0 and below 1, found 1", hint: "fraction"),
    BrokenScenario(
      "no friction", sampling: "step = 0.1\nfriction = «0.0",
      "'sampling.friction' must be positive, found 0", hint: "equilibrium"),
    BrokenScenario(
      "negative seed", sampling: "step = 0.1\nseed = «-1",
      "'sampling.seed' must be at least 0, found -1"),
    BrokenScenario(
      "too few records", sampling: "step = 0.1\nsteps = 100\nrecord_every = «50",
      "too few records of each walker: 1, at least 10 are needed", hint: "more steps"),
    BrokenScenario(
      "negative deviation", sampling: "step = 0.1\ninitial = { deviation = [«-1] }",
      "'sampling.initial.deviation' must be at least 0, found -1"),
    BrokenScenario(
      "identical walkers",
      sampling: "step = 0.1\ninitial = «{ deviation = 0, momentum_deviation = 0 }",
      "all walkers would start alike, and the dynamics is deterministic", hint: "above 0"),
    BrokenScenario(
      "points and mean", sampling: "step = 0.1\ninitial = { points = [[0]], «mean = [0] }",
      "'mean' and 'points' exclude each other"),
    BrokenScenario(
      "no points", sampling: "step = 0.1\ninitial = { points = «[] }",
      "'sampling.initial.points' is empty"),
    BrokenScenario(
      "point of another dimension", sampling: "step = 0.1\ninitial = { points = [[0], «[1, 2]] }",
      "'sampling.initial.points' must have 1 number, one per coordinate, found 2"),
  ]

  static let coordinates = [
    BrokenScenario(
      "no coordinates", "schema = 1\n«[potential]\nvalue = \"x^2\"\n[sampling]\nstep = 1",
      "missing key 'coordinates' in [potential]", hint: "coordinates = [\"x\", \"y\"]"),
    BrokenScenario(
      "empty coordinates", potential: "coordinates = «[]\nvalue = \"1\"",
      "'potential.coordinates' is empty"),
    BrokenScenario(
      "number as a coordinate", potential: "coordinates = [\"x\", «1]\nvalue = \"x\"",
      "a coordinate must be a string, found an integer"),
    BrokenScenario(
      "coordinate with a space", potential: "coordinates = [«\"x y\"]\nvalue = \"x\"",
      "'x y' is not a coordinate", hint: "letters"),
    BrokenScenario(
      "array of no coordinates", potential: "coordinates = [«\"x[0]\"]\nvalue = \"1\"",
      "'x[0]' is not a coordinate", hint: "name[n]"),
    BrokenScenario(
      "coordinate twice", potential: "coordinates = [\"x\", «\"x[2]\"]\nvalue = \"1\"",
      "coordinate 'x' is listed twice"),
    BrokenScenario(
      "coordinate with a meaning", potential: "coordinates = [«\"sin\"]\nvalue = \"1\"",
      "'sin' has a meaning in expressions and cannot be a coordinate"),
    BrokenScenario(
      "too many coordinates", potential: "coordinates = [\"x[4096]\", «\"y\"]\nvalue = \"y\"",
      "more than 4096 coordinates"),
    BrokenScenario(
      "parameter that is a coordinate",
      potential: "coordinates = [\"x\"]\nparameters = { «x = 1 }\nvalue = \"x\"",
      "parameter 'x' is also a coordinate"),
    BrokenScenario(
      "parameter that is not finite",
      potential: "coordinates = [\"x\"]\nparameters = { a = «nan }\nvalue = \"a*x\"",
      "'potential.parameters.a' must be finite, found nan"),
    BrokenScenario(
      "parameter with a strange name",
      potential: "coordinates = [\"x\"]\nparameters = { «\"a b\" = 1 }\nvalue = \"x\"",
      "'a b' cannot be the name of a parameter"),
  ]

  static let domains = [
    BrokenScenario(
      "domain of no coordinate", rest: "[domain]\nx = [0, 1]\n«y = [0, 1]",
      "'y' in [domain] is not a coordinate", hint: "The coordinates are 'x'"),
    BrokenScenario(
      "domain upside down", rest: "[domain]\nx = «[1.5, -1.5]",
      "'domain.x' must go from a lower to a higher number, found [1.5, -1.5]"),
    BrokenScenario(
      "domain of three numbers", rest: "[domain]\nx = «[0, 1, 2]",
      "'domain.x' must be [lower, upper], found 3 values"),
    BrokenScenario(
      "infinite domain", rest: "[domain]\nx = [0, «inf]",
      "'domain.x' must be finite, found inf"),
    BrokenScenario(
      "domain of one coordinate of two",
      potential: "coordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\"",
      rest: "«[domain]\nx = [0, 1]",
      "missing key 'y' in [domain]", hint: "y = [-1.5, 1.5]"),
  ]
}
