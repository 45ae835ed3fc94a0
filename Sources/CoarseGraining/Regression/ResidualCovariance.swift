import LinearAlgebra

/// The covariance of the micro gradients g − ∇V over all samples in the domain, with the standard
/// error of each entry from the scatter between cohorts.
public struct ResidualCovariance: Equatable, Sendable {
  /// The covariance, d × d.
  public let value: Matrix
  /// The standard error of each entry.
  public let standardErrors: Matrix

  /// From Σ rrᵀ and the number of samples of each cohort.
  init(products: [Matrix], counts: [Double], weights: CohortWeights) {
    let total = counts.reduce(0, +)
    let n = products[0].rows
    var mean = Matrix(rows: n, columns: n)
    for product in products { mean = mean + product }
    mean = (1 / total) * mean
    var variance = Matrix(rows: n, columns: n)
    for (product, count) in zip(products, counts) {
      for i in variance.elements.indices {
        let response = weights.scale * (product.elements[i] - count * mean.elements[i]) / total
        variance.elements[i] += response * response
      }
    }
    for i in variance.elements.indices { variance.elements[i].formSquareRoot() }
    (value, standardErrors) = (mean, variance)
  }
}
