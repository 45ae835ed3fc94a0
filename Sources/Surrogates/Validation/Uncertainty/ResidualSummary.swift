import Statistics

/// The standardised residuals of some of the targets in three numbers.
public struct ResidualSummary: Equatable, Sendable {
  /// The number of targets, and of blocks that hold them.
  public let samples: Int
  public let blocks: Int
  /// The mean of z: 0 without bias.
  public let mean: Estimate
  /// The mean of z²: 1 where σ is right, above it where it is too small.
  public let meanSquare: Estimate
  /// The coverage of the interval of the level asked for.
  public let coverage: Estimate
}

extension IntervalCalibration {
  /// The residuals of all targets.
  public func summary(level: Double = 0.9) -> ResidualSummary {
    summary(of: Array(0..<count), standardised, neededFactors(level: level))
  }

  /// The residuals of each group of targets: by scale index, by region (the labels of
  /// `BlockSplit.bySpace`, say), …
  ///
  /// Where the noise depends on the scale and the prediction does not know it, intervals are too wide on
  /// one scale and too narrow on another, although right on average.
  ///
  /// - Parameters:
  ///   - labels: one per target.
  ///   - level: of the interval whose coverage is given.
  /// - Returns: the groups in ascending order of their labels.
  /// - Throws: `.mismatch` for another number of labels.
  public func summaries(
    by labels: [Int], level: Double = 0.9
  ) throws(ValidationError) -> [(label: Int, summary: ResidualSummary)] {
    guard labels.count == count else {
      throw .mismatch(what: "labels", expected: count, found: labels.count)
    }
    let groups = SampleBlocks(labels: labels)
    let (z, needed) = (standardised, neededFactors(level: level))
    return zip(groups.labels, groups.members).map { ($0, summary(of: $1, z, needed)) }
  }

  private func summary(
    of samples: [Int], _ z: [Double], _ needed: [Double]
  ) -> ResidualSummary {
    let own = blocks.restricted(to: samples)
    return ResidualSummary(
      samples: samples.count, blocks: own.count, mean: own.mean(of: samples.map { z[$0] }),
      meanSquare: own.mean(of: samples.map { z[$0] * z[$0] }),
      coverage: own.mean(of: samples.map { needed[$0] <= 1 ? 1 : 0 }))
  }
}
