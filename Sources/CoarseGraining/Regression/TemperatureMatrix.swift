import LinearAlgebra

/// The temperature matrix Θ of a run and its response to each cohort, in the convention of `TemperatureReplicates`:
/// what is needed to undo the tilt that Θ ≠ T·I gives to −T log ρ (`AnisotropyCorrection`).
public struct TemperatureMatrix: Equatable, Sendable {
  /// Θ, symmetric.
  public let value: Matrix
  /// δΘ_g for each cohort.
  public let replicates: [Matrix]
  /// What the mean force is to the mean velocity: Γ⁻¹, or the preconditioner of a descent. Only ratios of its entries
  /// matter.
  public let mobility: Matrix

  /// A temperature matrix from its parts, all of one size.
  public init(value: Matrix, replicates: [Matrix], mobility: Matrix) {
    precondition(
      (replicates + [mobility]).allSatisfy {
        $0.rows == value.rows && $0.columns == value.rows
      }, "matrices of one size expected")
    self.value = value
    self.replicates = replicates
    self.mobility = mobility
  }

  /// The number of coordinates.
  public var dimension: Int { value.rows }

  /// tr Θ/d: the temperature of the positions.
  public var temperature: TemperatureReplicates {
    let d = Double(dimension)
    return TemperatureReplicates(
      value: value.trace / d, replicates: replicates.map { $0.trace / d })
  }

  /// The temperature matrix of some of the coordinates, which is such that their free energy is tilted as it is.
  ///
  /// Exact to first order in Θ − T·I for a normal law of the given covariance Σ of all coordinates. There V is
  /// T/2 qᵀΣ⁻¹q + ½ qᵀBq, with
  ///
  ///     W B Σ + Σ B W = W Δ + Δ W,   Δ = Θ − T·I,  W the mobility,
  ///
  /// and the free energy of the coordinates a has B_a = Σ_aa⁻¹ (ΣBΣ)_aa Σ_aa⁻¹ in place of B, that of
  /// Δ_a = ½ (B_a Σ_aa + Σ_aa B_a) and mobility 1.
  ///
  /// - Complexity: O(cohorts · d³).
  public func marginal(
    of coordinates: [Int], covariance: Matrix
  ) throws(LinearAlgebraError) -> TemperatureMatrix {
    let root = try SymmetricEigen(mobility.symmetrized).map { $0.squareRoot() }
    let inverse = try root.inverse()
    let eigen = try SymmetricEigen((inverse * covariance * inverse).symmetrized)
    let block = Self.block(covariance, coordinates)
    let precision = try block.inverse()
    let temperature = value.trace / Double(dimension)
    let identity = Matrix.identity(dimension)

    func reduced(_ deviation: Matrix) -> Matrix {
      let pair = mobility * deviation + deviation * mobility
      let right = eigen.vectors.transpose * (inverse * pair * inverse) * eigen.vectors
      var solution = right
      for i in 0..<dimension {
        for j in 0..<dimension { solution[i, j] /= eigen.values[i] + eigen.values[j] }
      }
      let tilt = inverse * (eigen.vectors * solution * eigen.vectors.transpose) * inverse
      let moved = Self.block(covariance * tilt * covariance, coordinates)
      return (precision * moved).symmetrized
    }

    return TemperatureMatrix(
      value: temperature * .identity(coordinates.count)
        + reduced(value - temperature * identity),
      replicates: replicates.map { reduced($0) }, mobility: .identity(coordinates.count))
  }

  private static func block(_ matrix: Matrix, _ indices: [Int]) -> Matrix {
    Matrix(rows: indices.map { i in indices.map { matrix[i, $0] } })
  }
}
