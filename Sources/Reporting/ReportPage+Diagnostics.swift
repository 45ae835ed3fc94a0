import Macroscope

extension ReportPage {
  // MARK: - Equilibrium and convergence

  var equilibriumSection: Markup {
    section("Equilibrium", [figures(.momentum), tests])
  }

  private var tests: Markup {
    let names = summary.equilibrium.keys.sorted()
    guard !names.isEmpty else { return .empty }
    let rows = names.compactMap { name in
      summary.equilibrium[name].map { test in
        [
          Self.testName(name, test.component), test.component ?? "all",
          NumberFormat.number(test.statistic),
          NumberFormat.probability(test.pValue), NumberFormat.number(test.effectSize, digits: 3),
        ]
      }
    }
    return table(
      "Normality of the momenta across walkers at the end of the run",
      header: ["Test", "Component", "Statistic", "p-value", "Effect size"], rows: rows)
  }

  /// The name of a test without the component, which has a column of its own.
  private static func testName(_ name: String, _ component: String?) -> String {
    guard let component, name.hasSuffix("[\(component)]") else { return words(name) }
    return words(String(name.dropLast(component.count + 2)))
  }

  var convergenceSection: Markup {
    section(
      "Convergence and correlation",
      [figures(.convergence), figures(.autocorrelation)])
  }

  // MARK: - Settings and reproduction

  var settingsSection: Markup {
    section("Settings", [row([cost, stages]), scenario])
  }

  private var scenario: Markup {
    element(
      "details", [:], element("summary", [:], "The scenario with all defaults resolved"),
      element(
        "pre", ["tabindex": "0"], element("code", [:], Markup(text: results.scenarioText))))
  }

  private var cost: Markup {
    let timing = summary.timing
    let rows = [
      ["Time on the clock", NumberFormat.duration(timing.total)],
      ["Time of the processors", timing.processorTotal.map(NumberFormat.duration)],
      ["Threads", NumberFormat.integer(timing.threads)],
      ["Walker steps per second", NumberFormat.number(timing.stepsPerSecond, digits: 3)],
    ].compactMap { row in row[1].map { [row[0] ?? "", $0] } }
    return table("Cost", rows: rows, style: "facts")
  }

  /// What part of the time each stage took, and how many cores it kept at work.
  private var stages: Markup {
    let timing = summary.timing
    let stages = timing.stages.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !stages.isEmpty else { return .empty }
    let rows = stages.map { name, seconds in
      let processor = timing.processorStages?[name]
      return [
        Self.words(name), NumberFormat.duration(seconds),
        share(seconds, of: timing.total),
        processor.map(NumberFormat.duration) ?? NumberFormat.absent,
        processor.map { share($0, of: timing.processorTotal ?? .nan) } ?? NumberFormat.absent,
        processor.map { NumberFormat.number($0 / seconds, digits: 2) } ?? NumberFormat.absent,
      ]
    }
    return table(
      "Where the time went",
      header: ["Stage", "Clock", "Share", "Processors", "Share", "Cores at work"], rows: rows)
  }

  private func share(_ part: Double, of whole: Double) -> String {
    "\(NumberFormat.number(100 * part / whole, digits: 2)) %"
  }

  var reproductionSection: Markup {
    let scenario = summary.scenario
    let program = summary.program
    return section(
      "Reproduce and cite",
      [
        element("p", [:], "The same program and seed give the same numbers:"),
        element(
          "pre", ["tabindex": "0"],
          element("code", [:], "macroscope run scenario.toml --seed \(scenario.seed)")),
        table(
          "Origin",
          rows: [
            ["Program", "\(program.name) \(program.version)"], ["Build", program.build],
            ["Seed", "\(scenario.seed)"], ["SHA-256 of the scenario", scenario.sha256],
          ], style: "origin"),
        element(
          "p", [:],
          """
          Beside this page: summary.json (the numbers), results.h5 (all arrays), \
          \(tables), scenario.toml (the settings), plots/ (each picture with its data and its \
          gnuplot script).
          """),
        element(
          "p", [:],
          """
          Please cite the method: Li & Tao, “Automated construction of effective potential via \
          algorithmic implicit bias”, arXiv:2401.03511; and name the program with its version.
          """),
      ])
  }

  /// The tables that a run leaves, by name.
  private var tables: String {
    var names = ["effective-potential.csv"]
    if results.hamiltonian != nil { names.append("phase-portrait.csv") }
    if results.langevin != nil {
      names += [
        "mean-path.csv", "acf.csv", "equilibrium-density.csv", "equilibrium-distribution.csv",
      ]
    }
    if results.kinetics != nil { names.append("kinetics.csv") }
    return names.count == 1
      ? "\(names[0]) (the table)" : "\(names.joined(separator: ", ")) (the tables)"
  }
}
