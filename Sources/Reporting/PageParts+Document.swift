import Macroscope

/// What all pages have in common: the frame, and the verdicts at the head.
extension PageParts {
  /// The whole text of a file.
  func document(
    title: String, header: Markup, sections: [Markup], program: Summary.Program
  ) -> String {
    let head = element(
      "head", [:],
      Markup(trusted: "<meta charset=\"utf-8\"/>"),
      Markup(trusted: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"),
      element("title", [:], Markup(text: "\(title) – Macroscope")),
      element("style", [:], Markup(trusted: StyleSheet.text)))
    let footer = element(
      "footer", [:],
      Markup(text: "\(program.name) \(program.version) (\(program.build))"))
    let body = element("body", [:], [header, element("main", [:], sections), footer])
    return "<!DOCTYPE html>\n" + element("html", ["lang": "en"], head, body).html + "\n"
  }

  /// What the diagnostics say, failed ones first. Those that passed are listed as far as wanted; all are
  /// counted.
  func verdictSection(
    _ verdicts: [Summary.Verdict], listing isListed: (Summary.Verdict) -> Bool = { _ in true }
  ) -> Markup {
    let failed = verdicts.filter { !$0.passed }
    let passed = verdicts.filter(\.passed)
    let count = verdicts.count
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
    let list = element(
      "ul", ["class": "verdicts"], (failed + passed.filter(isListed)).map { item($0) })
    return element("section", ["aria-label": "Verdicts"], banner, list)
  }

  private func item(_ verdict: Summary.Verdict) -> Markup {
    element(
      "li", ["class": verdict.passed ? "pass" : "fail"], badge(verdict.passed),
      element(
        "div", [:], element("strong", [:], Markup(text: ReportPage.words(verdict.check))),
        element("span", [:], Markup(text: verdict.message))))
  }

  private func badge(_ passed: Bool) -> Markup {
    element("b", ["class": "badge"], passed ? "✓ pass" : "✗ fail")
  }

  /// A note when pictures are missing.
  func missingPlots(_ failed: [ReportOutcome.FailedPlot], drawn: Int) -> Markup {
    guard let first = failed.first else { return .empty }
    return element(
      "p", ["class": "note"],
      Markup(
        text: "\(failed.count) of \(failed.count + drawn) pictures are missing (\(first.reason)). "
          + "The numbers are not affected. To add the pictures, install gnuplot and run: macroscope "
          + "report FOLDER"))
  }
}
