import Foundation
import Macroscope
import Testing

@Suite("Damaged scenario files")
struct ScenarioMutationTests {
  @Test(
    "are read or refused with a place in the file, and never crash",
    arguments: ScenarioFilesTests.names + ScenarioFilesTests.severalSteps)
  func mutations(_ name: String) throws {
    let path = ScenarioFilesTests.folder.appendingPathComponent(name + ".toml")
    let original = Array(try Data(contentsOf: path))
    try checkMutations(original, seed: UInt64(name.utf8.count))
  }

  @Test("with every key of a comparison, too")
  func mutationsOfComparisons() throws {
    // The last texts hold little else than [hamiltonian] and [langevin].
    for text in ScenarioRoundTripTests.texts.suffix(3) {
      try checkMutations(Array(text.utf8), seed: 5)
    }
  }

  private func checkMutations(_ original: [UInt8], seed: UInt64) throws {
    var generator = SplitMix(state: seed)
    var refused = 0
    for _ in 0..<300 {
      let text = String(decoding: damage(original, using: &generator), as: UTF8.self)
      do {
        let file = try ScenarioFile(text: text, path: "damaged.toml")
        switch file {
        case .single(let scenario): _ = try scenario.makePotentials()
        case .multiscale(let scenario): _ = try scenario.makeComponents()
        }
        let again = try ScenarioFile(text: file.resolvedTOML(), path: "resolved.toml")
        #expect(again == file)
      } catch {
        refused += 1
        let position = try #require(error.position, "\(error)")
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        #expect(position.line >= 1 && position.line <= lines.count)
        #expect(position.column >= 1)
        #expect(!error.message.isEmpty)
      }
    }
    #expect(refused > 30)
  }

  /// Deletes, repeats, swaps or overwrites a few bytes.
  private func damage(_ original: [UInt8], using generator: inout SplitMix) -> [UInt8] {
    var bytes = original
    let alphabet =
      Array("\"'[]{}=.,#\\\n\r\t 0189-+eE_xyz()^*/".utf8) + [0, 0x7F, 0xC3, 0xA9, 0xFF]
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let start = Int.random(in: 0..<bytes.count, using: &generator)
      let end = min(bytes.count, start + Int.random(in: 1...20, using: &generator))
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes.removeSubrange(start..<end)
      case 1: bytes.insert(contentsOf: bytes[start..<end], at: start)
      case 2: bytes[start] = alphabet.randomElement(using: &generator) ?? 0
      default: bytes.swapAt(start, end - 1)
      }
    }
    return bytes
  }
}
