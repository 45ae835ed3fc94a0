import Foundation
import LinearAlgebra
import Statistics

/// The ratio of two densities that are known by samples only, from a classifier between them.
///
/// With n_s samples of the source and n_t of the target, the odds that a point is the target's are
/// n_t p_t/(n_s p_s). Logistic regression on monomials of the (standardised, pooled) coordinates makes
/// log p_t/p_s a polynomial, which is exact for two Gaussians with degree 2 (Sugiyama, Suzuki & Kanamori,
/// *Density Ratio Estimation in Machine Learning*, ch. 4).
public struct DensityRatio: Sendable {
  /// The monomials.
  public let basis: MonomialBasis
  /// The centre and the spread of the pooled coordinates.
  public let standardisation: Standardisation
  /// The coefficients of log p_t/p_s, and their covariance for independent samples.
  public let coefficients: [Double]
  public let covariance: Matrix
  /// The mean of p_t/p_s over the samples of the source: 1 where the source covers the target; what is
  /// missing is the part of the target's law that no weights can make up for.
  public let coverage: Estimate

  /// A coverage below this is warned of.
  public static let leastCoverage = 0.8

  /// Newton steps before giving up.
  private static let maximumIterations = 100

  /// Fits the ratio.
  ///
  /// - Parameters:
  ///   - source: n_s × d.
  ///   - target: n_t × d.
  ///   - degree: of log p_t/p_s; reduced where it has more than `maximumCount` monomials.
  ///   - maximumCount: of the monomials.
  ///   - priorDeviation: a coefficient times the rms of its monomial is of this size at most: keeps the fit
  ///     finite where the samples can be separated. The constant is free.
  /// - Throws: `.degenerate` for a constant coordinate, `.tooFewSamples`, `.notConverged`.
  /// - Complexity: O(iterations · (n_s + n_t) · count²).
  public init(
    source: Matrix, target: Matrix, degree: Int = 2, maximumCount: Int = 256,
    priorDeviation: Double = 10
  ) throws(ValidationError) {
    precondition(priorDeviation > 0, "a positive deviation expected")
    let d = source.columns
    guard target.columns == d else {
      throw .mismatch(what: "coordinates", expected: d, found: target.columns)
    }
    for n in [source.rows, target.rows] where n < 2 { throw .tooFewSamples(needed: 2, found: n) }
    let pooled = Matrix(
      rows: source.rows + target.rows, columns: d, elements: source.elements + target.elements)
    let standardisation = try Standardisation(positions: pooled)
    let basis = MonomialBasis(dimension: d, degree: degree, maximumCount: maximumCount)
    var design = basis.design(
      standardisation.applied(to: pooled), rootWeights: nil, monomials: basis.count)
    // Columns of unit mean square, so that the prior means the same for all.
    var scales = [Double](repeating: 0, count: basis.count)
    for k in 0..<design.rows {
      for m in scales.indices { scales[m] += design[k, m] * design[k, m] }
    }
    for m in scales.indices { scales[m] = (scales[m] / Double(design.rows)).squareRoot() }
    for k in 0..<design.rows {
      for m in scales.indices { design[k, m] /= scales[m] }
    }
    let labels = (0..<design.rows).map { $0 < source.rows ? 0.0 : 1.0 }
    let precisions = scales.indices.map { $0 == 0 ? 0 : 1 / (priorDeviation * priorDeviation) }
    var (solution, covariance) = try Self.logistic(design, labels, precisions)
    // Odds into densities. The numbers of samples are given, not drawn, so that the constant is known
    // better than from a random mixture (Prentice & Pyke, Biometrika 66, 403 (1979)).
    let (sources, targets) = (Double(source.rows), Double(target.rows))
    solution[0] += log(sources / targets)
    covariance[0, 0] -= 1 / sources + 1 / targets
    for i in scales.indices {
      solution[i] /= scales[i]
      for j in scales.indices { covariance[i, j] /= scales[i] * scales[j] }
    }
    (self.basis, self.standardisation) = (basis, standardisation)
    (coefficients, self.covariance) = (solution, covariance)
    let ratios = basis.design(
      standardisation.applied(to: source), rootWeights: nil, monomials: basis.count)
    coverage = mean(ofIndependent: (ratios * solution).map { exp($0) })
  }

