import Macroscope
import Statistics

/// The report of a run at several steps.
struct DecompositionPage: PageParts {
  let results: MultiscaleResults
  /// The pieces.
  let pieces: [PlotCollection.Entry]
  /// The staircase.
  let spectrum: [PlotCollection.Entry]

  private var summary: MultiscaleSummary { results.summary }

  /// The whole text of the file.
  var html: String {
    let title = summary.scenario.title.isEmpty ? "Untitled scenario" : summary.scenario.title
    let dimension = summary.scenario.coordinates.count
    let facts = [
      "\(summary.scales.count) \(summary.scales.count == 1 ? "scale" : "scales")",
      "\(dimension) \(dimension == 1 ? "dimension" : "dimensions")",
      "seed \(summary.scenario.seed)",
    ]
    let failed = (pieces + spectrum).failed
    let header = element(
      "header", [:],
      element("p", ["class": "kind"], "Decomposition of a multiscale function"),
      element("h1", [:], Markup(text: title)),
      element("p", ["class": "lead"], Markup(text: facts.joined(separator: " · "))),
      verdictSection(summary.verdicts),
      missingPlots(failed, drawn: pieces.count + spectrum.count - failed.count))
    return document(
      title: title, header: header,
      sections: [components, scales, staircase, origin], program: summary.program)
  }

  // MARK: - Pieces

  private var components: Markup {
    guard let decomposition = summary.decomposition else {
      return section(
        "Pieces of the function",
        [
          element(
            "p", [:],
            """
            Above two dimensions there is no V of all coordinates, and free energies of some of them \
            contain the entropy of the others: they cannot be subtracted. The results of each scale \
            are below.
            """)
        ])
    }
    let words = element(
      "p", [:],
      """
      f = V_0 + (V_1 − V_0) + (V_2 − V_1) + … + what no step resolved. Each piece has mean zero over \
      its region. The runs of the scales share no random number, so the errors of two of them add \
      in square.
      """)
    return section("Pieces of the function", [words, figures(pieces), table(decomposition)])
  }

  private func table(_ decomposition: [MultiscaleSummary.Component]) -> Markup {
    let rows = decomposition.flatMap { component in
      component.methods.sorted { $0.key > $1.key }.map { method, fit in
        [
          "V_\(component.index) − V_\(component.index - 1), \(PlotStyle.title(of: method))",
          component.steps.map { NumberFormat.number($0, digits: 3) }.joined(separator: " → "),
          component.strength.map(NumberFormat.text) ?? NumberFormat.absent,
          region(fit),
          NumberFormat.text(fit.amplitude), NumberFormat.number(fit.standardError, digits: 2),
          fit.rmse.map(NumberFormat.text) ?? NumberFormat.absent,
          fit.maxError.map { NumberFormat.number($0, digits: 3) } ?? NumberFormat.absent,
        ]
      }
    }
    guard !rows.isEmpty else { return .empty }
    return table(
      "Pieces, over their regions",
      header: [
        "Piece", "Steps", "Strength ½A²|k|²", "Region", "rms", "Standard error, rms",
        "Error against the known one, rms", "Largest error",
      ], rows: rows)
  }

  private func region(_ fit: MultiscaleSummary.Fit) -> String {
    guard !fit.region.isEmpty else { return "none" }
    return fit.region.map { interval in
      interval.map { NumberFormat.number($0, digits: 3) }.joined(separator: " … ")
    }.joined(separator: ", ")
  }

  // MARK: - Scales

  private var scales: Markup {
    let rows = summary.scales.enumerated().map { index, scale in
      let fits = scale.effectivePotential.sorted { $0.key > $1.key }
      return [
        "V_\(index)", NumberFormat.number(scale.step), NumberFormat.text(scale.temperature),
        scale.strength.map(NumberFormat.text) ?? NumberFormat.absent,
        fits.map { NumberFormat.number($0.value.resolution.min() ?? .nan, digits: 2) }
          .first ?? NumberFormat.absent,
        fits.compactMap { fit in
          fit.value.rmse.map { "\(NumberFormat.text($0)) (\(PlotStyle.title(of: fit.key)))" }
        }.joined(separator: ", "),
        scale.trustworthy ? "✓ pass" : "✗ fail",
      ]
    }
    let links = summary.scales.enumerated().map { index, scale in
      element(
        "li", [:],
        element(
          "a", ["href": "\(scale.folder)/report.html"],
          Markup(text: "V_\(index), step \(NumberFormat.number(scale.step)): the full report")))
    }
    return section(
      "Scales",
      [
        table(
          "Each scale, the coarsest first",
          header: [
            "Potential", "Step h", "Temperature", "Noise left, Tr G", "Knot spacing",
            "Error against the known V, rms", "Checks",
          ], rows: rows),
        element("ul", [:], links),
      ])
  }

  private var staircase: Markup {
    guard let spectrum = summary.scaleSpectrum else { return .empty }
    return section(
      "Scale spectrum",
      [
        element("p", [:], Markup(text: "The steps were taken from it: " + spectrum.finding + ".")),
        figures(self.spectrum),
        element(
          "p", [:], element("a", ["href": "scan/report.html"], "The full report of the scan")),
      ])
  }

  private var origin: Markup {
    section(
      "Origin",
      [
        table(
          "Where it comes from",
          rows: [
            ["Scenario file, SHA-256", summary.scenario.sha256],
            ["Seeds of the scales", summary.scales.map { "\($0.seed)" }.joined(separator: ", ")],
            [
              "Time",
              "\(NumberFormat.duration(summary.timing.total)) on \(summary.timing.threads) "
                + (summary.timing.threads == 1 ? "thread" : "threads"),
            ],
          ], style: "origin")
      ])
  }
}
