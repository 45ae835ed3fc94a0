import Foundation
import Macroscope
import Storage
import Testing

@Suite("Results of a run")
struct ResultsTests {
  let place: Workplace

  init() throws {
    place = try Workplace()
    try place.write(SmallScenario.good(), to: "good.toml")
  }

  @Test("a good run exits with 0 and leaves every file")
  func files() throws {
    let outcome = try Program.run(["run", "good.toml"], in: place.folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.contains("All checks passed."))
    #expect(outcome.output.contains("results/good/report.html"))
    // Hidden files would be leftovers.
    #expect(
      try place.names(in: "results/good") == [
        "effective-potential.csv", "plots", "report.html", "results.h5", "scenario.toml",
        "summary.json",
      ])
    try checkArrays()
    try checkTable()
    try checkReport()
  }

  private func checkArrays() throws {
    let file = try HDF5File.open(place.url("results/good/results.h5"))
    #expect(!file.list().isEmpty)
    let results = try ResultsFolder(place.url("results/good")).read(samples: true)
    #expect(results.samples != nil)
    #expect(results.grid.map(\.points.count) == [400])
  }

  private func checkTable() throws {
    let table = try CSVTable(contentsOf: place.url("results/good/effective-potential.csv"))
    #expect(
      table.columns.map(\.name) == [
        "x", "V_density", "se_density", "V_force", "se_force", "V_reference",
      ])
    #expect(table.rowCount == 400)
    let x = try #require(table["x"])
    #expect(x.allSatisfy { (-1...1).contains($0) } && zip(x, x.dropFirst()).allSatisfy(<))
    for method in ["density", "force"] {
      let values = try #require(table["V_\(method)"]).filter(\.isFinite)
      #expect(values.min() == 0)
      let errors = try #require(table["se_\(method)"]).filter(\.isFinite)
      #expect(errors.allSatisfy { $0 > 0 && $0 < 0.1 })
    }
  }

  private func checkReport() throws {
    let report = try place.text("results/good/report.html")
    #expect(report.contains("<svg") && report.contains("A small run"))
    // Self-contained: nothing is loaded from elsewhere.
    #expect(report.firstMatch(of: /(src|href)="(?!#|data:)|<link|@import|url\((?!#)/) == nil)
    let plots = try place.names(in: "results/good/plots")
    let pictures = plots.filter { $0.hasSuffix(".svg") }
    #expect(pictures.count >= 5)
    for picture in pictures {
      #expect(try place.text("results/good/plots/\(picture)").contains("</svg>"))
      #expect(plots.contains(picture.replacing(".svg", with: ".gp")))
    }
  }

  @Test(
    "summary.json has the keys that scripts rely on",
    arguments: [
      ("good.toml", "line"), ("plane.toml", "plane"),
    ])
  func summary(_ scenario: String, output: String) throws {
    try place.write(SmallScenario.plane, to: "plane.toml")
    _ = try Program.run(["run", scenario, "--quiet", "--output", output], in: place.folder)
    let data = try Data(contentsOf: place.url("\(output)/summary.json"))
    let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    for (part, keys) in Self.contract {
      let found = try #require(Self.value(root, part) as? [String: Any], "no \(part)")
      for key in keys { #expect(found[key] != nil, "no \(key) in \(part)") }
    }
    let verdicts = try #require(root["verdicts"] as? [[String: Any]])
    #expect(verdicts.count > 5)
    for verdict in verdicts { #expect(Set(verdict.keys) == ["check", "passed", "message"]) }
    let d = scenario == "plane.toml" ? 2 : 1
    for part in ["noise_covariance.value", "calibration.momentum_covariance"] {
      let rows = try #require(Self.value(root, part) as? [[[String: Any]]], "no \(part)")
      #expect(rows.map(\.count) == [Int](repeating: d, count: d))
      for entry in rows.joined() { #expect(Set(entry.keys) == ["value", "standard_error"]) }
    }
    let source = try Data(contentsOf: place.url(scenario))
    #expect(Self.value(root, "scenario.sha256") as? String == SHA256.hexDigest(of: source))
  }

  /// The value at dotted keys.
  private static func value(_ root: [String: Any], _ path: String) -> Any? {
    path.split(separator: ".").reduce(root as Any?) { ($0 as? [String: Any])?[String($1)] }
  }

  private static let contract: [(part: String, keys: [String])] = [
    ("", ["schema_version", "verdicts", "equilibrium", "noise_covariance", "timing"]),
    ("program", ["name", "version", "build"]),
    ("scenario", ["title", "sha256", "seed"]),
    (
      "sampling",
      [
        "walkers", "steps", "step", "gradient_evaluations", "trapped_fraction", "escape_rate",
        "autocorrelation_time", "effective_samples",
      ]
    ),
    ("temperature", ["value", "standard_error"]),
    ("calibration", ["friction", "momentum_covariance", "iterations"]),
    ("effective_potential.density", ["resolution", "rmse", "max_error"]),
    ("effective_potential.force", ["resolution", "rmse", "max_error"]),
    ("consistency", ["rmse"]),
    ("timing", ["stages", "steps_per_second"]),
  ]

  @Test("a result that must not be trusted exits with 2 and names the failed checks")
  func untrustworthy() throws {
    try place.write(SmallScenario.sinks, to: "sinks.toml")
    let outcome = try Program.run(["run", "sinks.toml", "--quiet"], in: place.folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.errors.hasPrefix("sinks.toml:12:8: warning: the step 0.05 is too small"))
    #expect(outcome.errors.split(separator: "\n").count == 4)
    #expect(outcome.output.contains("✗  trapped_walkers"))
    #expect(outcome.output.contains("Do not trust this result"))
    let summary = try ResultsFolder(place.url("results/sinks")).readSummary()
    let failed = summary.verdicts.filter { !$0.passed }.map(\.check)
    #expect(failed.contains("trapped_walkers"))
    #expect(!failed.contains("split_r_hat"))
    #expect(place.exists("results/sinks/report.html"))
  }
}
