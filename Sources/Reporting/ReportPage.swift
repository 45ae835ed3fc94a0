import Macroscope

/// The page of the report.
struct ReportPage: PageParts {
  let results: RunResults
  let plots: PlotCollection

  var summary: Summary { results.summary }

  /// The whole text of the file.
  var html: String {
    let head = element(
      "head", [:],
      Markup(trusted: "<meta charset=\"utf-8\"/>"),
      Markup(trusted: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"),
      element("title", [:], "\(title) – Macroscope"),
      element("style", [:], Markup(trusted: StyleSheet.text)))
    let sections = [
      keyNumbers, potentialSection, phasePortraitSection, langevinEquilibriumSection,
      meanPathSection, correlationSection, kineticsSection, savingsSection, matrixSection,
      equilibriumSection, convergenceSection, settingsSection, reproductionSection,
    ]
    let body = element("body", [:], [header, element("main", [:], sections), footer])
    return "<!DOCTYPE html>\n" + element("html", ["lang": "en"], head, body).html + "\n"
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
      element("p", ["class": "lead"], Markup(text: facts.joined(separator: " · "))), verdicts,
      missingPlots)
  }

  // MARK: - Verdicts

  private var verdicts: Markup {
    let failed = summary.verdicts.filter { !$0.passed }
    let passed = summary.verdicts.filter(\.passed)
    let count = summary.verdicts.count
    guard count > 0 else {
      // Silence is not a pass.
      return element(
        "section", ["aria-label": "Verdicts"],
        element(
          "p", ["class": "note"],
          "No checks were made: nothing says that this result can be trusted."))
    }
    let text =
      failed.isEmpty
      ? "All \(count) checks passed."
      : "Do not trust this result: \(failed.count) of \(count) checks failed."
    let banner = element(
      "p", ["class": "banner \(failed.isEmpty ? "pass" : "fail")"], badge(failed.isEmpty),
      Markup(text: text))
    let list = element("ul", ["class": "verdicts"], (failed + passed).map { item($0) })
    return element("section", ["aria-label": "Verdicts"], banner, list)
  }

  private func item(_ verdict: Summary.Verdict) -> Markup {
    element(
      "li", ["class": verdict.passed ? "pass" : "fail"], badge(verdict.passed),
      element(
        "div", [:], element("strong", [:], Markup(text: Self.words(verdict.check))),
        element("span", [:], Markup(text: verdict.message))))
  }

  private func badge(_ passed: Bool) -> Markup {
    element("b", ["class": "badge"], passed ? "✓ pass" : "✗ fail")
  }

  private var missingPlots: Markup {
    let failed = plots.failed
    guard let first = failed.first else { return .empty }
    let total = failed.count + plots.drawnCount
    return element(
      "p", ["class": "note"],
      Markup(
        text: "\(failed.count) of \(total) pictures are missing (\(first.reason)). The numbers are "
          + "not affected. To add the pictures, install gnuplot and run: macroscope report FOLDER"))
  }

  /// A name in snake_case as words.
  static func words(_ name: String) -> String {
    var words = name
    for (plain, proper) in [
      ("anderson_darling", "Anderson–Darling"), ("shapiro_wilk", "Shapiro–Wilk"),
      ("jarque_bera", "Jarque–Bera"), ("henze_zirkler", "Henze–Zirkler"), ("mardia", "Mardia"),
      ("split_r_hat", "split-R̂"),
    ] {
      words = words.replacingOccurrences(of: plain, with: proper)
    }
    words = words.replacingOccurrences(of: "_", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private var footer: Markup {
    let program = summary.program
    return element(
      "footer", [:],
      Markup(text: "\(program.name) \(program.version) (\(program.build))"))
  }
}
