/// Texts of scenarios that run in a fraction of a second.
enum SmallScenario {
  /// One coordinate, one small scale, all verdicts pass.
  static func good(
    step: String = "0.1", walkers: Int = 400, steps: Int = 4000, seed: Int = 3
  ) -> String {
    """
    schema = 1
    title = "A small run"

    [potential]
    coordinates = ["x"]
    parameters = { eps = 0.001 }
    value = "x^2/2 + eps*cos(x/eps)"
    reference = "x^2/2"

    [domain]
    x = [-1.0, 1.0]

    [sampling]
    step = \(step)
    walkers = \(walkers)
    steps = \(steps)
    friction = 0.1
    seed = \(seed)
    initial = { mean = [0.0], deviation = [0.5] }
    """
  }

  /// Sections to add to it: both comparisons.
  static let comparison = """


    [hamiltonian]
    energies = [0.2, 0.4]
    time = 15.0

    [langevin]
    trajectories = 400
    time = 10.0
    equilibrium_time = 50.0
    records = 50
    initial = { mean = [0.6], deviation = [0.2] }
    """

  /// And networks.
  static let networks = """


    [surrogate]
    hidden = [12]
    epochs = 20
    batch = 256
    learning_rate = 0.01
    ensemble = 2
    folds = 2
    """

  /// Two coordinates, hence with mass sweep and calibration.
  static let plane = """
    schema = 1
    title = "A small run in the plane"

    [potential]
    coordinates = ["x", "y"]
    parameters = { eps = 5e-4 }
    value = "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x+2*y)/eps + 0.3)"
    reference = "x^2 + x*y/2 + 0.75*y^2"

    [domain]
    x = [-1.5, 1.5]
    y = [-1.5, 1.5]

    [sampling]
    step = 0.1
    walkers = 128
    steps = 2000
    friction = 0.2

    [regression]
    grid = [30, 30]
    """

  /// The step is too small for the ripple: walkers are trapped.
  static let sinks = """
    schema = 1
    title = "A small run with sinks"

    [potential]
    coordinates = ["x"]
    value = "x^2/2 + 0.001*cos(x/0.001)"

    [domain]
    x = [-1.0, 1.0]

    [sampling]
    step = 0.05
    walkers = 128
    steps = 4000
    friction = 0.1
    initial = { mean = [0.0], deviation = [0.5] }
    """
}
