@preconcurrency import CGSL

/// The k-th smallest of finite values, k from 0, by partial sorting (Numerical Recipes' and GSL's `select`).
///
/// The values are left in another order. O(n) in the mean.
package func orderStatistic(_ k: Int, of values: UnsafeMutableBufferPointer<Double>) -> Double {
  precondition(values.indices.contains(k), "0 ≤ k < n")
  return gsl_stats_select(values.baseAddress, 1, values.count, k)
}
