import Macroscope

extension BrokenScenarioTests {
  private static let plane = "coordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\""

  private static func calibration(_ line: String) -> String { "[calibration]\n\(line)" }

  static let calibrations = [
    BrokenScenario(
      "calibration in one dimension", rest: calibration("enabled = «true"),
      "'calibration.enabled' cannot be true with one coordinate", hint: "temperature is measured"),
    BrokenScenario(
      "temperature in one dimension", rest: calibration("«temperature = 1.0"),
      "'calibration.temperature' has no meaning with one coordinate", hint: "sampling.friction"),
    BrokenScenario(
      "zero temperature", potential: plane, rest: calibration("temperature = «0"),
      "'calibration.temperature' must be positive, found 0"),
    BrokenScenario(
      "mass contrast of 1", potential: plane, rest: calibration("mass_contrast = «1"),
      "'calibration.mass_contrast' must not be 1"),
    BrokenScenario(
      "indefinite mass", potential: plane, rest: calibration("mass_coupling = «1.5"),
      "'calibration.mass_coupling' must be above -1 and below 1, found 1.5",
      hint: "positive definite"),
    BrokenScenario(
      "no mass coupling", potential: plane, rest: calibration("mass_coupling = «0.0"),
      "'calibration.mass_coupling' must not be 0"),
    BrokenScenario(
      "too few masses", potential: plane,
      rest: calibration("inverse_masses = «[[[1, 0], [0, 1]]]"),
      "'calibration.inverse_masses' must have at least 3 matrices, found 1", hint: "3 entries"),
    BrokenScenario(
      "indefinite inverse mass", potential: plane,
      rest: calibration(
        "inverse_masses = [[[1, 0], [0, 1]], «[[1, 2], [2, 1]], [[2, 0], [0, 1]]]"),
      "an inverse mass matrix must be positive definite, but one of its eigenvalues is -1"),
    BrokenScenario(
      "asymmetric inverse mass", potential: plane,
      rest: calibration("inverse_masses = [«[[1, 0.5], [0, 1]]]"),
      "an inverse mass matrix must be symmetric, found 0.5 at (1, 2) and 0 at (2, 1)"),
    BrokenScenario(
      "inverse mass of one row", potential: plane,
      rest: calibration("inverse_masses = [«[[1, 0]]]"),
      "an inverse mass matrix must have 2 rows, found 1"),
    BrokenScenario(
      "dependent masses", potential: plane,
      rest: calibration(
        "inverse_masses = «[[[1, 0], [0, 1]], [[2, 0], [0, 1]], [[1, 0], [0, 2]]]"),
      "the matrices of 'calibration.inverse_masses' do not determine the noise covariance",
      hint: "linearly independent"),
  ]

  static let regressions = [
    BrokenScenario(
      "unknown method", rest: "[regression]\nmethods = [\"density\", «\"forces\"]",
      "unknown method 'forces'", hint: "did you mean 'force'?"),
    BrokenScenario(
      "no methods", rest: "[regression]\nmethods = «[]", "'regression.methods' is empty"),
    BrokenScenario(
      "grid of another dimension", rest: "[regression]\ngrid = «[100, 100]",
      "'regression.grid' must have 1 number, one per coordinate, found 2"),
    BrokenScenario(
      "knots misspelt", rest: "[regression]\nknots = «\"automatic\"",
      "'regression.knots' must be an integer or an array of one per coordinate, found a string",
      hint: "\"auto\""),
    BrokenScenario(
      "burn-in forces that are no switch", rest: "[regression]\nburn_in_forces = «1",
      "'regression.burn_in_forces' must be true or false, found an integer"),
    BrokenScenario(
      "forces of no burn-in", sampling: "step = 0.1\nburn_in = 0",
      rest: "[regression]\nburn_in_forces = «true",
      "'regression.burn_in_forces' needs a burn-in", hint: "sampling.burn_in"),
    BrokenScenario(
      "burn-in forces for the density",
      rest: "[regression]\nmethods = [\"density\"]\nburn_in_forces = «true",
      "'regression.burn_in_forces' needs the method 'force'", hint: "regression.methods"),
    BrokenScenario(
      "burn-in forces in three dimensions",
      potential: "coordinates = [\"x[3]\"]\nvalue = \"x[1]^2\"",
      rest: "[regression]\nburn_in_forces = «true",
      "'regression.burn_in_forces' is for one or two coordinates"),
    BrokenScenario(
      "pairs in one dimension", rest: "[regression]\npairs = «[]",
      "'regression.pairs' is for more than two coordinates"),
    BrokenScenario(
      "pair of one coordinate", potential: "coordinates = [\"x[3]\"]\nvalue = \"x[1]^2\"",
      rest: "[regression]\npairs = [«[\"x[1]\", \"x[1]\"]]",
      "a pair must have two different coordinates"),
    BrokenScenario(
      "pair of an unknown coordinate", potential: "coordinates = [\"x[3]\"]\nvalue = \"x[1]^2\"",
      rest: "[regression]\npairs = [[\"x[1]\", «\"x[4]\"]]", "'x[4]' is not a coordinate"),
  ]

