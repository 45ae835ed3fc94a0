import Dynamics
import Foundation
import Macroscope
import Storage
import Synchronization

/// A run of some milliseconds that has all stages, and the checkpoints that it leaves on its way.
struct SmallRun: Sendable {
  let scenario: Scenario
  let identity: CheckpointIdentity
  /// What the journal held at moments of the run, the end among them.
  let checkpoints: [WorkJournal.Entries]
  let results: RunResults

  /// The runs: one that is calibrated, one of trajectories, one of networks, one by gradient descent.
  static func all() throws -> [SmallRun] { try texts.map { try SmallRun($0) } }

  /// The one with networks, the quickest that writes all kinds of files.
  static func withNetworks() throws -> SmallRun { try SmallRun(texts[2]) }

  private init(_ text: String) throws {
    scenario = try Scenario(text: "schema = 1\n" + text, path: "small.toml")
    identity = CheckpointIdentity(
      verb: "run", scenarioText: scenario.resolvedTOML(), seed: scenario.sampling.seed)
    let states = Mutex<[WorkJournal.Entries]>([])
    let journal = WorkJournal(interval: .zero) { entries in states.withLock { $0.append(entries) } }
    results = try Run(scenario, options: RunOptions(threads: 1, journal: journal)).execute()
    checkpoints = states.withLock { $0 } + [journal.entries]
  }

  /// Goes on from a checkpoint to the end; errors are answers too.
  func resume(_ entries: WorkJournal.Entries) {
    let journal = WorkJournal(entries, interval: .seconds(3600)) { _ in }
    _ = try? Run(scenario, options: RunOptions(threads: 1, journal: journal)).execute()
  }

  private static let texts = [
    """
    [potential]
    coordinates = ["x", "y"]
    value = "x^2 + x*y/2 + y^2 + 1e-3*cos(1e3*x) + 1e-3*cos(1e3*(x + 2*y))"
    [sampling]
    step = 0.1
    walkers = 16
    steps = 200
    stored_samples = 100
    record_every = 5
    [calibration]
    walkers = 16
    steps = 40
    refinements = 1
    [regression]
    grid = [6, 6]
    knots = [4, 4]
    """,
    """
    [potential]
    coordinates = ["x"]
    value = "x^2/2 + 1e-3*cos(1e3*x)"
    [domain]
    x = [-2, 2]
    [sampling]
    step = 0.1
    walkers = 16
    steps = 400
    stored_samples = 100
    record_every = 5
    [regression]
    grid = 12
    knots = 4
    [hamiltonian]
    time = 2
    records = 10
    step = 0.05
    surrogate_step = 0.1
    [langevin]
    trajectories = 16
    time = 2
    equilibrium_time = 4
    records = 10
    step = 0.05
    surrogate_step = 0.1
    """,
    """
    [potential]
    coordinates = ["x"]
    value = "x^2/2 + 1e-3*cos(1e3*x)"
    [domain]
    x = [-2, 2]
    [sampling]
    step = 0.1
    walkers = 64
    steps = 500
    stored_samples = 2000
    record_every = 10
    [regression]
    grid = 12
    knots = 4
    [surrogate]
    hidden = [3]
    epochs = 3
    batch = 256
    ensemble = 2
    folds = 2
    [report]
    samples = true
    """,
    """
    [potential]
    coordinates = ["x", "y"]
    value = "x^2/2 + y^2/2 + 1e-3*cos(1e3*x) + 1e-3*cos(1e3*y)"
    [sampling]
    integrator = "gradient-descent"
    step = 0.1
    walkers = 16
    steps = 200
    stored_samples = 100
    record_every = 5
    [calibration]
    walkers = 16
    steps = 40
    [regression]
    grid = [6, 6]
    knots = [4, 4]
    """,
  ]
}
