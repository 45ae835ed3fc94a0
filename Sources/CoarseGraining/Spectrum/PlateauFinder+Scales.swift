import Foundation
import LinearAlgebra
import Statistics

extension PlateauFinder {
  /// What a jump shows of a scale.
  func jump(between upper: Plateau, and lower: Plateau, _ points: [SpectrumPoint]) -> Scale.Jump {
    let strength = upper.strength - lower.strength
    // From the inner edge of one plateau to that of the other.
    let first = upper.points.last ?? 0
    let last = lower.points.first ?? first
    let range = Array(points[first...last])
    let step =
      peak(range) ?? crossing(range, level: (upper.strength.value + lower.strength.value) / 2)
    let phase = integrator.phaseAtJump
    let direction = direction(of: upper, above: lower, points)
    let epsilon = stride(at: step.value, points, along: direction) / phase.value
    // h√T goes as h^(3/2), η√G as η.
    let power = integrator == .dampedVerlet ? 1.5 : 1
    let relative =
      (power * power * step.relativeError * step.relativeError
      + phase.relativeError * phase.relativeError
      + anisotropy(at: step.value, points)).squareRoot()
    return Scale.Jump(
      strength: strength, step: step,
      epsilon: Estimate(value: epsilon, standardError: relative * epsilon))
  }

  /// What is noise even on the lowest plateau.
  func remainder(_ plateau: Plateau, _ points: [SpectrumPoint]) -> Scale {
    Scale(
      remainder: plateau.strength,
      below: stride(at: plateau.stepMin, points, along: nil) / integrator.phaseAtJump.value)
  }

  /// The step at the peak of the kurtosis: the vertex of a parabola in log h, fitted to the points
  /// above half of the highest excess. Nil when there is no peak.
  private func peak(_ points: [SpectrumPoint]) -> Estimate? {
    guard let top = points.max(by: { $0.worstKurtosis.value < $1.worstKurtosis.value }) else {
      return nil
    }
    let height = top.worstKurtosis.value - 3
    guard height > rule.excessKurtosis + 2 * top.worstKurtosis.standardError else { return nil }
    let near = points.filter {
      $0.worstKurtosis.value - 3 > height / 2 && abs(log($0.step / top.step)) < 0.4
    }
    // Half the distance to the neighbours is the least that is known.
    let spacing = spacing(top.step, points)
    guard near.count >= 4 else {
      return Estimate(value: top.step, standardError: spacing * top.step)
    }
    var moments = [Double](repeating: 0, count: 5)
    var sums = [Double](repeating: 0, count: 3)
    for point in near {
      let x = log(point.step / top.step)
      let weight =
        1 / max(point.worstKurtosis.standardError * point.worstKurtosis.standardError, 1e-12)
      for k in 0..<5 { moments[k] += weight * pow(x, Double(k)) }
      for k in 0..<3 { sums[k] += weight * pow(x, Double(k)) * (point.worstKurtosis.value - 3) }
    }
    let (s0, s1, s2, s3, s4) = (moments[0], moments[1], moments[2], moments[3], moments[4])
    let determinant = s0 * (s2 * s4 - s3 * s3) - s1 * (s1 * s4 - s2 * s3) + s2 * (s1 * s3 - s2 * s2)
    let linear =
      (s0 * (sums[1] * s4 - s3 * sums[2]) - sums[0] * (s1 * s4 - s3 * s2)
        + s2 * (s1 * sums[2] - sums[1] * s2)) / determinant
    let square =
      (s0 * (s2 * sums[2] - sums[1] * s3) - s1 * (s1 * sums[2] - sums[1] * s2)
        + sums[0] * (s1 * s3 - s2 * s2)) / determinant
    let vertex = -linear / (2 * square)
    let (lower, upper) = (
      near.map { log($0.step / top.step) }.min() ?? 0,
      near.map { log($0.step / top.step) }.max() ?? 0
    )
    guard square < 0, vertex >= lower, vertex <= upper else {
      return Estimate(value: top.step, standardError: spacing * top.step)
    }
    let step = top.step * exp(vertex)
    return Estimate(value: step, standardError: spacing / 2 * step)
  }