  static let expressions = [
    BrokenScenario(
      "empty expression", potential: "coordinates = [\"x\"]\nvalue = «\"\"",
      "'potential.value' is empty", hint: "formula"),
    BrokenScenario(
      "unknown name", potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «y\"",
      "unknown name 'y'", hint: "known names"),
    BrokenScenario(
      "unclosed parenthesis", potential: "coordinates = [\"x\"]\nvalue = \"cos«(x\"",
      "this parenthesis is never closed", hint: "add ')'"),
    BrokenScenario(
      "constant division by zero", potential: "coordinates = [\"x\"]\nvalue = 'x + 1/«0'",
      "division by zero", hint: "constant and zero"),
    BrokenScenario(
      "logarithm of a negative constant",
      potential: "coordinates = [\"x\"]\nvalue = \"x + «log(-1)\"", "log(-1) is not finite",
      hint: "positive argument"),
    BrokenScenario(
      "second line of a multi-line string",
      potential: "coordinates = [\"x\"]\nvalue = \"\"\"\nx^2/2\n  + «foo(x)\"\"\"",
      "unknown function 'foo'", hint: "known functions"),
    BrokenScenario(
      "after escapes", potential: "coordinates = [\"x\"]\nvalue = \"x^2\\n\\t+ \\u0031 + «zz\"",
      "unknown name 'zz'"),
    BrokenScenario(
      "after a folded line",
      potential: "coordinates = [\"x\"]\nvalue = \"\"\"x^2 + \\\n    «zz\"\"\"",
      "unknown name 'zz'"),
    BrokenScenario(
      "multi-line literal string",
      potential: "coordinates = [\"x\"]\nvalue = \'\'\'\n\nx + «zz\'\'\'",
      "unknown name 'zz'"),
    BrokenScenario(
      "index out of range", potential: "coordinates = [\"x[3]\"]\nvalue = \"x[1]^2 + «x[4]\"",
      "x[4] does not exist", hint: "1 to 3"),
    BrokenScenario(
      "wrong reference",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\nreference = \"x^2 + «eps\"",
      "unknown name 'eps'"),
    BrokenScenario(
      "singular in the domain",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «log(x)\"",
      rest: "[domain]\nx = [-1, 2]",
      "the potential is not finite at a point of the domain (x = -0.645898): "
        + "log(-0.6458980337503153) is not a number",
      hint: "log needs a positive argument; walkers go there"),
    BrokenScenario(
      "pole at the centre",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «1/x\"", rest: "[domain]\nx = [-1, 1]",
      "the potential is not finite at the centre of the domain (x = 0): 1.0/0.0 is not finite",
      hint: "choose a domain without it"),
    BrokenScenario(
      "singular gradient at a corner",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «sqrt(x)\"", rest: "[domain]\nx = [0, 1]",
      "the gradient is not finite at a corner of the domain (x = 0): "
        + "the derivative of sqrt(0.0) is not finite", hint: "sqrt"),
    BrokenScenario(
      "singular at an initial point",
      sampling: "step = 0.1\ninitial = { points = [[1], [0]] }",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «x^(-2)\"", rest: "[domain]\nx = [1, 2]",
      "the potential is not finite at an initial point (x = 0): 0.0^-2.0 is not finite",
      hint: "start"),
    BrokenScenario(
      "singular reference",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2\"\nreference = \"«log(x)\"",
      rest: "[domain]\nx = [-1, 2]",
      "the reference is not finite at a point of the domain (x = -0.645898): "
        + "log(-0.6458980337503153) is not a number", hint: "log"),
  ]

  static let resources = [
    BrokenScenario(
      "too many stored samples", sampling: "step = 0.1\nstored_samples = «100000000",
      potential: "coordinates = [\"x[16]\"]\nvalue = \"x[1]^2\"",
      "the run would need 346 GB of memory, of which 346 GB for the stored samples; "
        + "the limit is 8 GB", hint: "fewer samples"),
    BrokenScenario(
      "too many walkers", sampling: "step = 0.1\nwalkers = «10000000",
      potential: "coordinates = [\"x[100]\"]\nvalue = \"x[1]^2\"",
      "the run would need 775 GB of memory, of which 768 GB for the walkers; the limit is 8 GB",
      hint: "fewer walkers"),
    BrokenScenario(
      "too fine a grid", potential: "coordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\"",
      rest: "[regression]\ngrid = «[100000, 100000]",
      "the run would need 30700 GB of memory, of which 30700 GB for the histograms; "
        + "the limit is 8 GB", hint: "coarser"),
  ]
}
