import Statistics

extension Kinetics {
  /// Whether the surrogate's wells are populated like the original's and its passages take as long.
  ///
  /// Every population must agree within `populationTolerance`, and every passage time that is known in
  /// either system within the part `passageTolerance` of the original's, their 95 % errors allowed
  /// for: |difference| + 1.96 · SE ≤ tolerance. An unknown error fails, as does a passage that only one
  /// of the two systems makes often enough; one that neither makes is not judged. Without wells there
  /// is nothing to judge, and the answer is true.
  public func isEquivalent(populationTolerance: Double, passageTolerance: Double) -> Bool {
    let wells = partition.wells.indices
    let populationsAgree = wells.allSatisfy { well in
      Self.isWithin(populationTolerance, populationDifference(of: well, system: 1))
    }
    let passagesAgree = pairs.allSatisfy { from, to in
      let isKnown = (0...1).contains {
        passageCount(from: from, to: to, system: $0) >= Self.minimumPassages
      }
      return !isKnown
        || Self.isWithin(passageTolerance, relativeTimeDifference(from: from, to: to, system: 1))
    }
    return populationsAgree && passagesAgree
  }

  /// The wells, populations and passages with the judgement on the surrogate.
  public func result(
    populationTolerance: Double, passageTolerance: Double
  ) -> KineticsResult {
    let wells = partition.wells.enumerated().map { index, well in
      KineticsResult.Well(
        minimum: well.minimum, energy: well.energy, depth: well.depth,
        populations: systems.indices.map { population(of: index, system: $0) })
    }
    let passages = pairs.map { from, to in
      KineticsResult.Passage(
        from: from, to: to,
        counts: systems.indices.map { passageCount(from: from, to: to, system: $0) },
        times: systems.indices.map { passageTime(from: from, to: to, system: $0) })
    }
    return KineticsResult(
      wells: wells, passages: passages, populationTolerance: populationTolerance,
      passageTolerance: passageTolerance,
      isEquivalent: isEquivalent(
        populationTolerance: populationTolerance, passageTolerance: passageTolerance))
  }

  /// All ordered pairs of wells.
  private var pairs: [(from: Int, to: Int)] {
    let wells = partition.wells.indices
    return wells.flatMap { from in wells.filter { $0 != from }.map { (from, $0) } }
  }

  private static func isWithin(_ tolerance: Double, _ difference: Estimate) -> Bool {
    // Written such that NaN is not within.
    abs(difference.value) + quantile * difference.standardError <= tolerance
  }
}
