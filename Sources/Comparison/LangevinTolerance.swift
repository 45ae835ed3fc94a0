/// The largest differences between surrogate and original that count as equivalent.
public struct LangevinTolerance: Hashable, Sendable {
  /// Of mean paths, in standard deviations of the observable at equilibrium.
  public var meanPath: Double
  /// Of normalised autocorrelation functions.
  public var autocorrelation: Double
  /// Of equilibrium distribution functions (the Kolmogorov–Smirnov distance).
  public var equilibrium: Double
  /// Of the populations of wells.
  public var population: Double
  /// Of mean first-passage times, relative.
  public var passageTime: Double

  /// Tolerances, by default those of a scenario that gives none.
  public init(
    meanPath: Double = 0.2, autocorrelation: Double = 0.05, equilibrium: Double = 0.05,
    population: Double = 0.05, passageTime: Double = 0.25
  ) {
    self.meanPath = meanPath
    self.autocorrelation = autocorrelation
    self.equilibrium = equilibrium
    self.population = population
    self.passageTime = passageTime
  }
}
