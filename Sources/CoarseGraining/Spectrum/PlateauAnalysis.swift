import Statistics

/// What a scale spectrum says of a function.
public struct PlateauAnalysis: Sendable {
  /// From the largest steps to the smallest.
  public let plateaus: [Plateau]
  /// The micro scales, the coarsest first. By the staircase alone: one for each jump between plateaus, and
  /// last the one (or more) that is still noise on the lowest plateau; with the variogram of the gradient
  /// (`ScaleAssembly`) each by itself, down to the finest.
  public let scales: [Scale]
  /// Indices of the points that may belong to a plateau.
  public let eligible: [Int]
  /// There is no noise at any step: a smooth function, with one scale only.
  public let isSmooth: Bool

  /// The number of scales that were found, the macroscopic one included.
  public var numberOfScales: Int { scales.count + 1 }

  /// In words.
  public var message: String {
    func count(_ n: Int, _ noun: String) -> String { "\(n) \(noun)\(n == 1 ? "" : "s")" }
    if isSmooth { return "one scale: no step makes noise, the function is smooth" }
    let isComplete = scales.contains { $0.waves != nil }
    if plateaus.isEmpty {
      return "no plateau: at no step are the scales well separated"
        + (isComplete ? "; the variogram shows \(count(scales.count, "micro scale"))" : "")
    }
    let seen = scales.count { $0.jump != nil }
    let resolved = seen > 0 ? "\(count(seen, "scale")) that some step resolves, " : ""
    let rest =
      isComplete
      ? "\(scales.count - seen) that no admissible step does"
      : "noise that no admissible step resolves"
    return "\(count(plateaus.count, "plateau")): V, \(resolved)and \(rest)"
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
  /// A jump of the staircase.
  public struct Jump: Sendable {
    /// The difference of the plateaus.
    public let strength: Estimate
    /// The step at which the scale turns from force into noise.
    public let step: Estimate
    /// ε/|k| from that step.
    public let epsilon: Estimate
  }

  /// ½A²|k|²; from the variogram where it shows the scale, which needs no plateau.
  public let strength: Estimate
  /// The step at which it turns from force into noise: that of the jump, else predicted; nil for what the
  /// staircase alone does not resolve.
  public let step: Estimate?
  /// Whether no step was seen to resolve it, and `step` is where it would be resolved if walkers were not
  /// caught in the minima of finer scales.
  public let isPredicted: Bool
  /// The reduced wavelength ε/|k|; nil where neither jump nor variogram shows it.
  public let epsilon: Estimate?
  /// The largest that ε/|k| can be where it is nil.
  public let epsilonBound: Double?
  /// What the staircase shows of it.
  public let jump: Jump?
  /// What the variogram shows of it.
  public let waves: WaveNumberSpectrum.Component?
}

extension Scale {
  /// Of the staircase alone.
  init(_ jump: Jump) {
    self.init(
      strength: jump.strength, step: jump.step, isPredicted: false, epsilon: jump.epsilon,
      epsilonBound: nil, jump: jump, waves: nil)
  }

  /// Noise at every step, of scales that are finer than a bound.
  init(remainder strength: Estimate, below bound: Double) {
    self.init(
      strength: strength, step: nil, isPredicted: false, epsilon: nil, epsilonBound: bound,
      jump: nil, waves: nil)
  }

  /// Of the variogram, with the jump that belongs to it or a predicted step.
  init(_ waves: WaveNumberSpectrum.Component, _ jump: Jump?, predicted: Estimate?) {
    self.init(
      strength: waves.strength, step: jump?.step ?? predicted, isPredicted: jump == nil,
      epsilon: waves.epsilon, epsilonBound: nil, jump: jump, waves: waves)
  }
}
