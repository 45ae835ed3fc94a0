import Foundation
import LinearAlgebra
import Statistics

/// How the numbers of a `WaveNumberFit` respond to each cohort of the variogram, to first order.
///
/// With J the Jacobian over errors, a cohort's deviation r_c from the mean variogram moves the fitted
/// numbers by (JᵀJ)⁻¹Jᵀr_c; the variance of anything linear in them is Σ_c (…)²/(C(C − 1)). Matrices are
/// fitted entry by entry with the wave numbers of the trace.
struct LineInfluences {
  private let lines: [WaveNumberFit.Line]
  /// δlog S and δlog k of each line, by cohort; δlog k of lines that are not free is zero.
  private let levels: [[Double]]
  private let positions: [[Double]]
  private let isFree: [Bool]
  /// Entries of ½A²kkᵀ of each line, and their deviations by cohort; empty without matrices.
  private let entries: [[Double]]
  private let entryDeviations: [[[Double]]]
  private let dimension: Int
  private let cohorts: Int

  init(
    _ fit: WaveNumberFit, _ points: [GradientVariogram.Point], variogram: GradientVariogram
  ) {
    let d = variogram.dimension
    let cohorts = points.first?.cohorts.count ?? 0
    let entryCount = variogram.hasMatrices ? d * (d + 1) / 2 : 1
    let lines = fit.lines
    let errors = points.map(\.strength.standardError)
    // Traces of every cohort less the mean.
    let diagonal = variogram.hasMatrices ? (0..<d).map { $0 * ($0 + 3) / 2 } : [0]
    let deviations = (0..<cohorts).map { c in
      points.map { point in diagonal.reduce(-point.strength.value) { $0 + point.cohorts[c][$1] } }
    }
    let columns = fit.jacobian(lines)
    let inverse = WaveNumberFit.inverse(WaveNumberFit.normalMatrix(columns))
    let moves = deviations.map { inverse * Self.project($0, on: columns, errors) }
    let free = lines.indices.filter { fit.isFree(lines[$0]) }
    var positions = [[Double]](
      repeating: [Double](repeating: 0, count: cohorts), count: lines.count)
    for (n, line) in free.enumerated() { positions[line] = moves.map { $0[lines.count + n] } }
    self.lines = lines
    levels = lines.indices.map { line in moves.map { $0[line] } }
    self.positions = positions
    isFree = lines.map(fit.isFree)
    dimension = d
    self.cohorts = cohorts
    guard variogram.hasMatrices, d > 1, !lines.isEmpty else {
      entries = []
      entryDeviations = []
      return
    }

    // Given the wave numbers, an entry is linear in the strengths.
    let shapes = lines.map { line in
      zip(points, errors).map { fit.curves.value(line.shape, log($0.distance)) / $1 }
    }
    let slopes = lines.map { line in
      points.map { fit.curves.slope(line.shape, log($0.distance)) }
    }
    let solve = WaveNumberFit.inverse(WaveNumberFit.normalMatrix(shapes))
    var entries = [[Double]](repeating: [], count: lines.count)
    var entryDeviations = [[[Double]]](repeating: [], count: lines.count)
    for entry in 0..<entryCount {
      let means = points.map { point in
        point.cohorts.reduce(0) { $0 + $1[entry] } / Double(cohorts)
      }
      let values = solve * Self.project(means, on: shapes, errors)
      let moved = (0..<cohorts).map { c in
        let deviation = points.indices.map { i in
          lines.indices.reduce(points[i].cohorts[c][entry] - means[i]) {
            $0 - values[$1] * slopes[$1][i] * positions[$1][c]
          }
        }
        return solve * Self.project(deviation, on: shapes, errors)
      }
      for line in lines.indices {
        entries[line].append(values[line])
        entryDeviations[line].append(moved.map { $0[line] })
      }
    }
    self.entries = entries
    self.entryDeviations = entryDeviations
  }

  private static func project(
    _ values: [Double], on columns: [[Double]], _ errors: [Double]
  ) -> [Double] {
    columns.map { column in
      var sum = 0.0
      for i in values.indices { sum += column[i] * values[i] / errors[i] }
      return sum
    }
  }

  private func error(_ deviations: [Double]) -> Double {
    (deviations.reduce(0) { $0 + $1 * $1 } / Double(cohorts * (cohorts - 1))).squareRoot()
  }

  private func line(_ n: Int) -> WaveNumberSpectrum.Line {
    let (k, s) = (exp(lines[n].position), lines[n].strength)
    return WaveNumberSpectrum.Line(
      waveNumber: k > 0
        ? Estimate(value: k, standardError: isFree[n] ? k * error(positions[n]) : 0) : nil,
      strength: Estimate(value: s, standardError: s * error(levels[n])))
  }

  /// Some lines together.
  func component(_ members: [Int], isSmooth: Bool) -> WaveNumberSpectrum.Component {
    let total = members.reduce(0) { $0 + lines[$1].strength }
    let strength = error(
      (0..<cohorts).map { c in members.reduce(0) { $0 + lines[$1].strength * levels[$1][c] } })
    return WaveNumberSpectrum.Component(
      waveNumber: meanWaveNumber(members.filter { lines[$0].position.isFinite }),
      strength: Estimate(value: total, standardError: strength),
      covariance: covariance(members, total: total, strengthError: strength),
      lines: members.map(line), isSmooth: isSmooth)
  }

  /// Of waves.
  private func meanWaveNumber(_ waves: [Int]) -> Estimate {
    guard !waves.isEmpty else { return .undefined }
    let total = waves.reduce(0) { $0 + lines[$1].strength }
    let shares = waves.map { lines[$0].strength / total }
    let centre = zip(shares, waves).reduce(0) { $0 + $1.0 * lines[$1.1].position }
    let deviations = (0..<cohorts).map { c in
      zip(shares, waves).reduce(0) {
        let (share, n) = $1
        return $0 + share * (positions[n][c] + (lines[n].position - centre) * levels[n][c])
      }
    }
    let k = exp(centre)
    return Estimate(value: k, standardError: k * error(deviations))
  }

  private func covariance(
    _ members: [Int], total: Double, strengthError: Double
  ) -> CovarianceEstimate? {
    let d = dimension
    guard d > 1 else {
      return CovarianceEstimate(
        value: Matrix(rows: 1, columns: 1, elements: [total]),
        standardErrors: Matrix(rows: 1, columns: 1, elements: [strengthError]))
    }
    guard !entries.isEmpty else { return nil }
    var value = Matrix(rows: d, columns: d)
    var errors = value
    var entry = 0
    for i in 0..<d {
      for j in 0...i {
        let sum = members.reduce(0) { $0 + entries[$1][entry] }
        let deviation = error(
          (0..<cohorts).map { c in members.reduce(0) { $0 + entryDeviations[$1][entry][c] } })
        (value[i, j], value[j, i]) = (sum, sum)
        (errors[i, j], errors[j, i]) = (deviation, deviation)
        entry += 1
      }
    }
    return CovarianceEstimate(value: value, standardErrors: errors)
  }
}
