import Comparison
import Macroscope
import Statistics

/// The sections on Langevin dynamics of f, V and truncations of f.
extension ReportPage {
  // MARK: - Equilibrium

  var langevinEquilibriumSection: Markup {
    guard let langevin = results.langevin else { return .empty }
    let equilibrium = comparison(
      .equilibrium, caption: "Equilibrium distributions against that of f",
      header: [
        "Wasserstein-1", "by chance", "Kolmogorov–Smirnov", "at", "Tolerance", "0 in the band",
        "Equivalent",
      ],
      rows: differences(langevin) { differences in
        [
          NumberFormat.text(differences.wasserstein),
          NumberFormat.number(differences.wassersteinFloor, digits: 2),
        ] + cells(of: differences.equilibrium)
      })
    return section(
      "Equilibrium under Langevin dynamics",
      [
        langevinIntroduction(langevin), equilibrium, undrawnRemark(langevin),
        truncationRemark(langevin, at: "", \.equilibrium), moments(langevin),
        unsupportedRemark(langevin),
      ])
  }

  private func langevinIntroduction(_ langevin: LangevinResult) -> Markup {
    let friction =
      langevin.friction.rows == 1
      ? "friction Γ = \(NumberFormat.number(langevin.friction[0, 0]))"
      : "the friction matrix of the scenario or the calibration"
    let truncations = ComparedSystems(langevin)
    let definitions = truncations.expressions.indices.map {
      "\(truncations.styles[$0 + 2].label) “\(truncations.expressions[$0])”"
    }
    return Markup([
      paragraph([
        "Kinetic Langevin dynamics (BAOAB) of f and of V by "
          + "\(PlotStyle.phrase(for: langevin.method)) at T = "
          + "\(NumberFormat.number(langevin.temperature)) with \(friction): "
          + "\(NumberFormat.integer(langevin.trajectories)) trajectories each, all from the same "
          + "initial states. The equilibrium is that of the time from "
          + "\(NumberFormat.number(langevin.pathTime + langevin.equilibriumTime / 4)) to "
          + "\(NumberFormat.number(langevin.pathTime + langevin.equilibriumTime)).",
        definitions.isEmpty ? "" : "Beside them: \(definitions.joined(separator: ", ")).",
        "The tolerance is one for the Kolmogorov–Smirnov distance, the largest difference of the "
          + "distribution functions; “by chance” is the Wasserstein-1 distance that the statistical "
          + "errors alone would give.",
      ]), legend(langevin),
    ])
  }

  private func moments(_ langevin: LangevinResult) -> Markup {
    let systems = ComparedSystems(langevin)
    let rows = langevin.observables.flatMap { observable in
      zip(systems.styles, observable.curves).map { style, curves in
        ComparedRow(
          observable: observable.name, system: style.label,
          cells: [NumberFormat.text(curves.mean), NumberFormat.text(curves.deviation)])
      }
    }
    return table("Equilibrium moments", header: ["Mean", "Standard deviation"], rows: rows)
  }

  private func unsupportedRemark(_ langevin: LangevinResult) -> Markup {
    let visits = langevin.unsupported
    func percent(_ fraction: Estimate) -> String { NumberFormat.text(100 * fraction) + "\u{A0}%" }
    return paragraph(
      [
        "The surrogate was where V rests on no data at \(percent(visits.path)) of the recorded "
          + "states of the paths, and at \(percent(visits.equilibrium)) of those of the "
          + "equilibrium."
      ], style: "remark")
  }

  // MARK: - Mean path

  var meanPathSection: Markup {
    guard let langevin = results.langevin else { return .empty }
    return section(
      "Mean path",
      [
        paragraph(
          [
            "Means over the \(NumberFormat.integer(langevin.trajectories)) trajectories at each "
              + "time, from the initial law towards equilibrium."
          ]), legend(langevin),
        comparison(
          .meanPath, caption: "Mean paths against that of f", header: Self.differenceHeader("t"),
          rows: differences(langevin) { cells(of: $0.meanPath) }),
        undrawnRemark(langevin), truncationRemark(langevin, at: "t", \.meanPath),
      ])
  }

  // MARK: - Autocorrelation

  var correlationSection: Markup {
    guard let langevin = results.langevin else { return .empty }
    let systems = ComparedSystems(langevin)
    let vector = langevin.vectorAutocorrelationDifferences.enumerated().compactMap {
      index, difference in
      index + 1 < systems.styles.count
        ? ComparedRow(
          observable: "q", system: systems.styles[index + 1].label, cells: cells(of: difference))
        : nil
    }
    let definition =
      vector.isEmpty
      ? ""
      : " q is the whole vector: the products of its coordinates are summed before normalising."
    return section(
      "ACF",
      [
        paragraph(
          [
            "Autocorrelation functions over time and ensemble: deviations from the mean path of "
              + "their time, multiplied at two times the lag τ apart, averaged over trajectories "
              + "and times and divided by the value at τ = 0.\(definition)"
          ]), legend(langevin),
        comparison(
          .correlation, caption: "Autocorrelation functions against that of f",
          header: Self.differenceHeader("τ"),
          rows: vector + differences(langevin) { cells(of: $0.autocorrelation) }),
        undrawnRemark(langevin), truncationRemark(langevin, at: "τ", \.autocorrelation),
        correlationTimes(langevin),
      ])
  }

  private func correlationTimes(_ langevin: LangevinResult) -> Markup {
    let systems = ComparedSystems(langevin)
    let rows = langevin.observables.flatMap { observable in
      zip(systems.styles, observable.curves).enumerated().map { index, system in
        let difference =
          index > 0 && index <= observable.differences.count
          ? NumberFormat.text(observable.differences[index - 1].autocorrelationTime) : ""
        return ComparedRow(
          observable: observable.name, system: system.0.label,
          cells: [NumberFormat.text(system.1.autocorrelationTime), difference])
      }
    }
    return table(
      "Integrated autocorrelation times", header: ["Time", "Difference from f"], rows: rows)
  }

  // MARK: - Parts

  /// A row for each observable and each system but f.
  private func differences(
    _ langevin: LangevinResult, _ cells: (LangevinResult.Differences) -> [String]
  ) -> [ComparedRow] {
    let systems = ComparedSystems(langevin)
    return langevin.observables.flatMap { observable in
      zip(systems.styles.dropFirst(), observable.differences).map { style, differences in
        ComparedRow(
          observable: observable.name, system: style.label, cells: cells(differences))
      }
    }
  }
}
