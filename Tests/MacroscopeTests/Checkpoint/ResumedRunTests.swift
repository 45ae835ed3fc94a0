import Comparison
import Dynamics
import Foundation
import Macroscope
import Storage
import Synchronization
import Testing

/// Whole runs, taken up from checkpoints of all their stages, by another number of threads.
@Suite("Resumed runs")
struct ResumedRunTests {
  /// Poorly swept, so that the run is calibrated and sampled again.
  private static let plane = """
    [potential]
    coordinates = ["x", "y"]
    parameters = { eps = 5e-4 }
    value = "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x + 2*y)/eps + 0.3)"
    reference = "x^2 + x*y/2 + 0.75*y^2"
    [sampling]
    step = 0.1
    walkers = 256
    steps = 4000
    friction = 0.2
    stored_samples = 5000
    initial = { mean = 0.0, deviation = 0.8 }
    [calibration]
    walkers = 16
    steps = 200
    refinements = 2
    [regression]
    grid = [20, 20]
    burn_in_forces = true
    """

  private static func line(_ sampling: String, rest: String) -> String {
    """
    [potential]
    coordinates = ["x"]
    parameters = { eps = 0.0005 }
    value = "x^4/4 - x^2/2 + eps*cos(x/eps) + eps*cos(1.618*x/eps + 1)/1.618"
    [domain]
    x = [-1.6, 1.6]
    [sampling]
    step = 0.15
    walkers = 200
    steps = 2000
    friction = 0.1
    stored_samples = 4000
    initial = { mean = [0.0], deviation = [0.8] }
    \(sampling)
    \(rest)
    """
  }

  private static let scenarios = [
    "plane": plane,
    "descent": plane.replacing("step = 0.1", with: "integrator = \"gradient-descent\"\nstep = 0.1")
      .replacing("friction = 0.2", with: "").replacing("burn_in_forces = true", with: ""),
    "comparison": line(
      "burn_in = 0.0",
      rest: """
        [hamiltonian]
        time = 20.0
        [langevin]
        trajectories = 300
        time = 5.0
        initial = { mean = [0.5], deviation = [0.1] }
        """),
    "training": line(
      "",
      rest: """
        [surrogate]
        hidden = [8]
        epochs = 12
        batch = 256
        ensemble = 2
        """),
  ]

  private static func scenario(_ name: String) throws -> Scenario {
    try Scenario(text: "schema = 1\n" + (scenarios[name] ?? ""), path: "\(name).toml")
  }

  @Test(arguments: ["plane", "descent", "comparison", "training"])
  func endsAsIfItHadNotBeenInterrupted(name: String) throws {
    let scenario = try Self.scenario(name)
    let reports = Atomic<Int>(0)
    let counting = RunOptions(threads: 2) { _ in reports.add(1, ordering: .relaxed) }
    let whole = try Fingerprint(Run(scenario, options: counting).execute())
    let total = reports.load(ordering: .relaxed)
    try #require(total > 8)
    // Each run is stopped some reports after the last was, and the next goes on from there.
    let (resumed, stops) = try InterruptedRun.results(attempts: 40) {
      ($0 + 1) * total / 6
    } _: {
      try Run(scenario, options: $0).execute()
    }
    #expect(stops > 1)
    #expect(try Fingerprint(resumed).difference(from: whole) == nil)
  }

  @Test(arguments: [RunStage.sweep, .burnIn, .sampling])
  func cancelledInAnyStage(stage: RunStage) throws {
    let scenario = try Self.scenario("plane")
    let whole = try Fingerprint(Run(scenario, options: RunOptions(threads: 1)).execute())
    let cancellation = Cancellation()
    let journal = WorkJournal(interval: .seconds(3600)) { _ in }
    let options = RunOptions(threads: 2, cancellation: cancellation, journal: journal) {
      if $0.stage == stage { cancellation.cancel() }
    }
    #expect(throws: DynamicsError.cancelled) { try Run(scenario, options: options).execute() }
    #expect(!journal.isEmpty)
    let resumed = try Run(scenario, options: RunOptions(threads: 2, journal: journal)).execute()
    #expect(try Fingerprint(resumed).difference(from: whole) == nil)
  }

  @Test func aScanGoesOn() throws {
    let scenario = try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        value = "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"
        [sampling]
        step = 0.1
        initial = { mean = [0.0], deviation = [1.0] }
        [scan]
        from = 1.0
        to = 0.3
        points = 10
        time = 100
        """, path: "scan.toml")
    func text(_ results: ScanResults) throws -> String {
      var summary = results.summary
      summary.timing = Summary.Timing(threads: 1, stages: [:], total: 0, stepsPerSecond: 0)
      return String(decoding: try JSON.encode(summary), as: UTF8.self)
    }
    let whole = try text(Run(scenario, options: RunOptions(threads: 2)).scan())
    let complete = WorkJournal(interval: .seconds(3600)) { _ in }
    _ = try Run(scenario, options: RunOptions(threads: 2, journal: complete)).scan()
    for count in [0, 1, 5, complete.entries.count] {
      let entries = complete.entries.sorted { $0.key < $1.key }.prefix(count)
      let journal = WorkJournal(
        Dictionary(uniqueKeysWithValues: entries.map { ($0.key, $0.value) }),
        interval: .seconds(3600)
      ) { _ in }
      let options = RunOptions(threads: 1 + count % 2, journal: journal)
      #expect(try text(Run(scenario, options: options).scan()) == whole)
    }
  }
}

/// The files of a run's results without what tells of time.
struct Fingerprint: Equatable {
  private var files: [String: Data] = [:]

  init(_ results: RunResults) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("resumed-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var results = results
    // The curves of trainings and the runs of dynamics know their seconds.
    for index in results.surrogate?.curves.indices ?? 0..<0 {
      let count = results.surrogate?.curves[index].seconds.count ?? 0
      results.surrogate?.curves[index].seconds = [Double](repeating: 0, count: count)
    }
    for index in results.langevin?.systems.indices ?? 0..<0 {
      results.langevin?.systems[index].seconds = 0
    }
    results.hamiltonian?.seconds = Compared(original: 0, surrogate: 0)
    try ResultsFolder(folder).write(results)
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      files[name] = try Data(contentsOf: folder.appendingPathComponent(name))
    }
    let summary = try JSONSerialization.jsonObject(with: files["summary.json"] ?? Data())
    files["summary.json"] = try JSONSerialization.data(
      withJSONObject: Self.timeless(summary), options: .sortedKeys)
  }

  /// The first file that differs; nil when none does.
  func difference(from other: Fingerprint) -> String? {
    Set(files.keys).union(other.files.keys).sorted().first { files[$0] != other.files[$0] }
  }

  private static func timeless(_ value: Any) -> Any {
    if let object = value as? [String: Any] {
      let timing: Set = ["timing", "seconds", "samples_per_second", "speedup"]
      return object.filter { !timing.contains($0.key) }.mapValues(timeless)
    }
    if let list = value as? [Any] { return list.map(timeless) }
    return value
  }
}
