import Foundation
import FuzzTargets
import Testing

/// Feeds every input that fuzzing has kept, crashers of the past among them, to the reader that it was made for.
@Suite("Inputs of fuzzing")
struct ReplayTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fuzz")

  private static func inputs(_ kind: String, _ target: String) -> [URL] {
    let folder = folder.appendingPathComponent(kind).appendingPathComponent(target)
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { !$0.lastPathComponent.hasPrefix(".") }
      .sorted { $0.path < $1.path }
  }

  @Test(arguments: fuzzTargets.map { $0.name })
  func areAnsweredOrRefused(name: String) throws {
    let type = try #require(fuzzTargets.first { $0.name == name })
    let target = try type.init()
    let corpus = Self.inputs("corpus", name)
    #expect(!corpus.isEmpty)
    for file in corpus + Self.inputs("crashers", name) {
      let input = [UInt8](try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.check(input) }
    }
  }

  @Test(arguments: fuzzTargets.map { $0.name })
  func seedsAreAnswered(name: String) throws {
    let type = try #require(fuzzTargets.first { $0.name == name })
    let target = try type.init()
    for seed in try target.seeds() {
      #expect(throws: Never.self) { try target.check(seed) }
    }
  }

  /// Folders of targets that are no more would never be replayed.
  @Test(arguments: ["corpus", "crashers"])
  func everyFolderIsThatOfATarget(kind: String) throws {
    let names = try FileManager.default.contentsOfDirectory(
      atPath: Self.folder.appendingPathComponent(kind).path)
    #expect(Set(names).isSubset(of: Set(fuzzTargets.map { $0.name } + [".gitkeep"])))
  }
}
