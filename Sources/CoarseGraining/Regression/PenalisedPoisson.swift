import Foundation
import LinearAlgebra

/// Penalised maximum likelihood for counts on a grid, with a log-rate that is a cubic spline.
///
/// Maximises Σ (n_i log μ_i − μ_i) − (λ/2) (θ − θ₀)ᵀP(θ − θ₀), log μ = Bθ + o, by Newton's method (IRLS;
/// the Poisson family with its canonical link, so the Hessian is BᵀMB + λP exactly and the objective
/// concave). The offset o turns the density at the centre of a bin into its mean over the bin.
struct PenalisedPoisson: Sendable {
  /// Where the iteration stands.
  struct Fit: Sendable {
    var coefficients: [Double]
    /// The log-rate at the centres of the bins.
    var logRate: [Double]
    /// The expected counts.
    var expected: [Double]
    /// Σ n log μ − μ.
    var logLikelihood: Double
    /// The factorised Hessian near the optimum.
    var hessian: BandedCholesky
  }

  let grid: SplineGrid
  let counts: [Double]
  let penalty: SymmetricBandMatrix
  /// Bins along the last axis.
  private let columns: Int
  private let hasRows: Bool

  init(axes: [UniformAxis], bases: [BSplineBasis], counts: [Double]) {
    grid = SplineGrid(bases: bases, axes: axes)
    self.counts = counts
    penalty = thirdDifferencePenalty(bases)
    columns = axes[axes.count - 1].count
    hasRows = axes.count == 2
  }

  /// A robust start: weighted least squares of log(n + ½) with weights n + ½, which is the first step
  /// of IRLS from the data.
  func start(smoothing: Double) throws(RegressionError) -> Fit {
    let weights = counts.map { $0 + 0.5 }
    let factor = try factorise(weights: weights, smoothing: smoothing)
    var coefficients = grid.transposed(weights.map { $0 * log($0) })
    factor.solve(&coefficients)
    let logRate = grid.values(of: coefficients)
    return evaluate(coefficients, logRate, offset: offset(logRate), hessian: factor)
  }

