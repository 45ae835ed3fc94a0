/// The mean of independent values, with the standard error s/√n from their scatter.
///
/// An empty sample gives NaN; a single value has a NaN standard error.
public func mean(ofIndependent values: [Double]) -> Estimate {
  mean(ofIndependent: values, weights: [Double](repeating: 1, count: values.count))
}

/// The weighted mean of independent values (group means with their sizes as weights, say).
///
/// The weights are fixed numbers ≥ 0, not inverse variances: the standard error comes from the
/// scatter of the values, SE² = G/(G−1) Σ w² (x − x̄)² / (Σ w)², G being the number of values with a
/// positive weight. No such value gives NaN; a single one a NaN standard error.
public func mean(ofIndependent values: [Double], weights: [Double]) -> Estimate {
  precondition(values.count == weights.count, "one weight per value expected")
  precondition(weights.allSatisfy { $0 >= 0 }, "weights cannot be negative")
  let total = weights.reduce(0, +)
  let groups = Double(weights.count { $0 > 0 })
  guard groups > 0 else { return .undefined }
  // Around the first value used, against cancellation.
  let origin = zip(values, weights).first { $0.1 > 0 }?.0 ?? 0
  var shift = 0.0
  for (x, w) in zip(values, weights) where w > 0 { shift += w * (x - origin) }
  shift /= total
  var sum = 0.0
  for (x, w) in zip(values, weights) where w > 0 {
    let term = w * (x - origin - shift)
    sum += term * term
  }
  let error = groups > 1 ? (groups / (groups - 1) * sum).squareRoot() / total : .nan
  return Estimate(value: origin + shift, standardError: error)
}

/// The mean and the unbiased variance (divisor n − 1) of a sample, by two passes.
///
/// NaN where there are not enough values.
public func meanAndVariance(of values: [Double]) -> (mean: Double, variance: Double) {
  guard let origin = values.first else { return (.nan, .nan) }
  let n = Double(values.count)
  let shift = values.reduce(0) { $0 + ($1 - origin) } / n
  let sum = values.reduce(0) { $0 + ($1 - origin - shift) * ($1 - origin - shift) }
  return (origin + shift, values.count > 1 ? sum / (n - 1) : .nan)
}
