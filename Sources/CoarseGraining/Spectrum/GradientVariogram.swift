import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics

/// The variogram of a gradient: how much ∇f changes over a distance δ.
///
/// Γ(δ) = ⅙ E[D Dᵀ],  D = ∇f(q + δe) − 2∇f(q) + ∇f(q − δe),
///
/// over positions q that walkers visit and directions e uniform on the unit sphere. A term
/// A ε cos(k·q/ε + φ) contributes ½A²kkᵀ K(|k|δ/ε) with a kernel K that rises from 0 to 1 where δ passes
/// its wavelength (`IncrementKernel`), so Tr Γ is a staircase as the scale spectrum is, but a static one:
/// nothing moves, hence there are no sinks, and scales show down to the finest. Second differences, those
/// of a variogram of intrinsic order 1 (Matheron, *Adv. Appl. Probab.* 5, 439 (1973)), keep the smooth
/// part of f out: of a quadratic V they see nothing, otherwise δ⁴.
///
/// Each distance gets draws of its own, so errors of different distances are independent but for the
/// positions. Distances fall from the extent of the positions, until the gradient hardly changes. A
/// function of potential, positions, settings and seed, not of the threads.
public struct GradientVariogram: Sendable {
  /// What a variogram is made with.
  public struct Settings: Sendable {
    /// Draws at each distance.
    public var draws = 16384
    /// Groups of draws, from positions of their own, for errors.
    public var cohorts = 32
    /// Spacing of the distances in log δ.
    public var spacing = 0.15
    /// Distances are smeared by a factor exp(±spread).
    public var spread = 0.3
    /// The ladder of distances ends where ½E|∇f(q + δe) − ∇f(q)|² is below this fraction of E|∇f|²:
    /// weaker scales would not be seen beneath it.
    public var silence = 1e-5
    public var seed: UInt64 = 1
    public var threads = 1

    public init() {}
  }

  /// One distance.
  public struct Point: Sendable {
    /// δ.
    public let distance: Double
    /// Tr Γ(δ), with the error of independent draws.
    public let strength: Estimate
    /// Γ(δ) of each cohort, its lower triangle row after row; Tr Γ only above
    /// `GradientVariogram.largestMatrix` dimensions.
    public let cohorts: [[Double]]
  }

  /// The largest number of coordinates for which Γ is kept as a matrix.
  public static let largestMatrix = 16
  /// Distances that are measured side by side; fixed, so that the end does not depend on threads.
  static let batch = 8
  /// The most distances.
  static let mostPoints = 320

  public let dimension: Int
  /// The root mean square over the coordinates of the positions' standard deviations: the largest
  /// distance.
  public let extent: Double
  /// From the largest distance to the smallest.
  public let points: [Point]
  /// E|∇f|².
  public let meanSquareGradient: Double
  public let spread: Double
  /// Evaluations of ∇f.
  public let gradientEvaluations: Int

  /// Whether the cohorts hold matrices.
  public var hasMatrices: Bool { dimension <= Self.largestMatrix }

  /// Γ(δ), with errors from the cohorts; nil above `largestMatrix` dimensions.
  public func covariance(of point: Point) -> CovarianceEstimate? {
    guard hasMatrices else { return nil }
    let d = dimension
    let matrices = point.cohorts.map { entries in
      var matrix = Matrix(rows: d, columns: d)
      for i in 0..<d {
        for j in 0...i {
          matrix[i, j] = entries[i * (i + 1) / 2 + j]
          matrix[j, i] = matrix[i, j]
        }
      }
      return matrix
    }
    return try? CovarianceEstimate(ofIndependentMatrices: matrices)
  }

  /// Measures the variogram of f = `potential` at positions where walkers are found.
  ///
  /// Position n belongs to cohort n mod `cohorts`, so those of one walker should stay within one cohort. Two
  /// are needed for each cohort, at least.
  ///
  /// - Throws: `StatisticsError.tooFew` for too few positions, `.notFinite` when they or most gradients
  ///   are not; `DynamicsError.cancelled`.
  /// - Complexity: 3 · draws gradients for each distance, some 15 to 20 per decade.
  public init(
    of potential: any Potential, at positions: [[Double]], _ settings: Settings = Settings(),
    cancellation: Cancellation? = nil
  ) throws {
    guard positions.count >= 2 * settings.cohorts else {
      throw StatisticsError.tooFew(needed: 2 * settings.cohorts, got: positions.count)
    }
    let d = potential.dimension
    let deviations = (0..<d).map { i in meanAndVariance(of: positions.map { $0[i] }).variance }
    let extent = (deviations.reduce(0, +) / Double(d)).squareRoot()
    guard extent > 0, extent.isFinite else { throw StatisticsError.notFinite }
    let source = IncrementSource(potential: potential, positions: positions, settings: settings)
    // Below this, positions are too coarse a grid for distances.
    let largest = positions.lazy.flatMap { $0.map(abs) }.max() ?? extent
    let least = 1e-11 * max(largest, extent)

    var measured: [IncrementSource.Measurement?] = []
    var level = Double.nan
    while measured.count < Self.mostPoints {
      if cancellation?.isCancelled == true { throw DynamicsError.cancelled }
      let first = measured.count
      let next = parallelMap(Self.batch, threads: settings.threads) { n in
        source.measure(
          distance: extent * exp(-settings.spacing * Double(first + n)), index: first + n)
      }
      if level.isNaN { level = next.lazy.compactMap { $0?.meanSquareGradient }.first ?? .nan }
      let isSilent = { (m: IncrementSource.Measurement?) in
        guard let m else { return false }
        return m.firstDifference <= settings.silence * level || m.point.distance < least
      }
      measured += next.prefix { !isSilent($0) }
      if next.contains(where: isSilent) { break }
    }
    guard level.isFinite else { throw StatisticsError.notFinite }
    dimension = d
    self.extent = extent
    points = measured.compactMap { $0?.point }
    meanSquareGradient = level
    spread = settings.spread
    gradientEvaluations = measured.count * 3 * settings.draws
  }
}

