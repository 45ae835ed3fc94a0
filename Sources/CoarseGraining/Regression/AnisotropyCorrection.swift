import LinearAlgebra

/// Undoes the tilt of −T log ρ in a run whose temperature matrix Θ is not quite T·I.
///
/// The friction rests on a noise covariance that is known to a per cent or so, and so Θ is T·I up to a
/// per cent or so. In the plane the momentum balance in a run of constant Θ is
///
///     Θ∇log ρ + ∇V + Γj = 0,   ∇·(ρj) = 0,
///
/// j being the mean momentum at q. With V = −T log ρ + u, T = tr Θ/d and Δ = Θ − T·I, to first order in Δ,
///
///     Σ ρ (∇u − Δ∇V/T)ᵀ Γ⁻¹ (∇u − Δ∇V/T)  is least:
///
/// the part of Δ∇V/T that is a gradient is u, and the rest drives the current. For harmonic V the result is exact to
/// that order, and Θ is the same everywhere; in other wells it is the mean of what may differ from place to place.
struct AnisotropyCorrection {
  /// Coefficients of u/x for Δ = x (1, 0; 0, −1), and for Δ = x (0, 1; 1, 0).
  private let tilts: [[Double]]
  private let deviation: TemperatureMatrix

  private static let directions = [
    Matrix(rows: [[1, 0], [0, -1]]), Matrix(rows: [[0, 1], [1, 0]]),
  ]

  /// The correction of a fit of log ρ to counts on a grid in the plane.
  ///
  /// - Complexity: that of one Newton step of the fit.
  init(
    _ temperature: TemperatureMatrix, logDensity: TensorSpline, axes: [UniformAxis],
    expected: [Double]
  ) throws(RegressionError) {
    let bases = logDensity.bases
    let columns = bases[1].count
    var matrix = SymmetricBandMatrix(
      size: bases[0].count * columns, bandwidth: 3 * columns + 3)
    var right = Self.directions.map { _ in [Double](repeating: 0, count: matrix.size) }
    let mobility = temperature.mobility
    let fields = Self.directions.map { mobility * $0 }
    let (x, y) = (axes[0].centers, axes[1].centers)
    let rows = x.map { (bases[0].evaluate($0), bases[0].derivative($0)) }
    let lines = y.map { (bases[1].evaluate($0), bases[1].derivative($0)) }
    var slopes = [(Double, Double)](repeating: (0, 0), count: 16)
    var flows = slopes
    for k in x.indices {
      for l in y.indices {
        let weight = expected[k * y.count + l]
        guard weight > 0 else { continue }
        let (row, line) = (rows[k], lines[l])
        let start = row.0.first * columns + line.0.first
        var force = [0.0, 0.0]
        for a in 0..<4 {
          for b in 0..<4 {
            let slope = (
              row.1.values[a] * line.0.values[b], row.0.values[a] * line.1.values[b]
            )
            slopes[4 * a + b] = slope
            flows[4 * a + b] = (
              weight * (mobility[0, 0] * slope.0 + mobility[0, 1] * slope.1),
              weight * (mobility[1, 0] * slope.0 + mobility[1, 1] * slope.1)
            )
            let coefficient = logDensity.coefficients[start + a * columns + b]
            force[0] -= coefficient * slope.0
            force[1] -= coefficient * slope.1
          }
        }
        for (n, field) in fields.enumerated() {
          let driven = field * force
          for i in 0..<16 {
            right[n][start + i / 4 * columns + i % 4] +=
              weight * (slopes[i].0 * driven[0] + slopes[i].1 * driven[1])
          }
        }
        for i in 0..<16 {
          for j in 0...i {
            matrix.add(
              flows[i].0 * slopes[j].0 + flows[i].1 * slopes[j].1,
              at: start + i / 4 * columns + i % 4, start + j / 4 * columns + j % 4)
          }
        }
      }
    }
    // Where there are no counts u goes on smoothly.
    let scale = (0..<matrix.size).reduce(0) { max($0, matrix[$1, $1]) }
    let factor = try regularisedFactor(
      matrix + thirdDifferencePenalty(bases).scaled(by: 1e-6 * scale))
    factor.solve(columns: &right)
    tilts = right
    deviation = temperature
  }

  /// V and its replicates with u added.
  func applied(
    to coefficients: [Double], replicates: [[Double]]
  ) -> (coefficients: [Double], replicates: [[Double]]) {
    (
      adding(deviation.value, to: coefficients),
      zip(replicates, deviation.replicates).map { adding($1, to: $0) }
    )
  }

  private func adding(_ matrix: Matrix, to coefficients: [Double]) -> [Double] {
    let amounts = [(matrix[0, 0] - matrix[1, 1]) / 2, (matrix[0, 1] + matrix[1, 0]) / 2]
    return coefficients.indices.map { i in
      coefficients[i] + amounts[0] * tilts[0][i] + amounts[1] * tilts[1][i]
    }
  }
}
