import Foundation
import Testing

@Suite("run with several steps")
struct MultiscaleTests {
  let place: Workplace

  init() throws { place = try Workplace() }

  private func scenario(step: String, length: String = "steps = 4000", rest: String = "") -> String
  {
    """
    schema = 1
    title = "Two ripples"
    [potential]
    coordinates = ["x"]
    value = "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"
    components = ["x^2/2", "0.1*cos(x/0.1)"]
    [domain]
    x = [-1.5, 1.5]
    [sampling]
    step = \(step)
    walkers = 400
    \(length)
    initial = { mean = [0.0], deviation = [1.0] }
    \(rest)
    """
  }

  private static let scan = "[scan]\nfrom = 1.0\nto = 0.08\npoints = 24\ntime = 300"
  private static let run = [
    "effective-potential.csv", "plots", "report.html", "results.h5", "scenario.toml",
    "summary.json",
  ]
  private static let whole = [
    "decomposition.csv", "plots", "report.html", "results.h5", "scale-0", "scale-1",
    "scenario.toml", "summary.json",
  ]

  @Test("a list: a folder for each scale, and the whole")
  func list() throws {
    try place.write(scenario(step: "[0.1, 0.5]"), to: "list.toml")
    let outcome = try Program.run(["run", "list.toml", "--quiet"], in: place.folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("V₁ − V₀"))
    #expect(try place.names(in: "results/list") == Self.whole)
    for scale in 0..<2 { #expect(try place.names(in: "results/list/scale-\(scale)") == Self.run) }
    let summary = try place.summary(in: "results/list")
    #expect((summary["scales"] as? [[String: Any]])?.map { $0["step"] as? Double } == [0.5, 0.1])
    #expect((summary["decomposition"] as? [Any])?.count == 1)
    #expect(summary["scale_spectrum"] == nil)
    // The report can be rebuilt, and each scale can be run by itself.
    let page = try place.text("results/list/report.html")
    let rebuilt = try Program.run(["report", "results/list"], in: place.folder)
    #expect(rebuilt.exitCode == 0, "\(rebuilt.errors)")
    #expect(try place.text("results/list/report.html") == page)
    let alone = try Program.run(
      ["run", "results/list/scale-1/scenario.toml", "--quiet", "--output", "alone"],
      in: place.folder)
    #expect(alone.exitCode == 0)
    #expect(
      try place.text("alone/effective-potential.csv")
        == place.text("results/list/scale-1/effective-potential.csv"))
    // It is no place for a scan, and nothing to compare.
    for verb in [["scan", "list.toml", "--output", "results/list"], ["compare", "results/list"]] {
      #expect(try Program.run(verb, in: place.folder).exitCode == 64)
    }
    #expect(try Program.run(["compare", "list.toml"], in: place.folder).exitCode == 64)
  }

