import Foundation

/// The memory that a run may take, and what sets the limit.
///
/// A process that takes more is killed by the kernel, or its next allocation fails, which nothing in it survives. So
/// a run is measured against the limit before it begins.
public struct MemoryLimit: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// The bytes that a run may take.
  public let bytes: UInt64
  /// What sets the limit, for the message that refuses a run; empty when nothing is said about it.
  public let source: String
  /// What the user can do about it, besides asking for less.
  public let remedy: String

  /// A limit for a reason.
  public init(bytes: UInt64, source: String, remedy: String) {
    self.bytes = bytes
    self.source = source
    self.remedy = remedy
  }

  /// A limit that was chosen.
  public init(integerLiteral bytes: UInt64) {
    self.init(bytes: bytes, source: "", remedy: "")
  }

  /// The least of 80 % of the machine's memory, 80 % of what the control groups of the process grant it
  /// together, and what `ulimit -v` and `ulimit -d` leave; as it was when it was first asked for.
  public static let ofThisProcess = least([machine, controlGroup(), addressSpace(), dataSegment()])

  /// What any verb takes by itself, in bytes.
  public static let leastUseful: UInt64 = 64_000_000

  /// The least of several limits, of which some do not exist.
  static func least(_ limits: [MemoryLimit?]) -> MemoryLimit {
    limits.compactMap { $0 }.min { $0.bytes < $1.bytes } ?? machine
  }

  /// The part of memory that a run may fill; the rest is for the page cache and others.
  private static func usable(_ bytes: UInt64) -> UInt64 { bytes / 10 * 8 }

  static var machine: MemoryLimit {
    MemoryLimit(
      bytes: usable(ProcessInfo.processInfo.physicalMemory),
      source: "80 % of this machine's memory", remedy: "use a larger machine")
  }

  // MARK: - Control groups

  /// The limit of a container or a job of a queue; nil when there is none.
  ///
  /// - Parameters:
  ///   - membership: as in `/proc/self/cgroup`: a line `number:controllers:path` for each hierarchy.
  ///   - root: where the hierarchies are mounted.
  /// - Returns: the limit.
  package static func controlGroup(
    membership: String? = try? String(contentsOfFile: "/proc/self/cgroup", encoding: .utf8),
    root: String = "/sys/fs/cgroup"
  ) -> MemoryLimit? {
    var limits: [UInt64] = []
    for line in (membership ?? "").split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let path = fields[2].split(separator: "/").map(String.init)
      if fields[1].isEmpty {
        limits += bounds(root, path, "memory.max") + bounds("\(root)/unified", path, "memory.max")
      } else if fields[1].split(separator: ",").contains("memory") {
        limits += bounds("\(root)/memory", path, "memory.limit_in_bytes")
      }
    }
    // Version 1 says that there is no limit by a number beyond all memory.
    let physical = ProcessInfo.processInfo.physicalMemory
    guard let least = limits.min(), least < physical else { return nil }
    return MemoryLimit(
      bytes: usable(least), source: "80 % of what the control group (container, job) is granted",
      remedy: "ask for more memory for the job")
  }

  /// The limits of a group and of those that it is in. In a container the path may be that outside of it,
  /// and then only the root is there.
  private static func bounds(_ root: String, _ path: [String], _ file: String) -> [UInt64] {
    (0...path.count).compactMap { depth in
      let folder = ([root] + path.prefix(depth)).joined(separator: "/")
      let text = try? String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      return text.flatMap { UInt64($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }
  }

  // MARK: - Limits of the process

  /// OpenBLAS reserves as much address space for each thread that uses it, and tries for ever when it cannot.
  static let reserveOfThread: UInt64 = 128 << 20

  private static func addressSpace() -> MemoryLimit? {
    limit(RLIMIT_AS, taken: "VmSize", name: "ulimit -v")
  }

  private static func dataSegment() -> MemoryLimit? {
    limit(RLIMIT_DATA, taken: "VmData", name: "ulimit -d")
  }

  private static func limit(
    _ resource: __rlimit_resource, taken field: String, name: String
  ) -> MemoryLimit? {
    var found = rlimit()
    guard getrlimit(__rlimit_resource_t(resource.rawValue), &found) == 0,
      found.rlim_cur < rlim_t(Int64.max)
    else { return nil }
    let threads = UInt64(ProcessInfo.processInfo.activeProcessorCount) * 2
    let reserve = threads * (reserveOfThread + 16 << 20)
    let taken = status(field) + reserve
    let bytes = UInt64(found.rlim_cur)
    return MemoryLimit(
      bytes: bytes > taken ? (bytes - taken) : 0,
      source: "what '\(name)' leaves", remedy: "raise '\(name)'")
  }

  /// A figure of `/proc/self/status` in bytes; zero where there is none.
  private static func status(_ field: String) -> UInt64 {
    let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") where line.hasPrefix("\(field):") {
      return
        (line.split(whereSeparator: \.isWhitespace).dropFirst().first
        .flatMap { UInt64($0) } ?? 0) << 10
    }
    return 0
  }
}
