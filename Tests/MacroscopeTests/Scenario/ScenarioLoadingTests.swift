import Foundation
import Macroscope
import Testing

@Suite("Loading scenario files")
struct ScenarioLoadingTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("macroscope-scenario-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func remove() { try? FileManager.default.removeItem(at: folder) }

  private func loadError(_ name: String, _ bytes: [UInt8]?) throws -> ScenarioError {
    defer { remove() }
    let path = folder.appendingPathComponent(name).path
    if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
    do {
      _ = try Scenario.load(path: path)
    } catch {
      #expect(error.file == path)
      return error
    }
    return try #require(nil, "the file was accepted")
  }

  @Test func missing() throws {
    let error = try loadError("none.toml", nil)
    #expect(error.message == "cannot be read: No such file or directory")
    #expect(error.position == nil)
    #expect(error.description.hasPrefix("\(error.file): error: cannot be read"))
  }

  @Test func directory() throws {
    let error = try loadError(".", nil)
    #expect(error.message == "is a folder, not a scenario file")
  }

  @Test func notUTF8() throws {
    let error = try loadError("latin.toml", Array("schema = 1\ntitle = \"M".utf8) + [0xFC, 0x6C])
    #expect(error.message == "not UTF-8: byte 0xfc cannot stand here")
    #expect(error.position == SourcePosition(line: 2, column: 11))
  }

  @Test func truncatedUTF8() throws {
    let error = try loadError("cut.toml", Array("a = \"é".utf8.dropLast()))
    #expect(error.message == "not UTF-8: byte 0xc3 cannot stand here")
    #expect(error.position == SourcePosition(line: 1, column: 6))
  }

  @Test func tooLong() throws {
    let error = try loadError(
      "long.toml", [UInt8](repeating: UInt8(ascii: "#"), count: Scenario.largestFile + 1))
    #expect(error.message == "is longer than 4 MB")
  }

  @Test func endless() {
    #expect(throws: ScenarioError.self) { try Scenario.load(path: "/dev/zero") }
    remove()
  }

  @Test("a byte order mark and DOS line ends do not matter")
  func marks() throws {
    defer { remove() }
    let text =
      "\u{FEFF}schema = 1\r\n[potential]\r\ncoordinates = [\"x\"]\r\nvalue = \"\"\"\r\nx^2\r\n"
      + "+ x\"\"\"\r\n[sampling]\r\nstep = 0.1\r\n"
    let path = folder.appendingPathComponent("dos.toml").path
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    let scenario = try Scenario.load(path: path)
    #expect(scenario.title == "dos")
    try scenario.validate()
    let wrong = text.replacing("+ x", with: "+ z")
    do {
      try Scenario(text: wrong, path: "dos.toml").validate()
      Issue.record("accepted")
    } catch {
      #expect(error.position == SourcePosition(line: 6, column: 3))
      #expect(error.sourceLine == "+ z\"\"\"")
    }
  }

  @Test("an error shows the line with a caret, shortened when it is long")
  func excerpt() {
    let error = ScenarioError(
      file: "a.toml", position: SourcePosition(line: 3, column: 6), message: "wrong",
      hint: "right", sourceLine: "step\t= 1")
    #expect(
      error.description == """
        a.toml:3:6: error: wrong
          step = 1
               ^
        hint: right
        """)
    let long = ScenarioError(
      file: "a.toml", position: SourcePosition(line: 1, column: 5001), message: "wrong",
      sourceLine: String(repeating: "a", count: 5000) + "!" + String(repeating: "b", count: 5000))
    let lines = long.description.split(separator: "\n").map(Array.init)
    #expect(lines.count == 3)
    #expect(lines[1].count < 100)
    #expect(lines[1].firstIndex(of: "!") == lines[2].firstIndex(of: "^"))
  }
}
