import Foundation

/// What the workloads are to reach, as ratios, which mean the same on other machines.
struct Thresholds: Decodable {
  /// By the names of their scenarios.
  let workloads: [String: Workload]

  /// What one is to reach.
  struct Workload: Codable, Equatable {
    /// Units a second of an expert's own program for this workload, on a core whose sines are those below.
    var expert: Double?
    /// The sines a second of the bare vector function on that core.
    var expertSine: Double?
    /// The least rate on one thread over the limit of the machine.
    var leastOfLimit: Double?
    /// The least rate on all threads over that on one, for each thread.
    var leastScaling: Double?

    private enum CodingKeys: String, CodingKey {
      case expert
      case expertSine = "expert_sine"
      case leastOfLimit = "least_of_limit"
      case leastScaling = "least_scaling"
    }
  }

  /// Reads the file.
  init(contentsOf url: URL) throws(BenchmarkError) {
    let data: Data
    do {
      data = try Data(contentsOf: url)
    } catch {
      throw .unreadable(path: url.path)
    }
    do {
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw .malformed(path: url.path, reason: "\(error)")
    }
  }
}

/// Why a folder of benchmarks cannot be used.
public enum BenchmarkError: Error, CustomStringConvertible {
  /// There are no thresholds.
  case unreadable(path: String)
  /// The thresholds are not what they should be.
  case malformed(path: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let path):
      "cannot read '\(path)': name the folder of the benchmarks, which is 'Benchmarks' in the sources"
    case .malformed(let path, let reason): "'\(path)' holds no thresholds: \(reason)"
    }
  }
}
