import Comparison
import Macroscope
import Statistics

extension ReportPage {
  var kineticsSection: Markup {
    guard let kinetics = results.kinetics, let langevin = results.langevin else { return .empty }
    let systems = ComparedSystems(langevin)
    let judgement =
      kinetics.isEquivalent
      ? "V and f are equivalent in both, errors allowed for."
      : "V and f are not shown to be equivalent."
    return section(
      "Kinetics",
      [
        paragraph([
          "The wells of V, the fraction of time spent in the basin of each, and the mean "
            + "first-passage times between their cores.",
          "Tolerances: \(NumberFormat.number(kinetics.populationTolerance)) in a population, "
            + "\(NumberFormat.number(100 * kinetics.passageTolerance, digits: 3))\u{A0}% in a "
            + "passage time. \(judgement)",
        ]), wellTable(kinetics, systems),
        figures(.kinetics), passageTable(kinetics, systems),
      ])
  }

  private func wellTable(_ kinetics: KineticsResult, _ systems: ComparedSystems) -> Markup {
    guard !kinetics.wells.isEmpty else { return .empty }
    let labels = systems.styles.map(\.label)
    let rows = kinetics.wells.enumerated().map { index, well in
      let populations = labels.indices.map { estimate(well.populations, $0) }
      return [
        "\(index + 1)", point(well.minimum), NumberFormat.number(well.energy, digits: 3),
        well.depth == .infinity ? "∞" : NumberFormat.number(well.depth, digits: 3),
      ] + populations.map(NumberFormat.text)
        + [NumberFormat.text(estimate(well.populations, 1) - estimate(well.populations, 0))]
    }
    return table(
      "Wells and their populations",
      header: ["Well", "Minimum at", "V", "Depth"] + labels.map { "Population, \($0)" }
        + ["V − f"], rows: rows)
  }

  private func passageTable(_ kinetics: KineticsResult, _ systems: ComparedSystems) -> Markup {
    guard !kinetics.passages.isEmpty else { return .empty }
    let rows = kinetics.passages.map { passage in
      let times = systems.styles.indices.map { system in
        let count =
          passage.counts.indices.contains(system)
          ? NumberFormat.integer(passage.counts[system]) : NumberFormat.absent
        return "\(NumberFormat.text(estimate(passage.times, system))) (\(count))"
      }
      let change = estimate(passage.times, 1).relativeDifference(
        from: estimate(passage.times, 0))
      return ["\(passage.from + 1) → \(passage.to + 1)"] + times + [NumberFormat.text(change)]
    }
    return table(
      "Mean first-passage times (and passages seen)",
      header: ["From → to"] + systems.styles.map(\.label) + ["V / f − 1"], rows: rows)
  }

  private func estimate(_ estimates: [Estimate], _ index: Int) -> Estimate {
    estimates.indices.contains(index) ? estimates[index] : .undefined
  }
}
