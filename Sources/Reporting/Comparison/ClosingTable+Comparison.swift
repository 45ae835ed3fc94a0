import Macroscope
import Statistics

/// The key numbers of the comparison of V with f, for the closing table.
enum ClosingComparison {
  /// A table of the largest deviations per observable; empty without Langevin dynamics.
  static func deviations(_ summary: Summary) -> [[String]] {
    guard let langevin = summary.langevin, !langevin.isEmpty else { return [] }
    let coordinates = summary.scenario.coordinates
    let names = langevin.keys.sorted {
      (coordinates.firstIndex(of: $0) ?? .max, $0) < (coordinates.firstIndex(of: $1) ?? .max, $1)
    }
    var rows = [["  V against f, largest", "mean path", "ACF", "equilibrium"]]
    for name in names.prefix(greatestCount) {
      guard let part = langevin[name] else { continue }
      rows.append(row("    \(name)", part.meanPath, part.acf, part.equilibrium?.distribution))
      for truncation in part.truncations ?? [] {
        rows.append(
          row(
            "      \(shortened(truncation.expression))", truncation.meanPath, truncation.acf,
            truncation.equilibrium?.distribution))
      }
    }
    if names.count > greatestCount {
      rows.append(["    … \(names.count - greatestCount) more, in summary.json", "", "", ""])
    }
    return rows
  }

  /// Portraits, kinetics and the gain, one line each; empty without a comparison.
  static func keyNumbers(_ summary: Summary) -> [[String]] {
    var rows: [[String]] = []
    if let hamiltonian = summary.hamiltonian {
      let distance = NumberFormat.text(hamiltonian.portraitDistance)
      let resolution = NumberFormat.number(hamiltonian.portraitResolution, digits: 2)
      rows.append([
        "  Portrait distance",
        "\(mark(hamiltonian.isEquivalent)) \(distance), resolution \(resolution)",
      ])
    }
    if let kinetics = summary.kinetics {
      var text = "\(mark(kinetics.isEquivalent)) populations differ by at most "
      text += magnitude(kinetics.populationDifference)
      if kinetics.passageDifference.value.isFinite {
        text += ", passage times by \(magnitude(100 * kinetics.passageDifference)) %"
      }
      rows.append(["  Kinetics", text])
    }
    if let speedup = summary.speedup {
      rows += [
        ["  Gradients saved", ReportPage.factor(speedup.gradientEvaluations)],
        ["  Time saved", ReportPage.factor(speedup.wallClock)],
      ]
    }
    return rows
  }

  /// No more observables are printed; all are in the results.
  private static let greatestCount = 8

  private static func row(_ name: String, _ parts: Summary.CurveComparison?...) -> [String] {
    [name]
      + parts.map { part in
        guard let part else { return NumberFormat.absent }
        let estimate = Estimate(value: part.maxDeviation, standardError: part.standardError)
        return "\(NumberFormat.text(estimate)) \(mark(part.isEquivalent))"
      }
  }

  private static func magnitude(_ estimate: Estimate) -> String {
    NumberFormat.text(
      Estimate(value: abs(estimate.value), standardError: estimate.standardError))
  }

  private static func mark(_ isEquivalent: Bool) -> String { isEquivalent ? "✓" : "✗" }

  private static func shortened(_ expression: String) -> String {
    expression.count <= 28 ? expression : "\(expression.prefix(27))…"
  }
}
