extension Scenario {
  /// The first setting that the samples and the fit of V depend on and that differs from another
  /// scenario's, as a key path such as "sampling.step"; nil when the results of one can serve the
  /// other.
  ///
  /// The sections [potential], [domain], [sampling], [calibration] and [regression] are compared with
  /// all their defaults filled in; titles, what is to be compared with V, and what is reported may
  /// differ.
  public func firstSamplingDifference(from other: Scenario) -> String? {
    let sections = ["potential", "domain", "sampling", "calibration", "regression"]
    let mine = resolved().entries
    let theirs = other.resolved().entries
    for section in sections {
      let own = mine.filter { $0.section == section }
      let foreign = theirs.filter { $0.section == section }
      guard own != foreign else { continue }
      return
        (own.first { !foreign.contains($0) } ?? foreign.first { !own.contains($0) }
        ?? own.first)?.path
    }
    return nil
  }

  /// The same scenario with neither [hamiltonian] nor [langevin].
  public func withoutComparison() -> Scenario {
    var copy = self
    copy.hamiltonian = nil
    copy.langevin = nil
    return copy
  }
}
