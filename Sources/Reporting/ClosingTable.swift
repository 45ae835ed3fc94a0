import Macroscope
import Statistics

/// The table that a run prints when it is done: verdicts, failed first, then the key numbers.
///
/// Plain text with aligned columns; ends with a newline.
public func closingTable(_ summary: Summary) -> String {
  var lines = [summary.scenario.title.isEmpty ? "Untitled scenario" : summary.scenario.title, ""]
  let failed = summary.verdicts.filter { !$0.passed }
  let verdicts = failed + summary.verdicts.filter(\.passed)
  lines += columns(
    verdicts.map { [$0.passed ? "  ✓" : "  ✗", $0.check, $0.message] }, alignRight: false)
  if !verdicts.isEmpty { lines.append("") }
  lines += columns(keyNumbers(summary), alignRight: false)
  if let covariance = summary.noiseCovariance, covariance.value.count > 1 {
    lines += [""] + matrix("Noise covariance G (\(covariance.source))", covariance.value)
  }
  if let covariance = summary.calibration?.momentumCovariance, covariance.count > 1 {
    lines += [""] + matrix("Momentum covariance", covariance)
  }
  if !summary.hasMomenta, let temperatures = summary.calibration?.temperatureMatrix,
    temperatures.count > 1
  {
    lines += [""] + matrix("Temperature matrix", temperatures)
  }
  let potentials = potentialRows(summary)
  if potentials.count > 1 { lines += [""] + columns(potentials, alignRight: true) }
  let networks = ClosingSurrogate.keyNumbers(summary)
  if !networks.isEmpty { lines += [""] + columns(networks, alignRight: false) }
  let deviations = ClosingComparison.deviations(summary)
  if !deviations.isEmpty { lines += [""] + columns(deviations, alignRight: true) }
  let comparison = ClosingComparison.keyNumbers(summary)
  if !comparison.isEmpty { lines += [""] + columns(comparison, alignRight: false) }
  lines.append("")
  if verdicts.isEmpty {
    lines.append("No checks were made: nothing says that this result can be trusted.")
  } else if failed.isEmpty {
    lines.append("All checks passed.")
  } else {
    lines.append(
      "Do not trust this result: \(failed.count) of \(verdicts.count) checks failed.")
  }
  return lines.joined(separator: "\n") + "\n"
}

private func keyNumbers(_ summary: Summary) -> [[String]] {
  let sampling = summary.sampling
  var rows = [["  Temperature", NumberFormat.text(summary.temperature)]]
  if let temperature = summary.configurationalTemperature {
    rows.append(["  Temperature of positions", NumberFormat.text(temperature)])
  }
  if let covariance = summary.noiseCovariance, covariance.value.count == 1,
    let value = covariance.value[0].first
  {
    rows.append(["  Noise G (\(covariance.source))", NumberFormat.text(value)])
  }
  rows +=
    [
      ["  Autocorrelation time", NumberFormat.text(sampling.autocorrelationTime)],
      ["  Effective samples", NumberFormat.number(sampling.effectiveSamples, digits: 3)],
      ["  Trapped walkers", "\(NumberFormat.text(100 * sampling.trappedFraction)) %"],
    ] + steps(sampling) + [
      ["  Gradient evaluations", NumberFormat.integer(sampling.gradientEvaluations)],
      [
        "  Time",
        "\(NumberFormat.duration(summary.timing.total)) on \(summary.timing.threads) "
          + (summary.timing.threads == 1 ? "thread" : "threads"),
      ],
    ]
  if let consistency = summary.consistency {
    rows.append(["  Density against force", "\(NumberFormat.text(consistency.rmse)) rmse"])
  }
  return rows
}

/// The steps of a run that chose them itself.
private func steps(_ sampling: Summary.Sampling) -> [[String]] {
  guard let target = sampling.targetError else { return [] }
  return [
    [
      "  Steps",
      "\(NumberFormat.integer(sampling.steps)) of at most \(NumberFormat.integer(target.mostSteps)): "
        + "target error \(NumberFormat.number(target.target, digits: 3)) "
        + (target.reached ? "reached" : "not reached"),
    ]
  ]
}

/// The largest matrix that is printed in full; a larger one is in the results.
private let greatestMatrix = 6

private func matrix(_ title: String, _ rows: [[Estimate]]) -> [String] {
  guard rows.count <= greatestMatrix else {
    return ["  \(title): \(rows.count) × \(rows.count), in summary.json and report.html"]
  }
  return ["  \(title)"]
    + columns(rows.map { ["   "] + $0.map(NumberFormat.compact) }, alignRight: true)
}

private func potentialRows(_ summary: Summary) -> [[String]] {
  [["  Effective potential", "rmse", "largest error", "knot spacing"]]
    + summary.effectivePotential.sorted { $0.key < $1.key }.map { method, potential in
      [
        "    \(method)", potential.rmse.map(NumberFormat.text) ?? NumberFormat.absent,
        potential.maxError.map { NumberFormat.number($0, digits: 3) } ?? NumberFormat.absent,
        potential.resolution.map { NumberFormat.number($0, digits: 3) }.joined(separator: ", "),
      ]
    }
}

/// Rows with their columns aligned; the first column always to the left.
private func columns(_ rows: [[String]], alignRight: Bool) -> [String] {
  let count = rows.map(\.count).max() ?? 0
  let widths = (0..<count).map { column in
    rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { index, cell in
      let padding = String(repeating: " ", count: widths[index] - cell.count)
      if alignRight && index > 0 { return padding + cell }
      return index == row.count - 1 ? cell : cell + padding
    }
    return cells.joined(separator: "  ")
  }
}
