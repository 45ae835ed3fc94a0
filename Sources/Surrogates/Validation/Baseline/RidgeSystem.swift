import Foundation
import LinearAlgebra

/// A ridge regression reduced to its normal equations, scaled such that A has a unit diagonal: minimise
/// S − 2 bᵀx + xᵀ(A + λ)x. Unit diagonal: λ means the same for all unknowns, whatever their units.
struct RidgeSystem {
  /// Aᵢⱼ/(sᵢsⱼ) and bᵢ/sᵢ with sᵢ = √Aᵢᵢ (1 where that is 0: there b is 0, too).
  let matrix: Matrix
  let products: [Double]
  let scales: [Double]
  /// S, the sum of squares of the targets.
  let squares: Double
  /// The number of equations, and of unknowns that have been eliminated from A.
  let equations: Double
  let eliminated: Double

  init(_ matrix: Matrix, products: [Double], squares: Double, equations: Int, eliminated: Int) {
    let scales = matrix.diagonalElements.map { $0 > 0 ? $0.squareRoot() : 1 }
    var scaled = matrix
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { scaled[i, j] /= scales[i] * scales[j] }
    }
    self.matrix = scaled
    self.products = zip(products, scales).map { $0 / $1 }
    self.scales = scales
    self.squares = squares
    self.equations = Double(equations)
    self.eliminated = Double(eliminated)
  }

  /// What λ does.
  struct Spectrum {
    let values: [Double]
    /// The components of b along the eigenvectors.
    let products: [Double]
    let system: RidgeSystem

    /// tr A(A + λ)⁻¹ and what was eliminated: the effective number of parameters.
    func effectiveParameters(_ ridge: Double) -> Double {
      values.reduce(system.eliminated) { $0 + $1 / ($1 + ridge) }
    }

    /// The sum of squared residuals at the solution for λ.
    func residual(_ ridge: Double) -> Double {
      var sum = system.squares
      for (value, product) in zip(values, products) where value + ridge > 0 {
        let inverse = 1 / (value + ridge)
        sum -= product * product * inverse * (1 + ridge * inverse)
      }
      // Of rounding size for data without noise: not below it.
      return max(sum, Double.ulpOfOne * system.squares)
    }

    /// Generalised cross-validation (Golub, Heath & Wahba, 1979), with every parameter counted `factor`
    /// times (Kim & Gu, JRSS B 66, 337 (2004)).
    func criterion(_ ridge: Double, factor: Double) -> Double {
      let free = 1 - factor * effectiveParameters(ridge) / system.equations
      guard free > 0 else { return .infinity }
      return residual(ridge) / system.equations / (free * free)
    }
  }

  /// The eigenvalues of A (rounding made non-negative) and b in their frame. O(n³).
  func spectrum() throws(LinearAlgebraError) -> Spectrum {
    let eigen = try SymmetricEigen(matrix)
    return Spectrum(
      values: eigen.values.map { max($0, 0) }, products: eigen.vectors.transpose * products,
      system: self)
  }

  /// The smallest λ at which A + λ is safely positive definite in floating point.
  var smallestRidge: Double { 10 * Double(matrix.rows) * Double(matrix.rows) * Double.ulpOfOne }

  /// The λ of least criterion among a ladder of ten per decade, from the smallest one to the size of A.
  func bestRidge(_ spectrum: Spectrum, factor: Double) -> Double {
    var best = (ridge: 0.0, criterion: Double.infinity)
    let first = log10(smallestRidge)
    let last = log10(10 * Double(max(matrix.rows, 1)))
    for step in 0...Int((last - first) * 10) {
      let ridge = pow(10, first + 0.1 * Double(step))
      let criterion = spectrum.criterion(ridge, factor: factor)
      // Of equals the larger one, which is the more careful.
      if criterion <= best.criterion { best = (ridge, criterion) }
    }
    return best.criterion.isFinite ? best.ridge : pow(10, last)
  }

  /// The solution for λ in the units of the unknowns, by Cholesky.
  func solve(ridge: Double) throws(LinearAlgebraError) -> [Double] {
    var shifted = matrix
    for i in 0..<matrix.rows { shifted[i, i] += ridge }
    let solution = try Cholesky(shifted).solve(products)
    return zip(solution, scales).map { $0 / $1 }
  }
}
