import Benchmarking
import Foundation
import Testing

@Suite("The benchmarks")
struct BenchmarkSuiteTests {
  /// That of the sources.
  private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Benchmarks")

  @Test("run from end to end, and the figures fit together")
  func run() throws {
    var told: [String] = []
    let result = try BenchmarkSuite(folder: folder).run(
      threads: 2, seconds: 0.001, scaling: false
    ) { told.append($0) }
    #expect(result.workloads.count == 6 && told.count == 7)
    for entry in result.workloads {
      #expect(entry.one.best >= entry.one.median && entry.one.repetitions >= 3)
      #expect(abs(entry.ofLimit * entry.limit / entry.one.best - 1) < 1e-12)
      #expect(abs(entry.speedup * entry.one.best / entry.all.best - 1) < 1e-12)
      #expect(entry.ofLimit > 0)
      #expect(entry.ofExpert != nil)
    }
    let data = try JSONEncoder().encode(result)
    let read = try JSONDecoder().decode(BenchmarkResult.self, from: data)
    #expect(read.workloads.map(\.name) == result.workloads.map(\.name))
    for entry in result.workloads { #expect(result.table.contains(entry.title)) }
  }

  @Test("a folder without thresholds, and thresholds that are none, are told")
  func broken() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = #expect(throws: BenchmarkError.self) { try BenchmarkSuite(folder: folder) }
    #expect(missing?.description.contains("thresholds.json") == true)
    try Data("{}".utf8).write(to: folder.appendingPathComponent("thresholds.json"))
    let malformed = #expect(throws: BenchmarkError.self) { try BenchmarkSuite(folder: folder) }
    #expect(malformed?.description.contains("holds no thresholds") == true)
  }
}
