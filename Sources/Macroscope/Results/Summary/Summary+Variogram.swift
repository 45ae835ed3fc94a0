import CoarseGraining
import Statistics

extension Summary.ScaleSpectrum {
  /// The variogram of the gradient, and what it is made of (docs/gradient-variogram.md).
  public struct Variogram: Codable, Equatable, Sendable {
    /// One distance, the largest first.
    public struct Point: Codable, Equatable, Sendable {
      public var distance: Double
      /// Tr Γ.
      public var strength: Estimate
      /// Γ, in rows; absent above sixteen dimensions.
      public var covariance: [[Estimate]]?
      /// Tr Γ of the fitted waves.
      public var fitted: Double
    }

    /// Waves that are one scale, or part of V.
    public struct Component: Codable, Equatable, Sendable {
      /// ½A²|k|², or what V contributes.
      public var strength: Estimate
      /// |k|/ε, the mean of its waves; absent where V is a polynomial.
      public var waveNumber: Estimate?
      /// Wave numbers of its waves.
      public var lines: [Double]
      /// Whether it is part of V.
      public var macroscopic: Bool

      private enum CodingKeys: String, CodingKey {
        case strength
        case waveNumber = "wave_number"
        case lines, macroscopic
      }
    }

    /// Standard deviation of the positions, averaged over the coordinates.
    public var extent: Double
    public var points: [Point]
    /// From low wave numbers to high ones.
    public var components: [Component]
    public var chiSquared: Double
    public var degreesOfFreedom: Int
    public var gradientEvaluations: Int

    private enum CodingKeys: String, CodingKey {
      case extent, points, components
      case chiSquared = "chi_squared"
      case degreesOfFreedom = "degrees_of_freedom"
      case gradientEvaluations = "gradient_evaluations"
    }

    init(
      _ variogram: GradientVariogram, _ spectrum: WaveNumberSpectrum, _ analysis: PlateauAnalysis
    ) {
      extent = variogram.extent
      points = zip(variogram.points, spectrum.fitted).map { point, fitted in
        let covariance = variogram.covariance(of: point)
        return Point(
          distance: point.distance, strength: point.strength,
          covariance: covariance.map(Summary.ScaleSpectrum.rows), fitted: fitted)
      }
      let micro = Set(analysis.scales.compactMap { $0.waves?.waveNumber.value })
      components = spectrum.components.map { component in
        let k = component.waveNumber
        return Component(
          strength: component.strength, waveNumber: k.value.isFinite ? k : nil,
          lines: component.lines.compactMap { $0.waveNumber?.value },
          macroscopic: !micro.contains(k.value))
      }
      chiSquared = spectrum.chiSquared
      degreesOfFreedom = spectrum.degreesOfFreedom
      gradientEvaluations = variogram.gradientEvaluations
    }
  }

  /// What the staircase alone shows of a scale.
  public struct Jump: Codable, Equatable, Sendable {
    public var strength: Estimate
    public var step: Estimate
    public var epsilon: Estimate
  }
}
