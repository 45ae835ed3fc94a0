import LinearAlgebra

/// How the ridge parameter of a polynomial fit is chosen.
public enum RidgeChoice: Equatable, Sendable {
  /// By generalised cross-validation with every parameter counted so many times. 1 is the classical
  /// criterion, which now and then undersmooths badly; 1.4 prevents it at hardly any cost (Kim & Gu,
  /// JRSS B 66, 337 (2004)). Correlated samples: the number times their statistical inefficiency 2τ_int.
  case generalisedCrossValidation(parameterFactor: Double = 1.4)
  /// A given one, relative to a unit diagonal of the normal equations.
  case fixed(Double)
}

extension PolynomialNormalEquations {
  /// Adds the sums of other samples with the same monomials and standardisation (those of another
  /// thread or block, say).
  public mutating func add(_ other: PolynomialNormalEquations) {
    precondition(
      basis == other.basis && standardisation == other.standardisation,
      "sums of the same polynomial expected")
    mergeGradients(other)
    mergeValues(other)
  }

  /// Fits the polynomial. O(count³) for `count` monomials, independent of the number of samples.
  public func solve(
    ridge choice: RidgeChoice = .generalisedCrossValidation()
  ) throws(ValidationError) -> PolynomialRidge {
    let equations = gradientCount * basis.dimension + valueCount
    guard equations > 0 else { throw .tooFewSamples(needed: 1, found: 0) }
    do throws(LinearAlgebraError) {
      let system = reducedSystem(equations: equations)
      let spectrum = try system.spectrum()
      let ridge: Double
      switch choice {
      case .generalisedCrossValidation(let factor):
        ridge = system.bestRidge(spectrum, factor: factor)
      case .fixed(let given): ridge = max(given, system.smallestRidge)
      }
      let solution = try system.solve(ridge: ridge)
      let parameters = spectrum.effectiveParameters(ridge)
      return PolynomialRidge(
        basis: basis, standardisation: standardisation,
        coefficients: [constant(solution)] + solution, ridge: ridge,
        effectiveParameters: parameters,
        residualVariance: spectrum.residual(ridge) / (Double(equations) - parameters))
    } catch {
      throw .linearAlgebra(error)
    }
  }

  /// The normal equations of all monomials but the constant, which is eliminated: values determine it
  /// without a ridge, gradients not at all.
  private func reducedSystem(equations: Int) -> RidgeSystem {
    let n = basis.count - 1
    var matrix = Matrix(rows: n, columns: n)
    var products = [Double](repeating: 0, count: n)
    var squares = gradientSquares
    for (i, derivatives) in basis.derivatives.enumerated() {
      let inverse = 1 / standardisation.deviation[i]
      for a in derivatives {
        let row = a.monomial - 1
        products[row] += inverse * a.exponent * gradientProducts[a.source, i]
        for b in derivatives {
          let gram = gradientGram.elements[a.source * basis.lowerCount + b.source]
          matrix.elements[row * n + b.monomial - 1] +=
            inverse * inverse * a.exponent * b.exponent * gram
        }
      }
    }
    let total = valueWeight
    if total > 0 {
      for i in 0..<n {
        let share = valueGram[i + 1, 0] / total
        products[i] += valueProducts[i + 1, 0] - share * valueProducts[0, 0]
        for j in 0..<n {
          matrix.elements[i * n + j] += valueGram[i + 1, j + 1] - share * valueGram[0, j + 1]
        }
      }
      squares += valueSquares - valueProducts[0, 0] * valueProducts[0, 0] / total
    }
    return RidgeSystem(
      matrix, products: products, squares: squares, equations: equations,
      eliminated: total > 0 ? 1 : 0)
  }

  /// The constant that goes with the other coefficients; 0 without values.
  private func constant(_ others: [Double]) -> Double {
    guard valueWeight > 0 else { return 0 }
    var sum = valueProducts[0, 0]
    for (i, coefficient) in others.enumerated() { sum -= coefficient * valueGram[0, i + 1] }
    return (valueOrigin ?? 0) + sum / valueWeight
  }

  private var valueWeight: Double { valueGram.rows > 0 ? valueGram[0, 0] : 0 }
}
