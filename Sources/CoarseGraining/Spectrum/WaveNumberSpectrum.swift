import Foundation
import LinearAlgebra
import Statistics

/// The scales of a function, from the variogram of its gradient: strengths over wave numbers.
///
/// The variogram is taken apart into few waves and a polynomial part, Tr Γ(δ) = Σ_j S_j K(k_jδ) + … with
/// S_j > 0 (`WaveNumberFit`).
/// Waves whose wave numbers are within a factor `link` of their neighbours are one scale, with
/// harmonics or in several directions. Low wave numbers, fewer than some 2.5 radians within the extent of
/// the positions, are the smooth part of f: no stable step can make noise of them, for at the largest one
/// a scale must have |k|h√T ≳ 3.5 to be white noise, h is less than 1.4/√κ in a well of curvature κ, and
/// √(T/κ) is the extent (docs/gradient-variogram.md).
///
/// Errors are from the scatter of the cohorts of the variogram, carried through the linearised fit: they
/// include all correlations, also between distances.
public struct WaveNumberSpectrum: Sendable {
  /// A wave of the fit, or a power of the distance.
  public struct Line: Sendable {
    /// |k|/ε; exact for smooth ones, whose wave numbers are not fitted, and nil for powers.
    public let waveNumber: Estimate?
    /// ½A²|k|²; of a power, what it contributes at the extent.
    public let strength: Estimate
  }

  /// Waves that cannot be told apart by a step: one scale.
  public struct Component: Sendable {
    /// Their mean wave number |k|/ε: the geometric one, weighted by strength. Undefined for a smooth
    /// part of powers alone.
    public let waveNumber: Estimate
    /// Σ ½A²|k|².
    public let strength: Estimate
    /// Σ ½A²kkᵀ, with that trace; nil above `GradientVariogram.largestMatrix` dimensions.
    public let covariance: CovarianceEstimate?
    /// From low wave numbers to high ones.
    public let lines: [Line]
    /// Whether it belongs to the smooth part, V.
    public let isSmooth: Bool

    /// The reduced wavelength ε/|k|.
    public var epsilon: Estimate {
      Estimate(
        value: 1 / waveNumber.value, standardError: waveNumber.relativeError / waveNumber.value)
    }
  }

  /// From low wave numbers to high ones.
  public let components: [Component]
  /// Of the positions: the largest distance.
  public let extent: Double
  /// Misfit, and the number of distances less that of fitted numbers.
  public let chiSquared: Double
  public let degreesOfFreedom: Int
  /// The fitted Tr Γ at the distances of the variogram.
  public let fitted: [Double]

  /// Wave numbers within this factor are one scale.
  static let link = 2.5
  /// |k| · extent below which a wave is smooth.
  static let smoothReach = 2.5
  /// Second differences weaker than this fraction of E|∇f|² are rounding.
  private static let rounding = 1e-24

  /// The components that are not smooth, from coarse to fine.
  public var micro: [Component] { components.filter { !$0.isSmooth } }

  /// Takes a variogram apart.
  ///
  /// - Throws: `LinearAlgebraError` when the variogram is not finite.
  /// - Complexity: some 100 ms for 100 distances.
  public init(_ variogram: GradientVariogram) throws {
    let floor = Self.rounding * variogram.meanSquareGradient
    let points = variogram.points.filter {
      $0.strength.value > floor && $0.strength.standardError > 0
    }
    let kernel = IncrementKernel(dimension: variogram.dimension, spread: variogram.spread)
    let fit = try WaveNumberFit(
      distances: points.map(\.distance), strengths: points.map(\.strength.value),
      errors: points.map(\.strength.standardError), kernel: kernel,
      cohorts: points.first?.cohorts.count ?? 0, extent: variogram.extent,
      smoothLimit: Self.smoothReach / variogram.extent)
    let influences = LineInfluences(fit, points, variogram: variogram)
    components = Self.clusters(fit).map {
      influences.component($0.members, isSmooth: $0.isSmooth)
    }
    extent = variogram.extent
    chiSquared = fit.chiSquared
    degreesOfFreedom = points.count - fit.lines.count - fit.lines.count(where: fit.isFree)
    fitted = variogram.points.map {
      fit.curves.sum(fit.lines, log($0.distance))
    }
  }

  /// Powers and low waves, and what is linked to them, are one smooth component.
  private static func clusters(_ fit: WaveNumberFit) -> [(members: [Int], isSmooth: Bool)] {
    let lines = fit.lines
    var result: [(members: [Int], isSmooth: Bool)] = []
    for n in lines.indices {
      let isSmooth = !fit.isFree(lines[n])
      if let last = result.last,
        isSmooth || lines[n].position - lines[n - 1].position < log(link)
      {
        result[result.count - 1].members.append(n)
        result[result.count - 1].isSmooth = last.isSmooth || isSmooth
      } else {
        result.append(([n], isSmooth))
      }
    }
    return result
  }
}
