import Foundation
import Macroscope
import Testing

@Suite("Memory limits")
struct MemoryLimitTests {
  /// A tree as it is mounted at `/sys/fs/cgroup`.
  private func controlGroup(_ membership: String, _ files: [String: String]) throws -> UInt64? {
    let root = FileManager.default.temporaryDirectory
      .appendingPathComponent("memory-limit-tests-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    for (name, text) in files {
      let url = root.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    return MemoryLimit.controlGroup(membership: membership, root: root.path)?.bytes
  }

  @Test("of control groups, version 2: the least on the way to the root")
  func version2() throws {
    let files = [
      "slurm/memory.max": "200000000\n", "slurm/job_1/memory.max": "max\n",
      "slurm/job_1/step/memory.max": "300000000\n",
    ]
    #expect(try controlGroup("0::/slurm/job_1/step\n", files) == 160_000_000)
    #expect(try controlGroup("0::/\n", files) == nil)
    // In a container the group is the root of what is mounted, and its path outside is not there.
    #expect(try controlGroup("0::/outside/it\n", ["memory.max": "1000000000"]) == 800_000_000)
    // Both versions at once.
    #expect(
      try controlGroup("4:cpu:/x\n0::/a\n", ["unified/a/memory.max": "100"]) == 80)
  }

  @Test("of control groups, version 1, whose way to say 'none' is a large number")
  func version1() throws {
    let file = "memory.limit_in_bytes"
    let membership = "5:devices:/a\n4:cpu,memory:/docker/x\n"
    #expect(
      try controlGroup(membership, ["memory/docker/x/\(file)": "9223372036854771712\n"]) == nil)
    #expect(
      try controlGroup(
        membership, ["memory/docker/x/\(file)": "50000000\n", "memory/\(file)": "70000000"])
        == 40_000_000)
    #expect(try controlGroup("", [:]) == nil)
    #expect(try controlGroup("nonsense", ["memory.max": "no number"]) == nil)
  }

  @Test("are never more than the machine has")
  func machine() {
    let limit = MemoryLimit.ofThisProcess
    #expect(limit.bytes <= ProcessInfo.processInfo.physicalMemory / 10 * 8)
    #expect(!limit.source.isEmpty && !limit.remedy.isEmpty)
  }

  @Test("are told with what to do about them")
  func message() throws {
    let scenario = try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = ["x"]
        value = "x^2"
        [sampling]
        step = 0.1
        walkers = 1000000
        """, path: "case.toml")
    let limit = MemoryLimit(
      bytes: 100_000_000, source: "what the queue grants", remedy: "ask for more")
    let error = try #require(throws: ScenarioError.self) {
      try scenario.validate(memoryLimit: limit)
    }
    let text = "\(error)"
    #expect(text.hasPrefix("case.toml:7:11: error: the run would need "))
    #expect(text.contains("the limit is 0.1 GB, what the queue grants"))
    #expect(text.contains("hint: use fewer walkers and more steps, or ask for more"))
  }
}
