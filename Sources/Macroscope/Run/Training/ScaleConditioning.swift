import Foundation
import LinearAlgebra
import Surrogates

/// How one network g_θ tells the scales of a run at several steps apart: by the known maps
///
///     x = A_s (q − c),   A_s = [1; ω_s 1]
///
/// with 2d inputs for d coordinates (docs/decomposition.md). ω_s is linear in log h_s, from −1 for the smallest
/// step to 1 for the largest. All scales meet where q = c, so c lies ``distance`` standard deviations below the
/// data in each coordinate; anywhere else each scale has points of its own, and V_s may be any functions.
package struct ScaleConditioning: Sendable {
  /// Of the samples, over all scales, and the unit of energy.
  package let standardisation: Standardisation
  package let steps: [Double]
  /// T of each scale.
  package let temperatures: [Double]
  /// ω_s of each scale.
  package let parameters: [Double]

  /// From the mean of the data to c, in standard deviations.
  package static let distance = 4.0

  /// At least two different steps.
  package init(standardisation: Standardisation, steps: [Double], temperatures: [Double]) {
    precondition(
      Set(steps).count > 1 && steps.allSatisfy { $0 > 0 } && temperatures.count == steps.count,
      "at least two different steps")
    self.standardisation = standardisation
    self.steps = steps
    self.temperatures = temperatures
    let logarithms = steps.map { Foundation.log($0) }
    let least = logarithms.min() ?? 0
    let width = (logarithms.max() ?? 1) - least
    parameters = logarithms.map { 2 * ($0 - least) / width - 1 }
  }

  package var dimension: Int { standardisation.mean.count }
  /// Inputs of the network.
  package var inputs: Int { 2 * dimension }

  /// The maps of standardised coordinates z: (z, ω (z/κ + 1)), κ the distance.
  package var maps: ScaleMaps {
    let d = dimension
    return ScaleMaps(
      parameters.map { stacked(1, $0 / Self.distance) },
      offsets: parameters.map {
        [Double](repeating: 0, count: d) + [Double](repeating: $0, count: d)
      })
  }

  /// The same of the coordinates themselves: (q, ω (q − c)), which ``inputStandardisation`` acts on.
  package var modelMaps: [ScaleMap] {
    let centre = zip(standardisation.mean, standardisation.deviation).map {
      $0 - Self.distance * $1
    }
    return zip(steps, parameters).map { step, omega in
      ScaleMap(
        step: step, matrix: stacked(1, omega),
        offset: centre.map { _ in 0 } + centre.map { -omega * $0 })
    }
  }

  /// Of the inputs of the network.
  package var inputStandardisation: Standardisation {
    let (mean, deviation) = (standardisation.mean, standardisation.deviation)
    return Standardisation(
      mean: mean + mean.map { _ in 0 }, deviation: deviation + deviation.map { Self.distance * $0 },
      scale: standardisation.scale)
  }

  /// One multiple of the identity above another.
  private func stacked(_ upper: Double, _ lower: Double) -> Matrix {
    let d = dimension
    var matrix = Matrix(rows: 2 * d, columns: d)
    for i in 0..<d {
      matrix[i, i] = upper
      matrix[d + i, i] = lower
    }
    return matrix
  }
}
