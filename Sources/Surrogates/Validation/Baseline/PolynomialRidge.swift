import LinearAlgebra
import Potentials

/// A polynomial V fitted to gradients or values by ridge regression: the baseline that a network has to
/// beat.
///
/// V = Σ θ_m φ_m(z) over all monomials up to a total degree of the standardised coordinates z, with the
/// penalty λ Σ s_m² θ_m², s_m² being the mean square of what θ_m multiplies in the data
/// (Hoerl & Kennard, 1970). Its force is exactly −∇V. Fitted to gradients alone, V = 0 at the centre of
/// the data. Outside of the data a polynomial goes where it likes: nothing for dynamics to run on.
public struct PolynomialRidge: Potential {
  /// The monomials.
  public let basis: MonomialBasis
  /// The centre and the spread of each coordinate.
  public let standardisation: Standardisation
  /// θ, one number per monomial.
  public let coefficients: [Double]
  /// λ, relative to a unit diagonal of the normal equations.
  public let ridge: Double
  /// The trace of the matrix that takes the data to the fit.
  public let effectiveParameters: Double
  /// The mean (weighted) squared residual per equation, corrected for the effective parameters: with
  /// gradients the noise variance of a component, apart from the misfit of the polynomial.
  public let residualVariance: Double
  /// For each coordinate the terms of ∂V/∂q: (monomial, factor).
  private let slopes: [[(source: Int, factor: Double)]]

  init(
    basis: MonomialBasis, standardisation: Standardisation, coefficients: [Double], ridge: Double,
    effectiveParameters: Double, residualVariance: Double
  ) {
    self.basis = basis
    self.standardisation = standardisation
    self.coefficients = coefficients
    self.ridge = ridge
    self.effectiveParameters = effectiveParameters
    self.residualVariance = residualVariance
    slopes = basis.derivatives.enumerated().map { i, derivatives in
      derivatives.map {
        ($0.source, coefficients[$0.monomial] * $0.exponent / standardisation.deviation[i])
      }
    }
  }

  /// Fits gradients: the sums and the solution in one call.
  ///
  /// - Parameters:
  ///   - positions: n × d; their mean and spread standardise the coordinates.
  ///   - gradients: ∂V/∂q, minus the forces; n × d.
  ///   - samples: the rows to fit to; nil: all.
  ///   - degree: reduced where it has more than `maximumCount` monomials.
  ///   - maximumCount: of the monomials.
  ///   - ridge: how λ is chosen.
  /// - Throws: `.degenerate` for a constant coordinate, `.tooFewSamples`, `.mismatch`, `.notFinite`.
  public init(
    positions: Matrix, gradients: Matrix, samples: [Int]? = nil, degree: Int,
    maximumCount: Int = 1024, ridge: RidgeChoice = .generalisedCrossValidation()
  ) throws(ValidationError) {
    let basis = MonomialBasis(
      dimension: positions.columns, degree: degree, maximumCount: maximumCount)
    var equations = try PolynomialNormalEquations(
      basis: basis, standardisation: Standardisation(positions: positions))
    try equations.add(positions: positions, gradients: gradients, samples: samples)
    self = try equations.solve(ridge: ridge)
  }

  public var dimension: Int { basis.dimension }

  public func value(at q: [Double]) -> Double { values(at: [q])[0] }

  public func gradient(at q: [Double]) -> [Double] { gradients(at: [q])[0] }

  public func values(at points: [[Double]]) -> [Double] {
    evaluate(points, monomials: basis.count) { monomials in
      var sum = 0.0
      for m in monomials.indices { sum += coefficients[m] * monomials[m] }
      return sum
    }
  }

  public func gradients(at points: [[Double]]) -> [[Double]] {
    evaluate(points, monomials: basis.lowerCount) { monomials in
      slopes.map { terms in
        var sum = 0.0
        for term in terms { sum += term.factor * monomials[term.source] }
        return sum
      }
    }
  }

  private func evaluate<Result>(
    _ points: [[Double]], monomials count: Int, _ body: (UnsafeBufferPointer<Double>) -> Result
  ) -> [Result] {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count + dimension) { buffer in
      let z = UnsafeMutableBufferPointer(rebasing: buffer[..<dimension])
      let monomials = UnsafeMutableBufferPointer(rebasing: buffer[dimension...])
      return points.map { q in
        precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
        for i in 0..<dimension {
          z[i] = (q[i] - standardisation.mean[i]) / standardisation.deviation[i]
        }
        basis.evaluate(UnsafeBufferPointer(z), into: monomials)
        return body(UnsafeBufferPointer(monomials))
      }
    }
  }
}
