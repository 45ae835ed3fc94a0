import Foundation
import Testing

@Suite("train and export: networks on results that are there")
struct TrainTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "plain.toml")
    try place.write(SmallScenario.good() + SmallScenario.networks, to: "good.toml")
  }

  private func surrogate(in folder: String) throws -> [String: NSObject] {
    var surrogate = try #require(
      place.summary(in: folder)["surrogate"] as? [String: NSObject])
    surrogate["samples_per_second"] = nil
    return surrogate
  }

  @Test("run and train give the same networks, and export writes them")
  func runAndTrain() throws {
    let run = try Program.run(["run", "good.toml", "--quiet"], in: place.folder)
    #expect(run.exitCode == 0 || run.exitCode == 2, "\(run.output)\(run.errors)")
    #expect(place.exists("results/good/surrogate.safetensors"))
    #expect(place.exists("results/good/learning-curve.csv"))
    #expect(
      try place.text("results/good/effective-potential.csv").hasPrefix(
        "x,V_density,se_density,V_force,se_force,V_mlp,se_mlp"))
    let plain = try Program.run(
      ["run", "plain.toml", "--quiet", "--output", "plain"], in: place.folder)
    #expect(plain.exitCode == 0)
    let none = try Program.run(["train", "plain", "--quiet"], in: place.folder)
    #expect(none.exitCode == 65)
    #expect(none.errors.contains("asks for no networks"))
    let trained = try Program.run(
      ["train", "good.toml", "--output", "plain", "--quiet", "--threads", "1"], in: place.folder)
    #expect(trained.exitCode == run.exitCode, "\(trained.output)\(trained.errors)")
    #expect(try surrogate(in: "plain") == surrogate(in: "results/good"))
    #expect(
      try place.text("plain/effective-potential.csv")
        == place.text("results/good/effective-potential.csv"))
    let networks = try Data(contentsOf: place.url("plain/surrogate.safetensors"))

    let onnx = try Program.run(["export", "plain", "--format", "onnx"], in: place.folder)
    #expect(onnx.exitCode == 0, "\(onnx.errors)")
    #expect(place.exists("plain/surrogate.onnx"))
    let table = try Program.run(
      ["export", "plain", "--format", "csv", "--output", "v.csv"], in: place.folder)
    #expect(table.exitCode == 0)
    #expect(try place.text("v.csv").hasPrefix("x,V_mlp,se_mlp\n"))
    let copy = try Program.run(
      ["export", "plain", "--format", "safetensors", "--output", "v.safetensors"],
      in: place.folder)
    #expect(copy.exitCode == 0)
    #expect(try Data(contentsOf: place.url("v.safetensors")) == networks)
  }

  @Test("export refuses what there is not")
  func refusals() throws {
    let missing = try Program.run(["export", "nowhere", "--format", "onnx"], in: place.folder)
    #expect(missing.exitCode == 74)
    let unknown = try Program.run(["export", "nowhere", "--format", "pdf"], in: place.folder)
    #expect(unknown.exitCode == 64)
    let itself = try Program.run(["export", ".", "--format", "safetensors"], in: place.folder)
    #expect(itself.exitCode == 64)
  }
}
