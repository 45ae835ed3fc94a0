import Foundation
import Testing

@Suite("scan: the scale spectrum")
struct ScanTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(
      """
      schema = 1
      [potential]
      coordinates = ["x"]
      value = "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"
      [sampling]
      step = 0.5
      steps = 4000
      walkers = 64
      initial = { mean = [0.0], deviation = [1.0] }
      [scan]
      from = 1.0
      to = 0.08
      points = 24
      time = 300
      """, to: "two.toml")
  }

  @Test("run makes the scan that its scenario asks for")
  func withinRun() throws {
    let outcome = try Program.run(["run", "two.toml", "--quiet"], in: place.folder)
    #expect([0, 2].contains(outcome.exitCode), "\(outcome.errors)")
    #expect(place.exists("results/two/effective-potential.csv"))
    #expect(place.exists("results/two/scan/scale-spectrum.csv"))
    #expect(outcome.output.contains("2 plateaus"))
    let refused = try Program.run(
      ["scan", "two.toml", "--quiet", "--output", "results/two"], in: place.folder)
    #expect(refused.exitCode == 64)
  }

  @Test("it finds two plateaus, and writes every file, whatever the threads")
  func twoScales() throws {
    let outcome = try Program.run(
      ["scan", "two.toml", "--quiet", "--threads", "2"], in: place.folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("2 plateaus"))
    for file in [
      "summary.json", "results.h5", "scale-spectrum.csv", "gradient-variogram.csv", "report.html",
    ] {
      #expect(place.exists("results/two-scan/\(file)"))
    }
    let spectrum = try #require(
      try place.summary(in: "results/two-scan")["scale_spectrum"] as? [String: Any])
    let plateaus = try #require(spectrum["plateaus"] as? [[String: Any]])
    try #require(plateaus.count == 2)
    for (plateau, truth) in zip(plateaus, [1.0, 0.5]) {
      let strength = try #require((plateau["strength"] as? [String: Double])?["value"])
      #expect(abs(strength / truth - 1) < 0.05)
      let best = try #require(plateau["recommended_step"] as? Double)
      let least = try #require(plateau["step_min"] as? Double)
      let most = try #require(plateau["step_max"] as? Double)
      #expect(least <= best && best <= most)
    }
    let scales = try #require(spectrum["scales"] as? [[String: Any]])
    try #require(scales.count == 2)
    #expect(scales.map { $0["predicted"] as? Bool } == [false, true])
    for (scale, truth) in zip(scales, [0.1, 0.001]) {
      let epsilon = try #require((scale["epsilon"] as? [String: Double])?["value"])
      #expect(abs(epsilon / truth - 1) < 0.05)
      #expect(scale["step"] != nil)
    }
    let variogram = try #require(spectrum["variogram"] as? [String: Any])
    #expect((variogram["components"] as? [[String: Any]])?.count ?? 0 >= 2)
    let points = try #require(spectrum["points"] as? [[String: Any]])
    #expect(points.count >= 24)
    #expect(spectrum["integrator"] == nil && spectrum["friction"] as? Double == 0.1)
    for key in ["step", "temperature", "covariance", "kurtosis", "trapped_fraction"] {
      #expect(points[0][key] != nil)
    }
    let again = try Program.run(
      ["scan", "two.toml", "--quiet", "--threads", "1", "--output", "again"], in: place.folder)
    #expect(again.exitCode == 0)
    #expect(
      try Data(contentsOf: place.url("again/scale-spectrum.csv"))
        == Data(contentsOf: place.url("results/two-scan/scale-spectrum.csv")))
    let report = try Program.run(["report", "again"], in: place.folder)
    #expect(report.exitCode == 0, "\(report.errors)")
  }

  @Test("it scans the learning rates of gradient descent")
  func descent() throws {
    try place.write(
      """
      schema = 1
      [potential]
      coordinates = ["x"]
      value = "x^2/2 + 0.1*cos(x/0.1) + 1e-5*cos(x/1e-5) + 1.3e-5*cos(x/1.3e-5 + 2)"
      [sampling]
      integrator = "gradient-descent"
      step = 0.5
      initial = { mean = [0.0], deviation = [1.0] }
      [scan]
      from = 1.0
      to = 0.02
      points = 20
      """, to: "descent.toml")
    let outcome = try Program.run(["scan", "descent.toml", "--quiet"], in: place.folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
    #expect(outcome.output.contains("2 plateaus") && outcome.output.contains("η from"))
    let spectrum = try #require(
      try place.summary(in: "results/descent-scan")["scale_spectrum"] as? [String: Any])
    #expect(spectrum["integrator"] as? String == "gradient-descent")
    #expect(spectrum["friction"] == nil)
    let plateaus = try #require(spectrum["plateaus"] as? [[String: Any]])
    try #require(plateaus.count == 2)
    for (plateau, truth) in zip(plateaus, [1.5, 1.0]) {
      let strength = try #require((plateau["strength"] as? [String: Double])?["value"])
      #expect(abs(strength / truth - 1) < 0.05)
    }
    let points = try #require(spectrum["points"] as? [[String: Any]])
    #expect(points.allSatisfy { $0["colour"] != nil })
    let table = try String(
      contentsOf: place.url("results/descent-scan/scale-spectrum.csv"), encoding: .utf8)
    #expect(table.prefix { $0 != "\n" }.contains("colour,se_colour"))
    let report = try String(
      contentsOf: place.url("results/descent-scan/report.html"), encoding: .utf8)
    #expect(report.contains("gradient descent · ") && report.contains("Resolved below η"))
    #expect(!report.contains("kurtosis of the momenta") && !report.contains("γ ="))
  }

  @Test("it leaves the results of a run alone")
  func keepsRuns() throws {
    _ = try Program.run(["run", "two.toml", "--quiet"], in: place.folder)
    let outcome = try Program.run(
      ["scan", "two.toml", "--output", "results/two"], in: place.folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("holds the results of a run"))
  }

  @Test(
    "a wrong section is refused where it stands",
    arguments: [
      ("from = 0.1\nto = 0.2", "'scan.to' must be below 'scan.from'"),
      ("points = 2", "'scan.points' must be from 4 to 1000"),
      ("time = -1", "'scan.time' must be positive"),
      ("form = 1.0", "did you mean 'from'?"),
    ])
  func wrongSection(_ lines: String, message: String) throws {
    let text = """
      schema = 1
      [potential]
      coordinates = ["x"]
      value = "x^2/2"
      [sampling]
      step = 0.5
      [scan]
      \(lines)
      """
    try place.write(text, to: "wrong.toml")
    let outcome = try Program.run(["scan", "wrong.toml"], in: place.folder)
    #expect(outcome.exitCode == 65)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }
}
