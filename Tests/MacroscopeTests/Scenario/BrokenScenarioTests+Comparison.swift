import Macroscope

extension BrokenScenarioTests {
  private static let plane = "coordinates = [\"x\", \"y\"]\nvalue = \"x^2 + y^2\""
  private static let domain = "[domain]\nx = [-1, 2]\n"

  private static func hamiltonian(_ lines: String) -> String { "[hamiltonian]\n\(lines)" }
  private static func langevin(_ lines: String) -> String { "[langevin]\n\(lines)" }

  static let hamiltonians = [
    BrokenScenario(
      "orbits in three dimensions", potential: "coordinates = \"x[3]\"\nvalue = \"x[1]^2\"",
      rest: "«[hamiltonian]",
      "[hamiltonian] needs one or two coordinates, found 3", hint: "remove [hamiltonian]"),
    BrokenScenario(
      "misspelt key of the orbits", rest: hamiltonian("«momentums = [[1]]"),
      "unknown key 'momentums' in [hamiltonian]", hint: "did you mean 'momenta'?"),
    BrokenScenario(
      "points and energies", rest: hamiltonian("energies = [1]\n«points = [[0]]"),
      "'points' and 'energies' exclude each other", hint: "energies = [...]"),
    BrokenScenario(
      "momenta and energies", rest: hamiltonian("energies = [1]\n«momenta = [[0]]"),
      "'momenta' and 'energies' exclude each other"),
    BrokenScenario(
      "momenta without points", rest: hamiltonian("«momenta = [[0]]"),
      "'momenta' without 'points'", hint: "points = [[...], ...]"),
    BrokenScenario(
      "more momenta than points",
      rest: hamiltonian("points = [[0], [1]]\nmomenta = «[[0], [1], [2]]"),
      "'hamiltonian.momenta' must have 2 momenta, one per point, found 3"),
    BrokenScenario(
      "momentum of another dimension",
      rest: hamiltonian("points = [[0], [1]]\nmomenta = [[0], «[1, 2]]"),
      "'hamiltonian.momenta' must have 1 number, one per coordinate, found 2"),
    BrokenScenario(
      "no initial points", rest: hamiltonian("points = «[]"), "'hamiltonian.points' is empty"),
    BrokenScenario(
      "point outside the domain", rest: domain + hamiltonian("points = [[0], «[2.5]]"),
      "'hamiltonian.points' has (2.5) outside the domain", hint: "enlarge [domain]"),
    BrokenScenario(
      "energy of the minimum", rest: hamiltonian("energies = [1, «0]"),
      "'hamiltonian.energies' must be positive, found 0", hint: "above the minimum"),
    BrokenScenario(
      "no energies", rest: hamiltonian("energies = «[]"), "'hamiltonian.energies' is empty",
      hint: "default"),
    BrokenScenario(
      "energies misspelt", rest: hamiltonian("energies = «\"automatic\""),
      "'hamiltonian.energies' must be an array of real numbers or \"auto\", found a string"),
    BrokenScenario(
      "too many energies",
      rest: hamiltonian("energies = «[\(repeatElement("1", count: 101).joined(separator: ","))]"),
      "'hamiltonian.energies' must have at most 100 entries, found 101"),
    BrokenScenario(
      "orbits without length", rest: hamiltonian("time = «0"),
      "'hamiltonian.time' must be at least 1e-06 and at most 1000000000, found 0", hint: "periods"),
    BrokenScenario(
      "step longer than a record", rest: hamiltonian("time = 10\nrecords = 100\nstep = «0.2"),
      "'hamiltonian.step' must be at most the time between records, 0.1, found 0.2",
      hint: "fewer 'records'"),
    BrokenScenario(
      "endless step", rest: hamiltonian("surrogate_step = «1e-300"),
      "'hamiltonian.surrogate_step' must not be below a billionth of the time between records, "
        + "found 1e-300", hint: "\"auto\""),
    BrokenScenario(
      "step in words", rest: hamiltonian("step = «\"small\""),
      "'hamiltonian.step' must be a real number or \"auto\", found a string"),
    BrokenScenario(
      "no tolerance", rest: hamiltonian("tolerance = «0.0"),
      "'hamiltonian.tolerance' must be positive, found 0", hint: "does not matter"),
    BrokenScenario(
      "unknown surrogate", rest: hamiltonian("surrogate = «\"densty\""),
      "unknown method 'densty'", hint: "did you mean 'density'?"),
    BrokenScenario(
      "surrogate that is not fitted",
      rest: "[regression]\nmethods = [\"density\"]\n" + hamiltonian("surrogate = «\"force\""),
      "'hamiltonian.surrogate' must be one of 'regression.methods', found 'force'",
      hint: "add \"force\""),
    BrokenScenario(
      "singular at a start",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «1/x\"",
      rest: "[domain]\nx = [-1, 3]\n" + hamiltonian("points = [[0.0]]"),
      "the potential is not finite at an initial point of [hamiltonian] (x = 0): "
        + "1.0/0.0 is not finite", hint: "start them elsewhere"),
    BrokenScenario(
      "too many orbits",
      rest: hamiltonian(
        "energies = [\(repeatElement("1", count: 100).joined(separator: ","))]\n"
          + "records = «1000000"),
      "the run would need 10.7 GB of memory, of which 10.6 GB for the orbits; the limit is 1 GB",
      hint: "fewer 'records'", memoryLimit: 1_000_000_000),
  ]

