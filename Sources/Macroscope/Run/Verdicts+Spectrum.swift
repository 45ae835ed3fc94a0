import Statistics

/// Verdicts on a scale spectrum.
extension Verdicts {
  package mutating func judge(_ spectrum: Summary.ScaleSpectrum) {
    add(
      "spectrum_plateaus", spectrum.smooth || !spectrum.plateaus.isEmpty, spectrum.finding,
      cure: spectrum.hasMomenta
        ? "raise sampling.friction, which moves the jumps up and cools the walkers, or widen "
          + "scan.from and scan.to"
        : "widen scan.from and scan.to, or remove sampling.integrator: the damped map separates "
          + "scales that are closer")
    let known = spectrum.plateaus.allSatisfy { $0.strength.relativeError < 0.1 }
    let worst = spectrum.plateaus.map(\.strength.relativeError).max() ?? 0
    add(
      "spectrum_precision", known,
      "the strengths of the plateaus are known to \(text(100 * worst)) % (limit 10 %)",
      cure: "raise scan.time or scan.points")
    let least = spectrum.points.filter(\.eligible).map(\.step).min()
    let sound =
      spectrum.points.allSatisfy { point in
        !point.eligible || point.trappedFraction.value < 1e-3
      }
    add(
      "spectrum_sinks", sound,
      least.map {
        "walkers move freely at every step of a plateau, down to \(spectrum.stepSymbol) = "
          + "\(text($0)); micro minima are "
          + "attractors below \(text(spectrum.sinkLimit))"
      } ?? "there is no plateau that walkers could be trapped at",
      cure: "choose a larger scan.to")
    judgeAgreement(spectrum)
  }

  /// Whether the static and the dynamic spectrum agree: the strengths of all scales add up to the noise
  /// of the highest plateau.
  private mutating func judgeAgreement(_ spectrum: Summary.ScaleSpectrum) {
    guard let top = spectrum.plateaus.first, spectrum.variogram != nil else { return }
    // Scales that only a step above the plateau could turn into noise are not in it.
    let noise = spectrum.scales.filter { ($0.step?.value ?? 0) < top.stepMax }
      .reduce(Estimate.exact(0)) { $0 + $1.strength }
    let difference = noise.relativeDifference(from: top.strength)
    let limit = 0.15
    add(
      "spectrum_variogram",
      abs(difference.value) < max(limit, 3 * difference.standardError),
      "the scales of the gradient's variogram add up to \(text(noise.value)), the noise of the "
        + "highest plateau is \(text(top.strength.value)): \(text(100 * abs(difference.value))) % "
        + "apart (limit \(text(100 * limit)) %)",
      cure:
        "let scan.from be smaller: at large steps an anharmonic V has noise of its own; or raise "
        + "scan.time")
  }
}
