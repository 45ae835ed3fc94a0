import Foundation
import Macroscope
import Testing

/// Files of a results folder that are cut off, or have wrong bits, given to every verb that reads them.
@Suite("Damaged files")
struct DamagedFileTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(
      SmallScenario.good() + SmallScenario.comparison + SmallScenario.networks
        + "\n[report]\nplots = false\n", to: "good.toml")
    let run = try Program.run(
      ["run", "good.toml", "--quiet", "--output", "out"], in: place.folder)
    try #require(run.exitCode == 0 || run.exitCode == 2, "\(run.errors)")
  }

  private static let verbs = [
    "report out", "compare out --quiet", "train out --quiet", "export out --format csv --output v",
    "export out --format onnx --output v", "run good.toml --quiet --output out --resume",
  ]

  /// What it is read by, and the codes that it may end with when its bytes are not those that were written.
  private static let readers: [(file: String, verbs: [String], codes: Set<Int32>)] = [
    ("results.h5", ["report", "compare", "train", "csv"], [74]),
    ("surrogate.safetensors", ["report", "compare", "train", "csv", "onnx"], [74]),
    ("scenario.toml", ["compare", "train"], [65, 74]),
    ("summary.json", ["report", "compare", "train", "csv", "resume"], [74]),
  ]

  private func damage(_ file: String, codes: Set<Int32>, verbs: [String], _ bytes: Data) throws {
    let url = place.url("out/\(file)")
    let good = try Data(contentsOf: url)
    try bytes.write(to: url)
    defer { try? good.write(to: url) }
    let names = try place.names(in: "out")
    for verb in Self.verbs where verbs.contains(where: { verb.contains($0) }) {
      let outcome = try Program.run(verb.components(separatedBy: " "), in: place.folder)
      let code = try #require(outcome.exitCode, "\(verb), \(file): signal \(outcome.status)")
      #expect(codes.contains(code), "\(verb), \(file): \(code) \(outcome.errors)")
      if code > 2 {
        #expect(outcome.errors.split(separator: "\n").count { $0.contains("error: ") } == 1)
        #expect(outcome.errors.contains(file), "\(outcome.errors)")
        #expect(!outcome.errors.contains("fault of macroscope"), "\(outcome.errors)")
        #expect(try place.names(in: "out") == names)
        #expect(try Data(contentsOf: url) == bytes)
      }
    }
  }

  @Test("cut off anywhere are refused", arguments: readers.map(\.file))
  func cut(file: String) throws {
    let reader = try #require(Self.readers.first { $0.file == file })
    let good = try Data(contentsOf: place.url("out/\(file)"))
    for share in [0, 0.3, 0.97] {
      // A scenario that ends between two keys can be whole: this cuts a key in two.
      let count =
        file == "scenario.toml"
        ? Int(Double(good.count) * share * 0.1) : Int(Double(good.count) * share)
      try damage(file, codes: reader.codes, verbs: reader.verbs, good.prefix(count))
    }
    try damage(file, codes: reader.codes, verbs: reader.verbs, Data(count: good.count))
  }

  @Test("with one wrong bit in the arrays are refused", arguments: [0, 1, 2])
  func bit(seed: Int) throws {
    let good = try Data(contentsOf: place.url("out/results.h5"))
    // The beginning holds the structure of the file.
    let place = [700, good.count / 2, good.count - 30][seed]
    var bytes = good
    bytes[bytes.startIndex + place] ^= 1 << UInt8(seed)
    try damage("results.h5", codes: [74], verbs: ["report", "train"], bytes)
  }

  /// A wrong number that is still a number is taken for right; but it brings nothing down.
  @Test(
    "with other values in the summary bring nothing down",
    arguments: [
      "1e308", "-1", "0", "null", "9223372036854775807", "\"\"", "[]", "{}", "true", "1e-320",
      "4294967296", "[1]",
    ])
  func values(value: String) throws {
    let good = try place.text("out/summary.json")
    let numbers = good.matches(of: /: (-?[0-9][-+0-9.eE]*|true|false|null)/).map(\.output.1)
    let stride = max(numbers.count / 8, 1)
    for index in Swift.stride(from: value.utf8.count % stride, to: numbers.count, by: stride) {
      let number = numbers[index]
      let text = good.replacingCharacters(in: number.startIndex..<number.endIndex, with: value)
      try damage(
        "summary.json", codes: [0, 2, 65, 74], verbs: ["report"], Data(text.utf8))
    }
  }

  @Test("that are folders, or not there, are refused", arguments: readers.map(\.file))
  func missing(file: String) throws {
    let reader = try #require(Self.readers.first { $0.file == file })
    let url = place.url("out/\(file)")
    let aside = place.url("aside")
    try FileManager.default.moveItem(at: url, to: aside)
    for isFolder in [false, true] {
      if isFolder {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
      }
      for verb in Self.verbs
      where reader.verbs.contains(where: { verb.contains($0) && $0 != "resume" }) {
        let outcome = try Program.run(verb.components(separatedBy: " "), in: place.folder)
        #expect(outcome.exitCode == 74, "\(verb): \(outcome.errors)")
        #expect(outcome.errors.contains(file), "\(verb): \(outcome.errors)")
      }
    }
  }
}