  static let langevins = [
    BrokenScenario(
      "trajectories in three dimensions", potential: "coordinates = \"x[3]\"\nvalue = \"x[1]^2\"",
      rest: "«[langevin]\ntime = 1",
      "[langevin] needs one or two coordinates, found 3", hint: "up to two"),
    BrokenScenario(
      "misspelt key of the trajectories", rest: langevin("«trajectory = 10"),
      "unknown key 'trajectory' in [langevin]", hint: "did you mean 'trajectories'?"),
    BrokenScenario(
      "zero temperature of the thermostat", rest: langevin("temperature = «0"),
      "'langevin.temperature' must be positive, found 0"),
    BrokenScenario(
      "temperature in words", rest: langevin("temperature = «\"hot\""),
      "'langevin.temperature' must be a real number or \"auto\", found a string",
      hint: "\"auto\" is that of the samples"),
    BrokenScenario(
      "negative friction", rest: langevin("friction = «-0.1"),
      "'langevin.friction' must be at least 0, found -0.1"),
    BrokenScenario(
      "friction in words", rest: langevin("friction = «\"none\""),
      "'langevin.friction' must be a real number, a matrix or \"auto\", found a string"),
    BrokenScenario(
      "indefinite friction", potential: plane, rest: langevin("friction = «[[1, 2], [2, 1]]"),
      "the friction matrix must be positive semidefinite, but one of its eigenvalues is -1"),
    BrokenScenario(
      "asymmetric friction", potential: plane, rest: langevin("friction = «[[1, 0.5], [0, 1]]"),
      "the friction matrix must be symmetric, found 0.5 at (1, 2) and 0 at (2, 1)"),
    BrokenScenario(
      "friction of another dimension", rest: langevin("friction = «[[1, 0], [0, 1]]"),
      "the friction matrix must have 1 row, found 2"),
    BrokenScenario(
      "friction as a vector", potential: plane, rest: langevin("friction = [«1, 1]"),
      "'langevin.friction' must be an array of matrices, found an integer"),
    BrokenScenario(
      "no trajectories of the surrogate", rest: langevin("surrogate_replicas = «0"),
      "'langevin.surrogate_replicas' must be from 1 to 100, found 0", hint: "cost little"),
    BrokenScenario(
      "too few trajectories", rest: langevin("trajectories = «15"),
      "'langevin.trajectories' must be from 16 to 10000000, found 15", hint: "error bars"),
    BrokenScenario(
      "few points of a curve", rest: langevin("records = «9"),
      "'langevin.records' must be from 10 to 100000, found 9"),
    BrokenScenario(
      "equilibrium shorter than a record", rest: langevin("time = 20\nequilibrium_time = «0.04"),
      "'langevin.equilibrium_time' must be from 1 to 1000000000 records long, found 0.04 with "
        + "records 0.1 apart"),
    BrokenScenario(
      "step of another kind", rest: langevin("step = «[0.1]"),
      "'langevin.step' must be a real number or \"auto\", found an array"),
    BrokenScenario(
      "surrogate step longer than a record", rest: langevin("surrogate_step = «0.11"),
      "'langevin.surrogate_step' must be at most the time between records, 0.1, found 0.11"),
    BrokenScenario(
      "depth of no well", rest: langevin("well_depth = «0"),
      "'langevin.well_depth' must be positive, found 0", hint: "units of the temperature"),
    BrokenScenario(
      "points and deviation of trajectories",
      rest: langevin("initial = { points = [[0]], «deviation = 1 }"),
      "'deviation' and 'points' exclude each other"),
    BrokenScenario(
      "misspelt key of the initial law", rest: langevin("initial = { «momentum = 1 }"),
      "unknown key 'momentum' in [langevin.initial]", hint: "Valid keys are 'mean'"),
    BrokenScenario(
      "negative momentum deviation", rest: langevin("initial = { momentum_deviation = «-1 }"),
      "'langevin.initial.momentum_deviation' must be at least 0, found -1", hint: "√T"),
    BrokenScenario(
      "mean outside the domain", rest: domain + langevin("initial = { mean = «[3] }"),
      "'langevin.initial.mean' has (3) outside the domain"),
    BrokenScenario(
      "trajectory from outside the domain",
      rest: domain + langevin("initial = { points = [[1], «[-2]] }"),
      "'langevin.initial.points' has (-2) outside the domain"),
    BrokenScenario(
      "start of the sampling outside the domain",
      sampling: "step = 0.1\ninitial = { mean = 7 }", rest: domain + "«[langevin]",
      "'langevin.initial.mean' has (7) outside the domain"),
    BrokenScenario(
      "identical trajectories",
      rest: langevin("friction = 0\ninitial = «{ deviation = 0, momentum_deviation = 0 }"),
      "all trajectories would be alike: there is no friction, so no noise either"),
    BrokenScenario(
      "misspelt tolerance", rest: langevin("tolerance = { «mean_paths = 0.1 }"),
      "unknown key 'mean_paths' in [langevin.tolerance]", hint: "did you mean 'mean_path'?"),
    BrokenScenario(
      "one tolerance for all", rest: langevin("tolerance = «0.1"),
      "'langevin.tolerance' must be a table, found a real number", hint: "passage_time"),
    BrokenScenario(
      "tolerance above certainty", rest: langevin("tolerance = { population = «1.5 }"),
      "'langevin.tolerance.population' must be above 0 and at most 1, found 1.5"),
    BrokenScenario(
      "too many trajectories", rest: langevin("trajectories = «1000000"),
      "the run would need 98.8 GB of memory, of which 98.7 GB for the trajectories; "
        + "the limit is 8 GB", hint: "a shorter 'equilibrium_time'"),
    BrokenScenario(
      "too long an equilibrium", rest: langevin("equilibrium_time = «1e5"),
      "the run would need 141 GB of memory, of which 141 GB for the trajectories; "
        + "the limit is 8 GB", hint: "fewer 'trajectories'"),
  ]

