import Macroscope
import Statistics

/// The report of a run at several steps.
struct DecompositionPage: PageParts {
  let results: MultiscaleResults
  /// The pieces.
  let pieces: [PlotCollection.Entry]
  /// V by shared networks and by those of each scale.
  let conditionedPlots: [PlotCollection.Entry]
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
    let plots = pieces + conditionedPlots + spectrum
    let failed = plots.failed
    let header = element(
      "header", [:],
      element("p", ["class": "kind"], "Decomposition of a multiscale function"),
      element("h1", [:], Markup(text: title)),
      element("p", ["class": "lead"], Markup(text: facts.joined(separator: " · "))),
      // Those that a scale passed are in its own report.
      verdictSection(summary.verdicts) { !$0.check.hasPrefix("scale_") },
      missingPlots(failed, drawn: plots.count - failed.count))
    return document(
      title: title, header: header,
      sections: [components, scales, conditionedNetworks, staircase, origin],
      program: summary.program)
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
      f = V₀ + (V₁ − V₀) + (V₂ − V₁) + … + what no step resolved. Each piece has mean zero over \
      its region. The runs of the scales share no random number, so the squared errors of two of \
      them add up.
      """)
    return section("Pieces of the function", [words, figures(pieces), table(decomposition)])
  }

  private func table(_ decomposition: [MultiscaleSummary.Component]) -> Markup {
    let rows = decomposition.flatMap { component in
      component.methods.sorted { $0.key > $1.key }.map { method, fit in
        [
          "\(PlotStyle.piece(component.index)), \(PlotStyle.title(of: method))",
          component.steps.map { NumberFormat.number($0, digits: 3) }.joined(separator: " → "),
          component.strength.map(NumberFormat.compact) ?? NumberFormat.absent, region(fit),
          NumberFormat.compact(fit.amplitude), NumberFormat.number(fit.standardError, digits: 2),
          fit.rmse.map(NumberFormat.compact) ?? NumberFormat.absent,
          fit.maxError.map { NumberFormat.number($0, digits: 2) } ?? NumberFormat.absent,
        ]
      }
    }
    guard !rows.isEmpty else { return .empty }
    return table(
      "Pieces over their regions, root mean squares; errors are those against the known pieces",
      header: [
        "Piece", "Steps", "Strength ½A²|k|²", "Region", "Size", "Standard error", "Error",
        "Largest error",
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
    let methods = Set(summary.scales.flatMap(\.effectivePotential.keys)).sorted(by: >)
    let rows = summary.scales.enumerated().map { index, scale in
      let fits = methods.map { scale.effectivePotential[$0] }
      let spacing = fits.compactMap { $0?.resolution.min() }.min()
      return [
        PlotStyle.potential(index), NumberFormat.number(scale.step),
        NumberFormat.compact(scale.temperature),
        scale.strength.map(NumberFormat.compact) ?? NumberFormat.absent,
        spacing.map { NumberFormat.number($0, digits: 2) } ?? NumberFormat.absent,
      ] + fits.map { $0?.rmse.map(NumberFormat.compact) ?? NumberFormat.absent } + [
        scale.trustworthy ? "✓ pass" : "✗ fail"
      ]
    }
    let links = summary.scales.enumerated().map { index, scale in
      element(
        "li", [:],
        element(
          "a", ["href": "\(scale.folder)/report.html"],
          Markup(
            text:
              "\(PlotStyle.potential(index)), step \(NumberFormat.number(scale.step)): the full report"
          )))
    }
    return section(
      "Scales",
      [
        table(
          "Each scale, the coarsest first; errors are root mean squares against the known V",
          header: ["Potential", "Step h", "Temperature", "Noise left, Tr G", "Knot spacing"]
            + methods.map { "Error, \(PlotStyle.title(of: $0))" } + ["Checks"], rows: rows),
        element("ul", [:], links),
      ])
  }

  private var staircase: Markup {
    guard let spectrum = summary.scaleSpectrum else { return .empty }
    return section(
      "Scale spectrum",
      [
        element("p", [:], Markup(text: spectrum.finding + ".")),
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
