import Foundation
import LinearAlgebra
import Statistics

/// The fit of a variogram by few waves and a smooth part: Γ(δ) = Σ_j S_j K(k_jδ) + Σ_n B_n (δ/L)^n with
/// S_j > 0, B_n ≥ 0 and n = 4, 6, 8, of which second differences of a polynomial are made.
///
/// 1. Non-negative least squares over a fine grid of log k and the powers gives a sparse solution;
///    neighbours make a line.
/// 2. Strengths and wave numbers of the lines are refined together (Levenberg–Marquardt in log S and
///    log k). Wave numbers below `smoothLimit` are hardly told from a polynomial and stay.
/// 3. Lines that are not needed are dropped one by one, the least needed first, as long as χ² grows by less
///    than `evidence` for each.
struct WaveNumberFit {
  private let distances: [Double]
  private let strengths: [Double]
  private let errors: [Double]
  let curves: Curves
  private let smoothLimit: Double
  /// Least growth of χ² without a line that is kept.
  private let evidence: Double

  /// From low wave numbers to high ones.
  private(set) var lines: [Line]
  private(set) var chiSquared: Double

  /// Spacing of the grid in log k.
  private static let gridSpacing = 0.05
  /// Grid points this close in log k make one line.
  private static let lineWidth = 0.25
  /// Model error of the grid, relative to Γ: a wave number between two points is not on it.
  private static let gridError = 0.01
  /// The chance of five standard errors of a normal law: there are many wave numbers to be wrong about.
  private static let chance = 2.9e-7
  private static let iterations = 40
  private static let powers = [4.0, 6.0, 8.0]

  /// Fits; the lowest wave number tried is 0.3 over the extent of the positions. The errors come from the scatter of
  /// `cohorts`, so that they are only estimates, and evidence is measured by Student's law.
  ///
  /// - Throws: `LinearAlgebraError` when the data are not finite.
  init(
    distances: [Double], strengths: [Double], errors: [Double], kernel: IncrementKernel,
    cohorts: Int, extent: Double, smoothLimit: Double
  ) throws {
    self.distances = distances.map { log($0) }
    self.strengths = strengths
    self.errors = errors
    curves = Curves(kernel: kernel, extent: log(extent))
    self.smoothLimit = log(smoothLimit)
    let deviation = studentQuantile(1 - Self.chance, Double(max(cohorts - 1, 1)))
    evidence = deviation * deviation
    lines = []
    chiSquared = zip(strengths, errors).reduce(0) { $0 + ($1.0 / $1.1) * ($1.0 / $1.1) }
    guard let least = distances.min(), !strengths.isEmpty else { return }
    lines = try start(from: log(0.3 / extent), to: log(6 / least))
    guard !lines.isEmpty else { return }
    (lines, chiSquared) = refined(lines)
    while let (fewer, value) = withoutLeastNeeded() { (lines, chiSquared) = (fewer, value) }
  }

  private func start(from lowest: Double, to highest: Double) throws -> [Line] {
    let count = Int((highest - lowest) / Self.gridSpacing) + 1
    let shapes =
      Self.powers.map(Line.Shape.power)
      + (0..<count).map { Line.Shape.wave(lowest + Double($0) * Self.gridSpacing) }
    var design = Matrix(rows: distances.count, columns: shapes.count)
    for (i, distance) in distances.enumerated() {
      for (j, shape) in shapes.enumerated() { design[i, j] = curves.value(shape, distance) }
    }
    let weights = zip(errors, strengths).map { error, strength in
      (error * error + Self.gridError * Self.gridError * strength * strength).squareRoot()
    }
    let solution = try NonNegativeLeastSquares(
      design: design, observations: strengths, standardErrors: weights, tolerance: 1e-4
    ).solution
    let total = solution.reduce(0, +)
    var lines: [Line] = []
    for (shape, strength) in zip(shapes, solution) where strength > 1e-12 * total {
      let line = Line(shape: shape, level: log(strength))
      guard let last = lines.last, line.position - last.position < Self.lineWidth else {
        lines.append(line)
        continue
      }
      // Neighbours make one line at their mean.
      let sum = last.strength + strength
      lines[lines.count - 1] = Line(
        shape: .wave((last.strength * last.position + strength * line.position) / sum),
        level: log(sum))
    }
    return lines
  }

