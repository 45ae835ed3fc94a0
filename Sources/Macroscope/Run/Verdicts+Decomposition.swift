import Statistics

/// Verdicts on a run at several steps.
extension Verdicts {
  /// Those of the scan, and those of each scale with its name in front.
  mutating func collect(scan: ScanSummary?, scales: [Summary], of count: Int) {
    append(scan?.verdicts ?? [])
    add(
      "scales_complete", scales.count == count,
      "\(scales.count) of \(count) scales were run",
      cure: "the run ended early; start it again for the others")
    for (scale, summary) in scales.enumerated() {
      append(
        summary.verdicts.map {
          Summary.Verdict(
            check: "scale_\(scale)_\($0.check)", passed: $0.passed, message: $0.message)
        })
    }
  }

  /// Whether each component is one: the steps must see different noise, and the potentials have a region in
  /// common.
  mutating func judge(_ components: [MultiscaleSummary.Component], strengths: [Estimate?]) {
    for component in components {
      let index = component.index
      if let difference = component.strength, let coarse = strengths[index - 1] {
        let relative = difference.value / coarse.value
        add(
          "component_\(index)_strength",
          relative > Limit.strength && difference.deviation(from: 0) > 3,
          "the step \(text(component.steps[1])) resolves noise of strength \(text(difference)), "
            + "\(text(100 * relative)) % of that at step \(text(component.steps[0])) (at least "
            + "\(text(100 * Limit.strength)) %)",
          cure: "both steps resolve the same scales, and the component between them is no piece of "
            + "f; take steps from different plateaus of 'macroscope scan'")
      }
      for (method, fit) in component.methods.sorted(by: { $0.key < $1.key }) {
        add(
          "component_\(index)_region_\(method)", fit.regionPoints >= Limit.regionPoints,
          "V_\(index) and V_\(index - 1) by \(method) are both known within 4T at "
            + "\(fit.regionPoints) points of the grid (at least \(Limit.regionPoints))",
          cure:
            "the walkers of the smaller step are too cold: lower sampling.friction (one per step "
            + "is allowed), shrink [domain], or refine regression.grid")
      }
    }
  }
}