  /// What speaks against using the ratio; nil when nothing does.
  public var warning: String? {
    guard !(coverage.value >= Self.leastCoverage) else { return nil }
    let percent = Int((100 * coverage.value).rounded())
    return
      "the source covers only \(percent) % of the target's law: weights cannot make up for the rest"
  }

  /// log p_t/p_s at the rows of n × d positions.
  public func logRatios(at positions: Matrix) -> [Double] { design(positions) * coefficients }

  /// log p_t/p_s at a point, with its error to first order for independent samples.
  public func logRatio(at q: [Double]) -> Estimate {
    let row = design(Matrix(rows: [q])).row(0)
    return Estimate(
      value: zip(row, coefficients).reduce(0) { $0 + $1.0 * $1.1 },
      standardError: max(covariance.bilinear(row, row), 0).squareRoot())
  }

  private func design(_ positions: Matrix) -> Matrix {
    precondition(positions.columns == basis.dimension, "points of \(basis.dimension) coordinates")
    return basis.design(
      standardisation.applied(to: positions), rootWeights: nil, monomials: basis.count)
  }

  /// Penalised logistic regression by Newton's method with step halving: the maximum and the inverse of
  /// the negative Hessian there.
  private static func logistic(
    _ design: Matrix, _ labels: [Double], _ precisions: [Double]
  ) throws(ValidationError) -> ([Double], Matrix) {
    let count = precisions.count
    var theta = [Double](repeating: 0, count: count)
    var objective = penalisedLoss(design, labels, precisions, theta)
    for _ in 0..<maximumIterations {
      let scores = design * theta
      var gradient = zip(precisions, theta).map { -$0 * $1 }
      var weighted = design
      for (k, score) in scores.enumerated() {
        let p = 1 / (1 + exp(-score))
        let root = (p * (1 - p)).squareRoot()
        for m in 0..<count {
          let x = design.elements[k * count + m]
          gradient[m] += (labels[k] - p) * x
          weighted.elements[k * count + m] = root * x
        }
      }
      // A speck on the constant, which has no prior, for samples that can be separated.
      var hessian = Matrix.diagonal(precisions.map { max($0, 1e-10) })
      hessian.addGram(of: weighted)
      let factor: Cholesky
      do { factor = try Cholesky(hessian) } catch { throw .linearAlgebra(error) }
      let step = factor.solve(gradient)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      // Half the decrement is what is left to gain, in units of log-likelihood.
      if decrement < 1e-10 { return (theta, factor.inverse()) }
      var length = 1.0
      while length > 1e-10 {
        let next = zip(theta, step).map { $0 + length * $1 }
        let value = penalisedLoss(design, labels, precisions, next)
        if value <= objective - 1e-4 * length * decrement
          || abs(value - objective) <= 1e-13 * abs(objective)
        {
          (theta, objective) = (next, value)
          break
        }
        length *= 0.5
      }
      if length <= 1e-10 { throw .notConverged(iterations: maximumIterations) }
    }
    throw .notConverged(iterations: maximumIterations)
  }

  private static func penalisedLoss(
    _ design: Matrix, _ labels: [Double], _ precisions: [Double], _ theta: [Double]
  ) -> Double {
    var sum = 0.0
    for (label, score) in zip(labels, design * theta) {
      // log(1 + e^s) − label · s without overflow.
      sum += max(score, 0) + log1p(exp(-abs(score))) - label * score
    }
    return zip(precisions, theta).reduce(sum) { $0 + 0.5 * $1.0 * $1.1 * $1.1 }
  }
}
