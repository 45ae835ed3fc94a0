import Statistics

/// What a scale spectrum says of a function.
public struct PlateauAnalysis: Sendable {
  /// From the largest steps to the smallest.
  public let plateaus: [Plateau]
  /// The micro scales, the coarsest first: one for each jump between plateaus, and last the one (or
  /// more) that is still noise on the lowest plateau.
  public let scales: [Scale]
  /// Indices of the points that may belong to a plateau.
  public let eligible: [Int]
  /// There is no noise at any step: a smooth function, with one scale only.
  public let isSmooth: Bool

  /// The number of scales that were found, the macroscopic one included.
  public var numberOfScales: Int { scales.count + 1 }

  /// In words.
  public var message: String {
    if isSmooth { return "one scale: no step makes noise, the function is smooth" }
    if plateaus.isEmpty { return "no plateau: at no step are the scales well separated" }
    let jumps = scales.count - 1
    return "\(plateaus.count) plateau\(plateaus.count == 1 ? "" : "s"): V, "
      + (jumps > 0 ? "\(jumps) scale\(jumps == 1 ? "" : "s") that some step resolves, " : "")
      + "and noise that no admissible step resolves"
  }
}

/// A range of steps over which G_eff is constant: the scales are well separated by any of them.
public struct Plateau: Sendable {
  /// Indices of its points.
  public let points: [Int]
  /// Tr G, with an error that includes its slope.
  public let strength: Estimate
  public let stepMin: Double
  public let stepMax: Double
  /// The step of the range with the whitest and most normal noise.
  public let recommendedStep: Double
}

/// A micro scale: a term A ε cos(k·q/ε), or several that cannot be told apart.
public struct Scale: Sendable {
  /// ½A²|k|².
  public let strength: Estimate
  /// The step at which it turns from force into noise; nil for what no step of the scan resolves.
  public let step: Estimate?
  /// The reduced wavelength ε/|k|; nil where no jump was seen.
  public let epsilon: Estimate?
  /// The largest that ε/|k| can be when no jump was seen.
  public let epsilonBound: Double?
}
