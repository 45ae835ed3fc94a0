import Foundation
import Surrogates
import Testing

@Suite("The page on surrogate models")
struct SurrogateModelsPageTests {
  static let page = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/surrogate-models.md")

  @Test(
    "its Python runs",
    .enabled(
      if: Python.hasONNXRuntime && Python.hasSafetensors,
      "python3 has no onnxruntime, onnx, safetensors and numpy"))
  func snippets() throws {
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let snippets = text.components(separatedBy: "```python\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    try #require(snippets.count == 2)
    let model = try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [64, 64]))
    let outcome = try withModelFolder { folder in
      try model.write(to: folder.appendingPathComponent(SurrogateModel.fileName))
      try model.writeONNX(to: folder.appendingPathComponent(SurrogateModel.onnxFileName))
      return try Python.run(snippets.joined(separator: "\n"), in: folder)
    }
    #expect(outcome.status == 0)
    #expect(outcome.output == "['x', 'y'] [64, 64] (1, 64)\n(1000,) (1000, 2) x,y\n")
  }
}
