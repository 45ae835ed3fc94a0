import CTOML
import Testing

@Suite("TOML with positions")
struct TOMLParserTests {
  private func withDocument(_ text: String, _ body: (OpaquePointer) throws -> Void) throws {
    var text = text
    let document = try #require(
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { ctoml_parse($0.baseAddress, $0.count) }
      })
    defer { ctoml_free(document) }
    try body(document)
  }

  private func string(_ text: ctoml_text) -> String {
    guard let bytes = text.bytes else { return "" }
    return bytes.withMemoryRebound(to: UInt8.self, capacity: text.count) {
      String(decoding: UnsafeBufferPointer(start: $0, count: text.count), as: UTF8.self)
    }
  }

  @Test("keys come in the order of the file, with the places of keys and values")
  func order() throws {
    try withDocument("zeta = 1\nalpha   = -2.5\n[mid]\nb = [true, 'é', 1]\n") { document in
      let root = try #require(ctoml_root(document))
      #expect(ctoml_count(root) == 3)
      let children = try (0..<3).map { try #require(ctoml_child(root, $0)) }
      #expect(children.map { string(ctoml_key($0)) } == ["zeta", "alpha", "mid"])
      #expect(children.map { ctoml_key_begin($0).column } == [1, 1, 2])
      #expect(children.map { ctoml_begin($0).line } == [1, 2, 3])
      #expect(ctoml_begin(children[1]).column == 11)
      #expect(ctoml_integer(children[0]) == 1)
      #expect(ctoml_real(children[0]) == 1)
      #expect(ctoml_real(children[1]) == -2.5)
      let list = try #require(ctoml_child(children[2], 0))
      #expect(ctoml_node_kind(list) == CTOML_ARRAY)
      let items = try (0..<3).map { try #require(ctoml_child(list, $0)) }
      #expect(items.map { ctoml_begin($0).column } == [6, 12, 17])
      #expect(ctoml_boolean(items[0]))
      #expect(string(ctoml_string(items[1])) == "é")
      #expect(ctoml_child(list, 3) == nil)
    }
  }

  @Test("an error has a place and a description")
  func error() throws {
    try withDocument("a = 1\nb = = 2\n") { document in
      #expect(ctoml_root(document) == nil)
      #expect(ctoml_error_position(document).line == 2)
      #expect(ctoml_error_position(document).column == 5)
      #expect(!string(ctoml_error_description(document)).isEmpty)
    }
  }

  @Test(
    "hostile nesting is an error, not an overflow of the stack",
    arguments: [
      Hostile(start: "a = ", unit: "["), Hostile(start: "a = ", unit: "{a="),
      Hostile(unit: "a.", end: "a = 1"), Hostile(start: "[", unit: "a.", end: "a]"),
      Hostile(start: "a = {", unit: "'a' . ", end: "a = 1}"),
      Hostile(start: "'''' . '''", unit: ".a", end: " = 1"),
    ])
  func nesting(_ hostile: Hostile) throws {
    let text = hostile.start + String(repeating: hostile.unit, count: 1_000_000) + hostile.end
    try withDocument(text) { #expect(ctoml_root($0) == nil) }
  }

  /// A text that repeats its unit a million times.
  struct Hostile: Sendable {
    var start = ""
    var unit: String
    var end = ""
  }

  @Test("dots in strings, comments and numbers are not keys")
  func dots() throws {
    let dots = String(repeating: ".", count: 100)
    let text = """
      # \(dots)
      a = "\(dots)" # \(dots)
      b = '\(dots)'
      c = \"\"\"\(dots)"" \(dots)\\\"\"\"\"
      d = '''\(dots)'' \(dots)'''
      e = [\(Array(repeating: "1.5", count: 100).joined(separator: ", "))]
      """
    try withDocument(text) { document in
      let root = try #require(
        ctoml_root(document), "\(string(ctoml_error_description(document)))")
      #expect(ctoml_count(root) == 5)
    }
  }
}
