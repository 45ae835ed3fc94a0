import LinearAlgebra

/// Free energies F = −T log ρ of the marginal laws of single coordinates and of pairs, for potentials of
/// more than two coordinates.
///
/// Each is a density regression of its own histogram; each has a constant of its own.
public struct MarginalFreeEnergies: Sendable {
  /// The free energy of one or two coordinates.
  public struct Marginal: Sendable {
    /// The coordinates (0-based), in the order of the axes.
    public let coordinates: [Int]
    /// F with its errors.
    public let freeEnergy: EffectivePotential
  }

  /// One for each coordinate that had a histogram.
  public let singles: [Marginal]
  /// One for each pair that had a histogram.
  public let pairs: [Marginal]

  /// Empty histograms of every coordinate and of chosen pairs.
  ///
  /// `domain` holds one interval per coordinate; `pairs` hold different coordinates (0-based).
  public static func histograms(
    domain: [ClosedRange<Double>], pairs: [(Int, Int)], bins: Int = 400, pairBins: Int = 128,
    cohorts: Int
  ) -> [Histogram] {
    func axis(_ i: Int, _ count: Int) -> UniformAxis {
      UniformAxis(lower: domain[i].lowerBound, upper: domain[i].upperBound, count: count)
    }
    let singles = domain.indices.map {
      Histogram(axes: [axis($0, bins)], components: [$0], cohorts: cohorts)
    }
    return singles
      + pairs.map {
        Histogram(
          axes: [axis($0.0, pairBins), axis($0.1, pairBins)], components: [$0.0, $0.1],
          cohorts: cohorts)
      }
  }

  /// Fits all histograms, each of one or two coordinates.
  public init(
    _ histograms: [Histogram], temperature: TemperatureReplicates,
    regression: DensityRegression = DensityRegression()
  ) throws(RegressionError) {
    try self.init(histograms) { histogram throws(RegressionError) in
      try regression.fit(histogram, temperature: temperature)
    }
  }

  /// Fits all histograms of a run whose temperature matrix is not quite T·I; the covariance is that of all coordinates
  /// (`TemperatureMatrix.marginal(of:covariance:)`).
  public init(
    _ histograms: [Histogram], temperature: TemperatureMatrix, covariance: Matrix,
    regression: DensityRegression = DensityRegression()
  ) throws(RegressionError) {
    try self.init(histograms) { histogram throws(RegressionError) in
      let marginal: TemperatureMatrix
      do throws(LinearAlgebraError) {
        marginal = try temperature.marginal(of: histogram.components, covariance: covariance)
      } catch {
        throw .linearAlgebra(error)
      }
      return try regression.fit(histogram, temperature: marginal)
    }
  }

  private init(
    _ histograms: [Histogram],
    fit: (Histogram) throws(RegressionError) -> EffectivePotential
  ) throws(RegressionError) {
    var fitted: [Marginal] = []
    for histogram in histograms {
      fitted.append(
        Marginal(coordinates: histogram.components, freeEnergy: try fit(histogram)))
    }
    singles = fitted.filter { $0.coordinates.count == 1 }
    pairs = fitted.filter { $0.coordinates.count == 2 }
  }
}
