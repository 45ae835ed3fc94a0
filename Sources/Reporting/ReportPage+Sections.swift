import Macroscope
import Statistics

extension ReportPage {
  // MARK: - Key numbers

  var keyNumbers: Markup {
    section(
      "Key numbers",
      [
        row([
          table("State", rows: state, style: "facts"),
          table("Sampling", rows: sampling, style: "facts"),
        ])
      ])
  }

  private var state: [[String]] {
    let name = summary.hasMomenta ? "Temperature of the momenta" : "Temperature"
    var rows = [[name, NumberFormat.text(summary.temperature)]]
    if let temperature = summary.configurationalTemperature {
      rows.append(["Temperature of the positions", NumberFormat.text(temperature)])
    }
    if let calibration = summary.calibration {
      if let aim = calibration.temperature {
        rows.append(["Temperature aimed at", NumberFormat.number(aim)])
      }
      if calibration.friction?.count == 1, let friction = calibration.friction?.first?.first {
        rows.append(["Friction Γ", NumberFormat.number(friction)])
      }
    }
    if let noise = summary.noiseCovariance, noise.value.count == 1, let value = noise.value[0].first
    {
      rows.append(["Gradient noise G", NumberFormat.text(value)])
    }
    if let lagOne = summary.noiseCovariance?.residual?.lagOneCorrelation {
      rows.append(["Lag-one correlation of the noise", NumberFormat.text(lagOne)])
    }
    for (index, kurtosis) in summary.kurtosis.enumerated() where summary.kurtosis.count <= 3 {
      let name =
        index < summary.scenario.coordinates.count ? summary.scenario.coordinates[index] : ""
      rows.append(["Kurtosis of the momentum of \(name)", NumberFormat.text(kurtosis)])
    }
    if summary.kurtosis.count > 3,
      let farthest = summary.kurtosis.max(by: { abs($0.value - 3) < abs($1.value - 3) })
    {
      rows.append(["Kurtosis of p, farthest from 3", NumberFormat.text(farthest)])
    }
    if let consistency = summary.consistency {
      rows.append([
        "Density against force, rmse",
        "\(NumberFormat.text(consistency.rmse)), \(NumberFormat.number(consistency.inSigma, digits: 2)) σ",
      ])
    }
    return rows
  }

  private var sampling: [[String]] {
    let sampling = summary.sampling
    var rows = [
      ["Gradient evaluations", NumberFormat.integer(sampling.gradientEvaluations)],
      ["Autocorrelation time τ", NumberFormat.text(sampling.autocorrelationTime)],
      ["Effective samples", count(sampling.effectiveSamples)],
    ]
    if let worst = summary.splitRHat.max() {
      rows.append(["Split-R̂, largest", NumberFormat.number(worst, digits: 5)])
    }
    rows += [
      ["Trapped walkers", percent(sampling.trappedFraction)],
      ["Escape rate per walker and time", NumberFormat.text(sampling.escapeRate)],
    ]
    if sampling.revivals > 0 { rows.append(["Revivals", NumberFormat.integer(sampling.revivals)]) }
    if let step = sampling.suggestedStep {
      rows.append(["Step that would cure it", NumberFormat.number(step, digits: 3)])
    }
    return rows
  }

  private func count(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return NumberFormat.number(value) }
    return NumberFormat.integer(Int(value.rounded()))
  }

  private func percent(_ fraction: Estimate) -> String {
    NumberFormat.text(100 * fraction) + " %"
  }

  // MARK: - Effective potential

  var potentialSection: Markup {
    section(
      "Effective potential",
      [
        figures(.potential), marginalNote, figures(.marginals), figures(.pairs), accuracy,
      ])
  }

  private var marginalNote: Markup {
    guard !results.marginals.isEmpty else { return .empty }
    return element(
      "p", [:],
      """
      Free energies −T log ρ of single coordinates with their 95\u{A0}% bands, and of pairs. They \
      contain the entropy of the other coordinates and are not slices of V.
      """)
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }

  private var accuracy: Markup {
    let order = results.potentials.map(\.method)
    let methods = summary.effectivePotential.keys.sorted {
      (order.firstIndex(of: $0) ?? .max, $0) < (order.firstIndex(of: $1) ?? .max, $1)
    }
    guard !methods.isEmpty else { return .empty }
    let rows = methods.compactMap { method in
      summary.effectivePotential[method].map { potential in
        [
          sentence(PlotStyle.phrase(for: method)),
          potential.rmse.map(NumberFormat.text) ?? NumberFormat.absent,
          potential.maxError.map { NumberFormat.number($0, digits: 3) } ?? NumberFormat.absent,
          potential.resolution.map { NumberFormat.number($0, digits: 3) }.joined(separator: ", "),
          NumberFormat.integer(potential.samples),
          "\(NumberFormat.number(100 * potential.outOfDomainFraction, digits: 2)) %",
        ]
      }
    }
    return table(
      "Accuracy, within 4T of the minimum",
      header: ["Method", "rmse", "Largest error", "Knot spacing", "Samples", "Outside the domain"],
      rows: rows)
  }
}
