import Dynamics
import Foundation
import Potentials
import Statistics

/// A scan under way: the points so far, from the largest step to the smallest.
struct Scan {
  let potential: any Potential
  let settings: ScaleSpectrum.Settings
  let range: ScanRange
  /// Where a journal has the scan.
  let unit: WorkUnit?
  private(set) var points: [SpectrumPoint] = []
  private(set) var unstable: [Double] = []
  private(set) var gradientEvaluations = 0
  private var runs: UInt64 = 0

  init(
    potential: any Potential, settings: ScaleSpectrum.Settings, range: ScanRange,
    unit: WorkUnit? = nil
  ) {
    self.potential = potential
    self.settings = settings
    self.range = range
    self.unit = unit
  }

  /// Whether the walkers of the smallest steps so far are trapped, or at rest in sinks that have taken all
  /// of them, where larger steps made noise.
  var isLost: Bool {
    let last = points.suffix(ScaleSpectrum.lostSteps)
    let hasNoise = points.contains { isAudible($0) }
    return hasNoise && last.count == ScaleSpectrum.lostSteps && !last.contains { isSound($0) }
  }

  /// Measures some steps side by side; one at which walkers run away is noted as unstable.
  mutating func measure(_ steps: [Double], _ cancellation: Cancellation?) throws {
    let measurement = SpectrumMeasurement(
      potential: potential, settings: settings, burnInTime: range.burnInTime, time: range.time)
    let first = runs
    let inner = max(1, settings.threads / max(steps.count, 1))
    let (scan, dimension) = (unit, potential.dimension)
    // The longest runs, those of small steps, start first.
    let results = try parallelMap(steps.count, threads: settings.threads) {
      index -> SpectrumPoint? in
      let n = steps.count - 1 - index
      let unit = scan?.part("\(first + UInt64(n))")
      if let entry = unit?.entry {
        return try SpectrumPoint(entry, step: steps[n], dimension: dimension)
      }
      do {
        let point = try measurement.point(
          step: steps[n], run: 1 << 41 | (first + UInt64(n)), threads: inner, unit: unit,
          cancellation: cancellation)
        unit?.finish(point.state)
        return point
      } catch DynamicsError.diverged {
        unit?.finish(SpectrumPoint.unstable)
        return nil
      }
    }
    runs += UInt64(steps.count)
    for (index, point) in results.enumerated() {
      guard let point else {
        unstable.append(steps[steps.count - 1 - index])
        continue
      }
      points.append(point)
      gradientEvaluations +=
        settings.walkers
        * (point.steps + measurement.burnInSteps(step: point.step))
    }
    points.sort { $0.step > $1.step }
  }

  /// Steps between neighbours that are more than 6 % apart and differ: in strength, or because one may
  /// belong to a plateau and the other may not.
  func refinement() -> [Double] {
    let finder = PlateauFinder(settings.integrator)
    let isEligible = points.indices.map {
      finder.isEligible(points, $0, settings.friction, range.meanSquareGradient)
    }
    return zip(points.indices, points.indices.dropFirst()).compactMap { n, m in
      let (a, b) = (points[n], points[m])
      guard a.step > 1.06 * b.step, isSound(a), isSound(b) else { return nil }
      let difference = a.strength - b.strength
      let scale = max(a.strength.value, b.strength.value)
      let climbs =
        abs(difference.value) > 0.03 * scale
        && abs(difference.value) > 4 * difference.standardError
      return climbs || isEligible[n] != isEligible[m] ? (a.step * b.step).squareRoot() : nil
    }
  }

  private func isSound(_ point: SpectrumPoint) -> Bool {
    point.sinks.trappedFraction.value < ScaleSpectrum.lostFraction && isAudible(point)
  }

  private func isAudible(_ point: SpectrumPoint) -> Bool {
    PlateauFinder().isNoisy(point, range.meanSquareGradient)
  }
}
