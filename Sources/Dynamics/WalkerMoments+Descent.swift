import LinearAlgebra

/// Moments of a gradient descent. Its walkers have no momentum: the gradient u = ∇f(x) that the step
/// followed takes that place in the accumulated sums, hence E[u uᵀ] and E[u′ uᵀ] of consecutive steps.
extension WalkerMoments {
  /// Each walker's E[u uᵀ].
  public func gradientProducts() -> [Matrix] { momentumProducts() }

  /// E[u uᵀ] over walkers and time.
  public func meanGradientProduct() -> Matrix {
    var mean = Matrix(rows: dimension, columns: dimension)
    for i in 0..<dimension {
      for j in 0..<dimension { mean[i, j] = ensembleMean(index.momentumProduct(i, j)) }
    }
    return mean
  }

  /// Each walker's E[u′ uᵀ], the gradient of a step against that of the step before.
  public func laggedGradientProducts() -> [Matrix] { laggedProducts() }

  /// Each walker's Θ = (η/2) sym(D E[u uᵀ]), which is T·I where the law is Gibbs'.
  ///
  /// Stationarity of E[x xᵀ] under x′ = x − ηDu gives D E[u xᵀ] + E[x uᵀ] D = η D E[u uᵀ] D, whatever V.
  /// For harmonic V = ½ xᵀKx and white noise E[u xᵀ] = K Cov(x), hence Cov(x) = T K⁻¹ if and only if
  /// (η/2) E[u uᵀ] D = T·I, exactly at any stable η: the half mean square displacement over η, which
  /// is Einstein's relation. In one dimension it says Var(x) = ηG/(k(2 − ηk)) = T/k.
  /// (docs/gradient-descent.md.)
  public func descentTemperatureMatrices(_ map: GradientDescent) -> [Matrix] {
    gradientProducts().map { ((map.step / 2) * (map.preconditioner * $0)).symmetrized }
  }
}