/// Draws second differences of a gradient.
private struct IncrementSource: Sendable {
  struct Measurement: Sendable {
    let point: GradientVariogram.Point
    /// ½E|∇f(q + δe) − ∇f(q)|².
    let firstDifference: Double
    let meanSquareGradient: Double
  }

  let potential: any Potential
  let positions: [[Double]]
  let settings: GradientVariogram.Settings

  /// Draws that may lead out of the domain of f, as a fraction.
  private static let outside = 0.01

  /// Nil where too many draws are not finite.
  func measure(distance: Double, index: Int) -> Measurement? {
    let d = potential.dimension
    let entries = d <= GradientVariogram.largestMatrix ? d * (d + 1) / 2 : 1
    let perCohort = max(settings.draws / settings.cohorts, 2)
    let generator = Philox(seed: settings.seed, stream: 0x7A10_0000 + UInt64(index))
    var cohorts: [[Double]] = []
    var (count, sum, squares) = (0, 0.0, 0.0)
    var (first, level) = (0.0, 0.0)
    var second = [Double](repeating: 0, count: d)
    for cohort in 0..<settings.cohorts {
      let gradients = potential.gradients(
        at: points(cohort, perCohort, distance: distance, generator))
      var total = [Double](repeating: 0, count: entries)
      var kept = 0
      for n in 0..<perCohort {
        let (before, centre, after) = (
          gradients[3 * n], gradients[3 * n + 1], gradients[3 * n + 2]
        )
        for i in 0..<d { second[i] = (after[i] - centre[i]) - (centre[i] - before[i]) }
        let trace = second.reduce(0) { $0 + $1 * $1 } / 6
        guard trace.isFinite else { continue }
        kept += 1
        sum += trace
        squares += trace * trace
        for i in 0..<d {
          first += (after[i] - centre[i]) * (after[i] - centre[i]) / 2
          level += centre[i] * centre[i]
        }
        guard entries > 1 else {
          total[0] += trace
          continue
        }
        var entry = 0
        for i in 0..<d {
          for j in 0...i {
            total[entry] += second[i] * second[j] / 6
            entry += 1
          }
        }
      }
      guard Double(kept) > (1 - Self.outside) * Double(perCohort) else { return nil }
      count += kept
      cohorts.append(total.map { $0 / Double(kept) })
    }
    let mean = sum / Double(count)
    let variance = max(squares / Double(count) - mean * mean, 0) / Double(count - 1)
    return Measurement(
      point: GradientVariogram.Point(
        distance: distance,
        strength: Estimate(value: mean, standardError: variance.squareRoot()), cohorts: cohorts),
      firstDifference: first / Double(count), meanSquareGradient: level / Double(count))
  }

  /// q − δe, q and q + δe for each draw of a cohort.
  private func points(
    _ cohort: Int, _ count: Int, distance: Double, _ generator: Philox
  ) -> [[Double]] {
    let d = potential.dimension
    let members = (positions.count - cohort + settings.cohorts - 1) / settings.cohorts
    var result: [[Double]] = []
    result.reserveCapacity(3 * count)
    var direction = [1.0]
    for n in 0..<count {
      let counter = UInt64(cohort * count + n)
      let member = generator.integer(below: members, counter, 0)
      let q = positions[cohort + member * settings.cohorts]
      let (u, v) = generator.uniforms(counter, 1)
      let delta = distance * exp(settings.spread * (u + v - 1))
      if d > 1 {
        direction = (0..<d).map { generator.normals(counter, UInt64(2 + $0)).0 }
        let norm = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
        for i in 0..<d { direction[i] /= norm }
      }
      result.append((0..<d).map { q[$0] - delta * direction[$0] })
      result.append(q)
      result.append((0..<d).map { q[$0] + delta * direction[$0] })
    }
    return result
  }
}