  static let observables = [
    BrokenScenario(
      "no observables", rest: langevin("observables = «[]"), "'langevin.observables' is empty",
      hint: "leave the key out"),
    BrokenScenario(
      "observable alone", rest: langevin("observables = «\"x\""),
      "'langevin.observables' must be an array of strings, found a string", hint: "[\"x\"]"),
    BrokenScenario(
      "number as an observable", rest: langevin("observables = [\"x\", «2]"),
      "an entry of 'langevin.observables' must be a string, found an integer"),
    BrokenScenario(
      "empty observable", rest: langevin("observables = [\"x\", «\" \"]"),
      "an entry of 'langevin.observables' is empty"),
    BrokenScenario(
      "observable twice", rest: langevin("observables = [\"x^2\", «\"x ^ 2\"]"),
      "'x ^ 2' is listed twice in 'langevin.observables'", hint: "remove"),
    BrokenScenario(
      "observable of two lines", rest: langevin("observables = [«\"x +\\n x^2\"]"),
      "an entry of 'langevin.observables' must be one line of at most 60 characters",
      hint: "a name in tables"),
    BrokenScenario(
      "long observable",
      rest: langevin("observables = [«\"x\(repeatElement("+x", count: 30).joined())\"]"),
      "an entry of 'langevin.observables' must be one line of at most 60 characters"),
    BrokenScenario(
      "too many observables",
      rest: langevin(
        "observables = «[\((1...17).map { "\"\($0)*x\"" }.joined(separator: ", "))]"),
      "'langevin.observables' must have at most 16 entries, found 17"),
    BrokenScenario(
      "momentum as an observable", rest: langevin("observables = [\"x\", \"x*«p\"]"),
      "unknown name 'p'", hint: "known names"),
    BrokenScenario(
      "constant observable",
      potential: "coordinates = [\"x\"]\nparameters = { a = 2 }\nvalue = \"x^2\"",
      rest: langevin("observables = [\"«a/3\"]"),
      "the observable 'a/3' is 0.666667 everywhere", hint: "depend on the coordinates 'x'"),
    BrokenScenario(
      "singular observable", rest: domain + langevin("observables = [\"x\", '2 + «log(x)']"),
      "the observable is not finite at a point of the domain (x = -0.645898): "
        + "log(-0.6458980337503153) is not a number",
      hint: "log needs a positive argument; walkers go there: choose a domain without it"),
    BrokenScenario(
      "wrong truncation",
      rest: langevin("truncations = [\"x^2/2\", \"\"\"x^2/2 + cos«(3*x\"\"\"]"),
      "this parenthesis is never closed"),
    BrokenScenario(
      "truncation twice", rest: langevin("truncations = [\"x^2\", «\"x^2\"]"),
      "'x^2' is listed twice in 'langevin.truncations'"),
    BrokenScenario(
      "long truncation",
      rest: langevin("truncations = [«\"x\(repeatElement("+x", count: 100).joined())\"]"),
      "an entry of 'langevin.truncations' must be one line of at most 200 characters",
      hint: "'potential.parameters'"),
    BrokenScenario(
      "singular gradient of a truncation",
      rest: "[domain]\nx = [0, 1]\n" + langevin("truncations = [\"x^2 + «sqrt(x)\"]"),
      "the gradient of the truncation is not finite at a point of the domain (x = 0): "
        + "the derivative of sqrt(0.0) is not finite", hint: "sqrt"),
    BrokenScenario(
      "singular where trajectories start",
      potential: "coordinates = [\"x\"]\nvalue = \"x^2 + «1/x\"",
      rest: "[domain]\nx = [-1, 3]\n" + langevin("initial = { points = [[0]] }"),
      "the potential is not finite at an initial point of [langevin] (x = 0): "
        + "1.0/0.0 is not finite"),
  ]
}
