/// All figures of a benchmark.
public struct BenchmarkResult: Codable, Sendable {
  /// The vector instructions in use.
  public let instructionSet: String
  /// The threads of the measurements on all threads.
  public let threads: Int
  /// The limits of one core.
  public let machine: MachineLimits
  /// The workloads.
  public let workloads: [Entry]
  /// How costs grow.
  public let scaling: [ScalingLaw]

  /// One workload.
  public struct Entry: Codable, Sendable {
    /// The name of its scenario's file.
    public let name: String
    /// What it is.
    public let title: String
    /// What the rates count.
    public let unit: String
    /// What a unit consists of.
    public let content: WorkContent
    /// On one thread.
    public let one: Throughput
    /// On one thread with gradients interpreted, where they are not in the others.
    public let interpreted: Throughput?
    /// On all threads.
    public let all: Throughput
    /// Units a second, if elementary functions and multiply-adds were all, at the machine's limits.
    public let limit: Double
    /// The rate on one thread over that with gradients interpreted.
    public let ofInterpreted: Double?
    /// The rate on one thread over this limit.
    public let ofLimit: Double
    /// The least that this ratio should be, if anything is asked.
    public let leastOfLimit: Double?
    /// The rate on one thread over that of an expert's program on another core.
    public let ofExpert: Double?
    /// The same, each relative to the bare sine of its own core.
    public let ofExpertAtEqualSine: Double?
    /// The rate on all threads over that on one.
    public let speedup: Double
    /// The least that the speed-up should be, for each thread.
    public let leastScaling: Double?
    /// Whether what is asked is reached; on one thread nothing is asked of the speed-up.
    public let passed: Bool

    /// The least rate over that with gradients interpreted: native code is never slower, but measurements are noisy.
    static let leastOfInterpreted = 0.95

    private enum CodingKeys: String, CodingKey {
      case name, title, unit, content, limit, speedup, passed, interpreted
      case one = "one_thread"
      case all = "all_threads"
      case ofInterpreted = "of_interpreted"
      case ofLimit = "of_limit"
      case leastOfLimit = "least_of_limit"
      case ofExpert = "of_expert"
      case ofExpertAtEqualSine = "of_expert_at_equal_sine"
      case leastScaling = "least_scaling"
    }

    init(
      _ workload: any Workload, machine: MachineLimits, one: Throughput,
      interpreted: Throughput?, all: Throughput, threads: Int, threshold: Thresholds.Workload
    ) {
      name = workload.name
      title = workload.title
      unit = workload.unit
      content = workload.content
      self.one = one
      self.interpreted = interpreted
      self.all = all
      ofInterpreted = interpreted.map { one.best / $0.best }
      limit = workload.content.limit(machine)
      ofLimit = one.best / limit
      leastOfLimit = threshold.leastOfLimit
      ofExpert = threshold.expert.map { one.best / $0 }
      ofExpertAtEqualSine =
        if let expert = threshold.expert, let sine = threshold.expertSine {
          (one.best / machine.sine) / (expert / sine)
        } else {
          nil
        }
      speedup = all.best / one.best
      leastScaling = threshold.leastScaling
      passed =
        ofLimit >= threshold.leastOfLimit ?? 0 && ofInterpreted ?? 1 >= Self.leastOfInterpreted
        && (threads == 1 || speedup >= Double(threads) * (threshold.leastScaling ?? 0))
    }
  }

  private enum CodingKeys: String, CodingKey {
    case threads, machine, workloads, scaling
    case instructionSet = "instruction_set"
  }

  /// Whether all workloads reach what is asked of them.
  public var passed: Bool { workloads.allSatisfy(\.passed) }
}