  @Test("one network for all scales, exported for each")
  func conditioned() throws {
    let section = """
      stored_samples = 4000
      [surrogate]
      conditioned = true
      hidden = [8]
      epochs = 5
      batch = 256
      ensemble = 2
      folds = 2
      """
    try place.write(scenario(step: "[0.1, 0.5]", rest: section), to: "shared.toml")
    let outcome = try Program.run(["run", "shared.toml", "--quiet"], in: place.folder)
    #expect([0, 2].contains(outcome.exitCode), "\(outcome.output)\(outcome.errors)")
    #expect(
      try place.names(in: "results/shared")
        == (Self.whole + ["learning-curve.csv", "surrogate.safetensors"]).sorted())
    let conditioned = try #require(
      place.summary(in: "results/shared")["conditioned"] as? [String: Any])
    #expect((conditioned["scales"] as? [Any])?.count == 2)
    let export = ["export", "results/shared", "--format"]
    let vague = try Program.run(export + ["onnx"], in: place.folder)
    #expect(vague.exitCode == 64)
    #expect(vague.errors.contains("choose with --scale among 0 (step 0.5), 1 (step 0.1)"))
    #expect(try Program.run(export + ["onnx", "--scale", "2"], in: place.folder).exitCode == 64)
    for scale in ["0", "1"] {
      for format in ["onnx", "csv", "safetensors"] {
        let done = try Program.run(
          export + [format, "--scale", scale, "--output", "v\(scale).\(format)"],
          in: place.folder)
        #expect(done.exitCode == 0, "\(done.errors)")
      }
    }
    #expect(try place.text("v0.csv").hasPrefix("x,V_mlp,se_mlp\n"))
    #expect(try place.text("v0.csv") != place.text("v1.csv"))
    // The networks of a scale alone have one scale.
    let alone = ["export", "results/shared/scale-1", "--format", "onnx", "--scale"]
    #expect(try Program.run(alone + ["0"], in: place.folder).exitCode == 0)
    #expect(try Program.run(alone + ["1"], in: place.folder).exitCode == 64)
    // Without them the folder loses them.
    try place.write(
      scenario(
        step: "[0.1, 0.5]", rest: section.replacingOccurrences(of: "conditioned = true", with: "")),
      to: "shared.toml")
    _ = try Program.run(["run", "shared.toml", "--quiet", "--overwrite"], in: place.folder)
    #expect(!place.exists("results/shared/surrogate.safetensors"))
  }

  @Test("every plateau, and the coarsest alone")
  func plateaus() throws {
    try place.write(scenario(step: "\"all\"", rest: Self.scan), to: "all.toml")
    let all = try Program.run(["run", "all.toml", "--quiet", "--output", "out"], in: place.folder)
    #expect([0, 2].contains(all.exitCode), "\(all.errors)")
    #expect(try place.names(in: "out") == (Self.whole + ["scan"]).sorted())
    #expect(try place.summary(in: "out")["scale_spectrum"] != nil)
    #expect(try place.text("out/scenario.toml").contains("step = \"all\""))
    // Into the same folder: what the scales left is no part of the new results.
    try place.write(scenario(step: "\"auto\"", rest: Self.scan), to: "auto.toml")
    let auto = try Program.run(
      ["run", "auto.toml", "--quiet", "--output", "out", "--overwrite"], in: place.folder)
    #expect([0, 2].contains(auto.exitCode), "\(auto.errors)")
    #expect(try place.names(in: "out") == (Self.run + ["scan"]).sorted())
    let spectrum = try #require(try place.summary(in: "out")["scale_spectrum"] as? [String: Any])
    let plateaus = try #require(spectrum["plateaus"] as? [[String: Any]])
    let sampling = try #require(try place.summary(in: "out")["sampling"] as? [String: Any])
    #expect(
      sampling["step"] as? Double
        == plateaus.compactMap { $0["recommended_step"] as? Double }.max())
  }

  @Test("a run of one step that has scanned tells of it in its summary")
  func singleStep() throws {
    let text = scenario(step: "0.5", rest: Self.scan)
      .replacing("components = [\"x^2/2\", \"0.1*cos(x/0.1)\"]", with: "")
    try place.write(text, to: "one.toml")
    let outcome = try Program.run(["run", "one.toml", "--quiet"], in: place.folder)
    #expect([0, 2].contains(outcome.exitCode), "\(outcome.errors)")
    #expect(try place.summary(in: "results/one")["scale_spectrum"] != nil)
    #expect(try place.summary(in: "results/one")["sampling"] != nil)
    let rebuilt = try Program.run(["report", "results/one"], in: place.folder)
    #expect(rebuilt.exitCode == 0)
  }

  @Test("without a plateau it says what to do")
  func noPlateau() throws {
    let text = """
      schema = 1
      [potential]
      coordinates = ["x"]
      value = "x^2/2"
      [sampling]
      step = "auto"
      walkers = 64
      steps = 1000
      [scan]
      points = 8
      time = 100
      """
    try place.write(text, to: "smooth.toml")
    let outcome = try Program.run(["run", "smooth.toml", "--quiet"], in: place.folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.contains("sampling.step = \"auto\" takes its steps from the plateaus"))
    #expect(outcome.errors.contains("The scan is complete"))
    #expect(try place.names(in: "results/smooth") == ["scan"])
  }

  @Test("validate says what is known of the cost")
  func validate() throws {
    try place.write(scenario(step: "[0.5, 0.1]", length: "time = 100"), to: "list.toml")
    let list = try Program.run(["validate", "list.toml"], in: place.folder)
    #expect(list.exitCode == 0)
    #expect(list.output.contains("gradient evaluations: 4.8e+05 = 8e+04 + 4e+05"))
    try place.write(scenario(step: "\"all\"", length: "time = 100"), to: "all.toml")
    let all = try Program.run(["validate", "all.toml"], in: place.folder)
    #expect(all.exitCode == 0)
    #expect(all.output.contains("not known before the scan"))
    try place.write(scenario(step: "\"al\""), to: "wrong.toml")
    let wrong = try Program.run(["validate", "wrong.toml"], in: place.folder)
    #expect(wrong.exitCode == 65)
    #expect(wrong.errors.contains("wrong.toml:10:8: error: 'sampling.step' must be"))
    #expect(wrong.errors.contains("did you mean 'all'?"))
  }

  @Test("an interrupt in the second scale leaves the first, and the whole tells so")
  func interrupted() throws {
    // 10⁵ steps at 0.5, hours at 10⁻⁵.
    try place.write(scenario(step: "[0.5, 1e-5]", length: "time = 5e4"), to: "long.toml")
    try place.write(scenario(step: "[0.5, 0.1]"), to: "short.toml")
    let first = try Program.run(
      ["run", "short.toml", "--quiet", "--output", "out"], in: place.folder)
    #expect(first.exitCode == 0)
    let running = try Program.start(
      ["run", "long.toml", "--quiet", "--output", "out", "--overwrite"], in: place.folder)
    // The first scale is in its place, report and all, when its step count shows.
    try waitUntil { try place.text("out/scale-0/summary.json").contains("\"steps\" : 100000") }
    try waitUntil { try place.names(in: "out/scale-0").count == Self.run.count }
    Thread.sleep(forTimeInterval: 3)
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(outcome.errors.hasPrefix("long.toml:10:8: warning: the step 1e-05 is too small"))
    #expect(outcome.errors.contains("\ninterrupted\nComplete so far: scale-0"))
    #expect(outcome.output.isEmpty)
    #expect(try place.names(in: "out") == ["checkpoint.h5"] + Self.whole)
    #expect(try place.names(in: "out/scale-1") == ["checkpoint.h5"])
    let verdicts = try #require(try place.summary(in: "out")["verdicts"] as? [[String: Any]])
    let complete = verdicts.first { $0["check"] as? String == "scales_complete" }
    #expect(complete?["passed"] as? Bool == false)
  }

  @Test("an interrupt in the first scale leaves a checkpoint alone")
  func interruptedAtOnce() throws {
    try place.write(
      scenario(step: "[0.5, 0.1]", length: "steps = 1000000000"), to: "long.toml")
    let running = try Program.start(["run", "long.toml", "--output", "new/out"], in: place.folder)
    try waitUntil { place.exists("new/out/scale-0") }
    kill(running.process.processIdentifier, SIGINT)
    let outcome = try running.wait(limit: 60)
    #expect(outcome.exitCode == 130)
    #expect(
      outcome.errors.contains("new/out/checkpoint.h5: the same command with --resume goes on"))
    #expect(try place.names(in: "new/out").contains("checkpoint.h5"))
    #expect(!place.exists("new/out/summary.json"))
  }

  private func waitUntil(_ condition: () throws -> Bool) throws {
    for _ in 0..<6000 {
      if try condition() { return }
      Thread.sleep(forTimeInterval: 0.01)
    }
    Issue.record("nothing happened in 60 s")
  }
}