  /// Whether the wave number of a line is fitted.
  func isFree(_ line: Line) -> Bool { line.position >= smoothLimit }

  /// Residuals over errors.
  private func residuals(_ lines: [Line]) -> [Double] {
    distances.indices.map { i in
      (strengths[i] - curves.sum(lines, distances[i])) / errors[i]
    }
  }

  /// ∂Γ/∂log S of every line, then ∂Γ/∂log k of the free ones; column by column, over errors.
  func jacobian(_ lines: [Line]) -> [[Double]] {
    let levels = lines.map { line in
      distances.indices.map { i in
        line.strength * curves.value(line.shape, distances[i]) / errors[i]
      }
    }
    let positions = lines.filter(isFree).map { line in
      distances.indices.map { i in
        line.strength * curves.slope(line.shape, distances[i]) / errors[i]
      }
    }
    return levels + positions
  }

  private func refined(_ start: [Line]) -> (lines: [Line], chiSquared: Double) {
    var lines = start.sorted { $0.position < $1.position }
    var misfit = residuals(lines)
    var value = misfit.reduce(0) { $0 + $1 * $1 }
    var damping = 1e-3
    for _ in 0..<Self.iterations {
      let columns = jacobian(lines)
      let n = columns.count
      let normal = Self.normalMatrix(columns)
      let slope = columns.map { zip($0, misfit).reduce(0) { $0 + $1.0 * $1.1 } }
      var improved = 0.0
      while damping < 1e8 {
        var damped = normal
        for a in 0..<n { damped[a, a] += damping * normal[a, a] + 1e-300 }
        guard let step = (try? Cholesky(damped))?.solve(slope) else {
          damping *= 10
          continue
        }
        let trial = moved(lines, by: step)
        let trialMisfit = residuals(trial)
        let trialValue = trialMisfit.reduce(0) { $0 + $1 * $1 }
        guard trialValue < value else {
          damping *= 10
          continue
        }
        improved = value - trialValue
        (lines, misfit, value) = (trial, trialMisfit, trialValue)
        damping = max(damping / 5, 1e-9)
        break
      }
      if improved < 1e-3 { break }
    }
    return (lines.sorted { $0.position < $1.position }, value)
  }

  /// The lines after a step of bounded length.
  private func moved(_ lines: [Line], by step: [Double]) -> [Line] {
    var next = lines.count
    return zip(lines, step).map { line, change in
      var moved = line
      moved.level += min(max(change, -1), 1)
      if isFree(line) {
        // One that became smooth could not come back.
        let position = line.position + min(max(step[next], -0.1), 0.1)
        moved.shape = .wave(max(position, smoothLimit))
        next += 1
      }
      return moved
    }
  }

  /// The fit without the line whose loss it feels least, or nil when it needs all.
  private func withoutLeastNeeded() -> (lines: [Line], chiSquared: Double)? {
    // The three that look least significant: to first order χ² grows by (S/σ)².
    let variances = Self.inverse(Self.normalMatrix(jacobian(lines))).diagonalElements
    let candidates = lines.indices.filter { isFree(lines[$0]) }
      .sorted { variances[$0] > variances[$1] }.prefix(3)
    let trials = candidates.compactMap { n -> (lines: [Line], chiSquared: Double)? in
      var fewer = lines
      fewer.remove(at: n)
      return fewer.isEmpty
        ? ([], strengths.indices.reduce(0) { $0 + pow(strengths[$1] / errors[$1], 2) })
        : refined(fewer)
    }
    guard let best = trials.min(by: { $0.chiSquared < $1.chiSquared }),
      best.chiSquared - chiSquared < evidence
    else { return nil }
    return best
  }
}
