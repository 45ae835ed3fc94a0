import Macroscope

/// The page of the report.
struct ReportPage: PageParts {
  let results: RunResults
  let plots: PlotCollection

  var summary: Summary { results.summary }

  /// The whole text of the file.
  var html: String {
    let sections = [
      keyNumbers, potentialSection, surrogateSection, phasePortraitSection,
      langevinEquilibriumSection,
      meanPathSection, correlationSection, kineticsSection, savingsSection, matrixSection,
      equilibriumSection, convergenceSection, settingsSection, reproductionSection,
    ]
    return document(title: title, header: header, sections: sections, program: summary.program)
  }

  private var title: String {
    let title = summary.scenario.title
    return title.isEmpty ? "Untitled scenario" : title
  }

  private var header: Markup {
    let sampling = summary.sampling
    let dimension = summary.scenario.coordinates.count
    let facts = [
      "\(NumberFormat.integer(sampling.walkers)) walkers × \(NumberFormat.integer(sampling.steps)) "
        + "steps",
      "\(summary.hasMomenta ? "h" : "learning rate η") = \(NumberFormat.number(sampling.step))",
      "\(dimension) \(dimension == 1 ? "dimension" : "dimensions")",
      "seed \(summary.scenario.seed)",
    ].map { $0.replacingOccurrences(of: " ", with: "\u{A0}") }
    return element(
      "header", [:],
      element("p", ["class": "kind"], "Effective potential of a multiscale function"),
      element("h1", [:], Markup(text: title)),
      element("p", ["class": "lead"], Markup(text: facts.joined(separator: " · "))),
      verdictSection(summary.verdicts),
      missingPlots(plots.failed, drawn: plots.drawnCount))
  }

  /// A name in snake_case as words.
  static func words(_ name: String) -> String {
    var words = name
    for (plain, proper) in [
      ("anderson_darling", "Anderson–Darling"), ("shapiro_wilk", "Shapiro–Wilk"),
      ("jarque_bera", "Jarque–Bera"), ("henze_zirkler", "Henze–Zirkler"), ("mardia", "Mardia"),
      ("split_r_hat", "split-R̂"), ("mlp", "MLP"), ("_acf", " ACF"),
    ] {
      words = words.replacingOccurrences(of: plain, with: proper)
    }
    words = words.replacingOccurrences(of: "_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
