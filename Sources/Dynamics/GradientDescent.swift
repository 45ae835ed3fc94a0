import CKernels
import LinearAlgebra

/// Gradient descent with a large learning rate η and a preconditioner D:
///
///     x′ = x − η D ∇f(x)
///
/// the overdamped sibling of the damped Störmer–Verlet map. It is deterministic; where ηD∇f does not
/// resolve a microscopic term of f, that term's gradient acts as noise of covariance G, and the law of
/// x approaches exp(−V/T), T = ηG/2 for D = I, as η → 0 with the microscale ≪ η. For harmonic
/// V = ½ xᵀKx in one dimension exactly Var(x) = ηG/(k(2 − ηk)). Stable for η < 2/λ_max(D∇²V)
/// (docs/gradient-descent.md).
///
/// Source: Kong & Tao, *Stochasticity of deterministic gradient descent: large learning rate for
/// multiscale objective function*, NeurIPS 33 (2020).
public struct GradientDescent: Sendable, Equatable {
  /// The learning rate η.
  public let step: Double
  /// D, symmetric positive definite, d × d.
  public let preconditioner: Matrix

  /// The map for a learning rate and a preconditioner.
  ///
  /// - Throws: `DynamicsError.invalidParameter` for a learning rate that is not positive and finite, or
  ///   a matrix that is not symmetric positive definite.
  /// - Complexity: O(d³), once.
  public init(step: Double, preconditioner: Matrix) throws(DynamicsError) {
    guard step > 0, step.isFinite else {
      throw .invalidParameter("the learning rate must be positive and finite, not \(step)")
    }
    let eigen = try ParameterChecks.eigen(preconditioner, "preconditioner")
    guard let weakest = eigen.values.first, weakest > 0 else {
      throw .invalidParameter(
        "the preconditioner must be positive definite; its eigenvalues are \(eigen.values)")
    }
    self.step = step
    self.preconditioner = preconditioner
  }

  /// Plain gradient descent in d coordinates, D = I.
  public init(step: Double, dimension: Int) throws(DynamicsError) {
    try self.init(step: step, preconditioner: .identity(dimension))
  }

  /// The number of coordinates d.
  public var dimension: Int { preconditioner.rows }

  /// Calls `body` with the kernels' form of the map.
  func withKernelMap<R>(_ body: (UnsafePointer<ck_gradient_descent>) -> R) -> R {
    (step * preconditioner).elements.withUnsafeBufferPointer { rate in
      var map = ck_gradient_descent(dimension: Int32(dimension), rate: rate.baseAddress)
      return body(&map)
    }
  }
}
