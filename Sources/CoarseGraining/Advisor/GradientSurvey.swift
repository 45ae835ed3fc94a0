import Dynamics
import LinearAlgebra
import Potentials
import Statistics

/// What a few thousand gradients near the start of the walkers tell of a function, before any dynamics:
/// the curvature of its macroscopic part, that of its finest waves, and how large its gradient is.
struct GradientSurvey: Sendable, Equatable {
  /// The eigenvalues of the mean Hessian around places where walkers start, those that show any.
  let curvatures: [CurvatureRange]
  /// λ_max(∇²f), which the finest waves decide; 0 when no curvature is positive.
  let largestCurvature: Double
  /// E|∇f|² over the initial law: the scale on which noise is none.
  let meanSquareGradient: Double

  /// λ_max of the mean Hessian; nil when the gradient shows none.
  var macroscopicCurvature: Double? { curvatures.map(\.largest).max() }

  /// Points of the survey, fewer where each has a large Hessian.
  static func probes(dimension: Int) -> Int { max(8192 * 8 / max(dimension, 8), 512) }
  /// Centres of regressions for the mean Hessian.
  static func centres(dimension: Int) -> Int { max(1, min(16, 64 / dimension)) }

  /// - Complexity: up to 8192 Hessians and 16 · 2048 · (d + 1) gradients.
  init(_ potential: any Potential, initial: InitialLaw, seed: UInt64) {
    let d = potential.dimension
    let draws = Philox(seed: seed, stream: 0x5CA9)
    let points = (0..<Self.probes(dimension: d)).map {
      initial.draw(walker: $0, dimension: d, generator: draws).q
    }
    let spread = (0..<d).map { i -> Double in
      let values = points.map { $0[i] }
      let (mean, variance) = meanAndVariance(of: values)
      return max(variance.squareRoot(), 1e-3 * max(abs(mean), 1))
    }
    curvatures = macroscopicCurvatures(
      of: potential, mobility: .identity(d),
      centres: Array(points.prefix(Self.centres(dimension: d))),
      radius: spread, generator: draws)
    // A law that starts at a few points only would miss the phases of the micro terms.
    let jittered = points.enumerated().map { n, q in
      q.enumerated().map { i, x in
        x + 0.1 * spread[i] * (2 * draws.uniform(UInt64(n), UInt64(64 + i)) - 1)
      }
    }
    let curvature = CoarseGraining.largestCurvature(of: potential, at: jittered)
    largestCurvature = curvature > 0 ? curvature : 0
    let squares = potential.gradients(at: jittered).map { $0.reduce(0) { $0 + $1 * $1 } }
      .filter(\.isFinite)
    meanSquareGradient = squares.reduce(0, +) / Double(max(squares.count, 1))
  }
}