  /// Where the staircase crosses a level.
  private func crossing(_ points: [SpectrumPoint], level: Double) -> Estimate {
    for (a, b) in zip(points, points.dropFirst())
    where a.strength.value >= level && b.strength.value < level {
      let share = (a.strength.value - level) / (a.strength.value - b.strength.value)
      let step = a.step * exp(share * log(b.step / a.step))
      return Estimate(value: step, standardError: step * log(a.step / b.step) / 2)
    }
    let (first, last) = (points[0].step, points[points.count - 1].step)
    let middle = (first * last).squareRoot()
    return Estimate(value: middle, standardError: middle * log(first / last) / 12.0.squareRoot())
  }

  /// Half the distance in log h to the farther neighbour.
  private func spacing(_ step: Double, _ points: [SpectrumPoint]) -> Double {
    guard let n = points.firstIndex(where: { $0.step == step }) else { return 0.1 }
    let neighbours = [n - 1, n + 1].filter(points.indices.contains)
    return neighbours.map { abs(log(points[$0].step / step)) }.max().map { $0 / 2 } ?? 0.1
  }

  /// The length of which ε/|k| is a fixed part at a jump: h√T, or η√(nᵀGn), which is how far the noise
  /// moves a walker in a step along n. Without a direction it is the farthest.
  private func stride(
    at step: Double, _ points: [SpectrumPoint], along direction: [Double]?
  ) -> Double {
    let square = interpolate(at: step, points) { point in
      guard integrator == .gradientDescent else { return point.temperature.value }
      guard let direction else {
        return point.eigenvalues.last?.value ?? point.strength.value
      }
      let image = point.covariance.value * direction
      return zip(direction, image).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return step * square.squareRoot()
  }

  /// The square of the relative error of h√T for a T that is known as a mean over directions only: a
  /// descent's stride is that along the direction of the jump.
  private func anisotropy(at step: Double, _ points: [SpectrumPoint]) -> Double {
    guard integrator == .dampedVerlet else { return 0 }
    let spread = interpolate(at: step, points) { point in
      guard let least = point.eigenvalues.first?.value, let largest = point.eigenvalues.last?.value,
        least > 0
      else { return 0 }
      return log(largest / least) / 4
    }
    return spread * spread
  }

  /// The direction in which one plateau has most noise more than another.
  private func direction(
    of upper: Plateau, above lower: Plateau, _ points: [SpectrumPoint]
  ) -> [Double]? {
    func mean(_ plateau: Plateau) -> Matrix {
      let sum = plateau.points.dropFirst().reduce(points[plateau.points[0]].covariance.value) {
        $0 + points[$1].covariance.value
      }
      return (1 / Double(plateau.points.count)) * sum
    }
    let difference = mean(upper) - mean(lower)
    guard let eigen = try? SymmetricEigen(difference.symmetrized) else { return nil }
    return (0..<difference.rows).map { eigen.vectors[$0, difference.rows - 1] }
  }

  /// A quantity at a step, linear in log h between the points.
  private func interpolate(
    at step: Double, _ points: [SpectrumPoint], _ quantity: (SpectrumPoint) -> Double
  ) -> Double {
    for (a, b) in zip(points, points.dropFirst()) where a.step >= step && b.step <= step {
      let share = log(a.step / step) / log(a.step / b.step)
      let (upper, lower) = (quantity(a), quantity(b))
      return upper + share * (lower - upper)
    }
    let nearest = points.min { abs($0.step - step) < abs($1.step - step) }
    return nearest.map(quantity) ?? .nan
  }
}

extension ScaleSpectrum.Integrator {
  /// |k|h√T/ε at the kurtosis peak of a jump, and its scatter over amplitudes and frictions; |k|η√G/ε
  /// where a descent's G crosses the middle of a jump, and its scatter (docs/scale-spectrum.md,
  /// docs/gradient-descent.md).
  public var phaseAtJump: Estimate {
    switch self {
    case .dampedVerlet: Estimate(value: 2.33, standardError: 0.12)
    case .gradientDescent: Estimate(value: 1.93, standardError: 0.15)
    }
  }
}
