import Foundation
import Macroscope

/// Scenario files: every text is read, or refused with a place and a message. What is read is validated, and is
/// equal after it has been written with all defaults and read again.
package struct ScenarioTarget: FuzzTarget {
  package static let name = "scenario"

  package init() {}

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    // Other bytes than UTF-8 are refused before anything is parsed.
    let text = String(decoding: input, as: UTF8.self)
    let file: ScenarioFile
    do throws(ScenarioError) {
      file = try ScenarioFile(text: text, path: "fuzz.toml")
    } catch {
      try check(error, text)
      return
    }
    try checkRoundTrip(file)
    do throws(ScenarioError) {
      // Little memory, so that no input that asks for much stands in the way of others.
      try file.validate(memoryLimit: 268_435_456)
    } catch {
      try check(error, text)
    }
  }

  private func checkRoundTrip(_ file: ScenarioFile) throws(BrokenPromise) {
    let resolved = file.resolvedTOML()
    let again: ScenarioFile
    do throws(ScenarioError) {
      again = try ScenarioFile(text: resolved, path: "resolved.toml")
    } catch {
      throw BrokenPromise("the resolved scenario cannot be read: \(error)\n\(resolved)")
    }
    guard again == file else {
      throw BrokenPromise("the resolved scenario is another one:\n\(resolved)")
    }
  }

  private func check(_ error: ScenarioError, _ text: String) throws(BrokenPromise) {
    if error.message.isEmpty { throw BrokenPromise("an error without a message") }
    // Messages go to terminals: they hold no control characters, and excerpts are short.
    if error.description.utf8.count > 4000 {
      throw BrokenPromise("a message of \(error.description.utf8.count) bytes")
    }
    for scalar in error.description.unicodeScalars
    where scalar.value < 0x20 && scalar != "\n" || (0x7F...0x9F).contains(scalar.value) {
      throw BrokenPromise("a control character \(scalar.value) in a message: \(error.message)")
    }
    guard let position = error.position else { return }
    let lines = text.utf8.lazy.filter { $0 == UInt8(ascii: "\n") }.count + 1
    guard position.line >= 1, position.line <= lines, position.column >= 1 else {
      throw BrokenPromise("line \(position.line) of \(lines): \(error.message)")
    }
  }
}