  /// The maximum near a start; `centre` is θ₀ (0 where nil).
  ///
  /// Steps are halved until the objective does not fall. Ends when half the Newton decrement, the gain
  /// still to be had in log-likelihood, is below `tolerance`, or as small as rounding allows.
  func maximum(
    from start: Fit, smoothing: Double, centre: [Double]? = nil, tolerance: Double
  ) throws(RegressionError) -> Fit {
    let limit = 100
    let offset = offset(start.logRate)
    var fit = evaluate(start.coefficients, start.logRate, offset: offset, hessian: start.hessian)
    var previous = Double.infinity
    for _ in 0..<limit {
      let roughness = pull(fit.coefficients, centre, smoothing)
      var step = grid.transposed(zip(counts, fit.expected).map { $0 - $1 })
      for i in step.indices { step[i] -= roughness[i] }
      let gradient = step
      fit.hessian = try factorise(weights: fit.expected, smoothing: smoothing)
      fit.hessian.solve(&step)
      let decrement = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 } / 2
      guard decrement.isFinite else { break }
      // Near the maximum Newton's method converges quadratically: a decrement that no longer halves there is
      // rounding, which a stiff penalty magnifies.
      let isRounding = decrement < 1e-2 && decrement > previous / 2
      if decrement <= tolerance || isRounding { return fit }
      previous = decrement
      let change = grid.values(of: step)
      let objective = objective(fit, centre, smoothing)
      // Sums of many counts carry rounding errors; a loss of that size is none.
      let slack = 1e-12 * (abs(fit.logLikelihood) + 1)
      // A log-rate that jumps by more than this leaves the region where Newton's model holds.
      let largest = change.reduce(0) { max($0, abs($1)) }
      var length = min(1, 10 / largest)
      var next = fit
      repeat {
        next = evaluate(
          zip(fit.coefficients, step).map { $0 + length * $1 },
          zip(fit.logRate, change).map { $0 + length * $1 }, offset: offset, hessian: fit.hessian)
        if self.objective(next, centre, smoothing) >= objective - slack { break }
        length /= 2
      } while length > 1e-9
      if length <= 1e-9 { return fit }
      fit = next
    }
    throw .notConverged(iterations: limit)
  }

  /// tr(H⁻¹BᵀMB): the coefficients that the data would determine if all counts were independent.
  ///
  /// Since H = BᵀMB + λP, it is what is left of their number by d log det H/d log λ = tr(H⁻¹λP), a central difference
  /// at the cost of two factorisations.
  func determinedCoefficients(_ fit: Fit, smoothing: Double) throws(RegressionError) -> Double {
    let step = 0.05
    let above = try factorise(weights: fit.expected, smoothing: smoothing * exp(step))
    let below = try factorise(weights: fit.expected, smoothing: smoothing * exp(-step))
    return Double(grid.coefficientCount)
      - (above.logDeterminant - below.logDeterminant) / (2 * step)
  }

  /// λ P v.
  func penaltyGradient(_ v: [Double], smoothing: Double) -> [Double] {
    penalty.multiply(v).map { smoothing * $0 }
  }

  private func pull(_ coefficients: [Double], _ centre: [Double]?, _ smoothing: Double) -> [Double]
  {
    penaltyGradient(displacement(coefficients, centre), smoothing: smoothing)
  }

  private func displacement(_ coefficients: [Double], _ centre: [Double]?) -> [Double] {
    guard let centre else { return coefficients }
    return zip(coefficients, centre).map { $0 - $1 }
  }

  private func objective(_ fit: Fit, _ centre: [Double]?, _ smoothing: Double) -> Double {
    fit.logLikelihood - 0.5 * smoothing * penalty.quadratic(displacement(fit.coefficients, centre))
  }

  private func factorise(
    weights: [Double], smoothing: Double
  ) throws(RegressionError) -> BandedCholesky {
    var matrix = penalty.scaled(by: smoothing)
    grid.addGram(weights: weights, to: &matrix)
    return try regularisedFactor(matrix)
  }

  private func evaluate(
    _ coefficients: [Double], _ logRate: [Double], offset: [Double], hessian: BandedCholesky
  ) -> Fit {
    var expected = logRate
    var likelihood = 0.0
    for i in expected.indices {
      let logMean = logRate[i] + offset[i]
      expected[i] = exp(logMean)
      likelihood += counts[i] * logMean - expected[i]
    }
    return Fit(
      coefficients: coefficients, logRate: logRate, expected: expected,
      logLikelihood: likelihood, hessian: hessian)
  }

  /// The log of (mean of the density over a bin) / (density at its centre), by the fourth-order rule
  /// (ρ₋₁ + 22ρ₀ + ρ₊₁)/24 along each axis. Held fixed during an iteration.
  private func offset(_ logRate: [Double]) -> [Double] {
    var excess = [Double](repeating: 0, count: logRate.count)
    addCurvature(logRate, stride: 1, length: columns, to: &excess)
    if hasRows {
      addCurvature(logRate, stride: columns, length: logRate.count / columns, to: &excess)
    }
    return excess.map { log1p($0 / 24) }
  }

  private func addCurvature(
    _ logRate: [Double], stride: Int, length: Int, to excess: inout [Double]
  ) {
    guard length >= 3 else { return }
    // Where neighbours differ by more than e² bins are too wide for any such rule.
    func ratio(_ difference: Double) -> Double { exp(min(max(difference, -2), 2)) }
    for i in logRate.indices {
      let place = i / stride % length
      let (low, here, high): (Double, Double, Double)
      here = logRate[i]
      switch place {
      case 0:
        high = logRate[i + stride]
        low = 3 * here - 3 * high + logRate[i + 2 * stride]
      case length - 1:
        low = logRate[i - stride]
        high = 3 * here - 3 * low + logRate[i - 2 * stride]
      default:
        low = logRate[i - stride]
        high = logRate[i + stride]
      }
      excess[i] += ratio(low - here) + ratio(high - here) - 2
    }
  }
}
