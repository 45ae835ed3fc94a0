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
    target_error = 0.03
    [calibration]
    enabled = false
    inverse_masses = [[[1, 0], [0, 2]], [[2, 0], [0, 1]], [[1, 0.5], [0.5, 1]]]
    [regression]
    knots = "auto"
    burn_in_forces = true
    [hamiltonian]
    points = [[1, 2], [3, 4]]
    momenta = [[0, 0], [0.1, -0.2]]
    step = "auto"
    surrogate_step = 0.015
    time = 100
    records = 2000
    tolerance = 0.125
    surrogate = "density"
    [langevin]
    friction = [[0.3, 0.1], [0.1, 0.2]]
    initial = { points = [[0, 1]] }
    truncations = ["x", '''x + "y"''']
    """,
    """
    schema = 1
    [potential]
    coordinates = ["x"]
    parameters = { "ε" = 0.1 }
    value = "x^2"
    [sampling]
    step = 0.1
    [regression]
    methods = ["density"]
    [hamiltonian]
    energies = [1, 0.25]
    [langevin]
    temperature = 0.5
    friction = 2
    trajectories = 99
    time = 12
    equilibrium_time = 13.5
    initial = { mean = 1.5, momentum_deviation = 0.75 }
    observables = ["x", "cos(x/ε)"]
    step = 1e-3
    surrogate_step = "auto"
    records = 120
    well_depth = 1
    surrogate = "density"
    tolerance = { mean_path = 0.3, acf = 2, equilibrium = 1, population = 0.01, passage_time = 9 }
    """,
    """
    schema = 1
    [potential]
    coordinates = "x[3]"
    value = "x[1]^2"
    [sampling]
    step = 0.1
    [surrogate]
    [hamiltonian]
    [langevin]
    """,
    """
    schema = 1
    [potential]
    coordinates = ["x", "y"]
    value = "x^2 + y"
    [sampling]
    step = 0.1
    stored_samples = 1000
    [surrogate]
    hidden = [10, 20, 20]
    activation = "sine"
    residual = true
    layer_norm = true
    dropout = 0.1
    fourier_features = 16
    fourier_bandwidth = 0.7
    ensemble = 3
    uncertainty = "dropout"
    dropout_samples = 30
    loss = { value = 0.5, force = 2, heteroscedastic = false }
    weight_decay = 1e-4
    optimiser = "adamw"
    learning_rate = 0.01
    warm_up = 0.1
    decay = "plateau"
    epochs = 33
    batch = 100
    clipping = 5
    patience = 7
    validation = "time"
    folds = 4
    [hamiltonian]
    surrogate = "mlp"
    [langevin]
    surrogate = "mlp"
    """,
    """
    schema = 1
    [potential]
    coordinates = ["x"]
    value = "x^2"
    [sampling]
    step = 0.1
    [surrogate]
    optimiser = "lbfgs"
    hidden = [8]
    """,
    """
    schema = 1
    [potential]
    coordinates = ["x"]
    value = "x^2"
    [domain]
    x = [-1, 1]
    [sampling]
    step = 0.1
    [hamiltonian]
    [langevin]
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
    #expect(lines.contains("friction = [[0.3, 0.1], [0.1, 0.2]]"))
    #expect(lines.contains("observables = [\"x\", \"y\"]"))
    #expect(lines.contains("temperature = \"auto\""))
    #expect(lines.contains("momenta = [[0.0, 0.0], [0.1, -0.2]]"))
    #expect(lines.contains("burn_in_forces = true"))
  }

  @Test("differ when a setting does")
  func inequality() throws {
    let base = try Scenario(text: Self.texts[0], path: "t.toml")
    let changes = [
      "walkers = 999", "seed = 2", "burn_in = 0.5", "record_every = 7", "[langevin]",
      "[hamiltonian]", "[regression]\nburn_in_forces = true",
    ]
    for change in changes {
      let other = try Scenario(text: Self.texts[0] + "\n" + change, path: "t.toml")
      #expect(other != base)
    }
  }
}
