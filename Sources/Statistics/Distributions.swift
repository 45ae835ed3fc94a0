@preconcurrency import CGSL
import Foundation

// Distribution functions, by GSL. Arguments outside the domain give NaN.

/// The standard normal distribution function Φ(x).
public func normalCumulative(_ x: Double) -> Double {
  GSL.prepare()
  return gsl_cdf_ugaussian_P(x)
}

/// The standard normal survival function 1 − Φ(x), accurate in the far tail.
public func normalSurvival(_ x: Double) -> Double {
  GSL.prepare()
  return gsl_cdf_ugaussian_Q(x)
}

/// log Φ(x), finite far below the point where Φ itself underflows.
func logNormalCumulative(_ x: Double) -> Double {
  gsl_sf_log_erfc(-x * 0.5.squareRoot()) - 0.6931471805599453
}

/// The standard normal quantile Φ⁻¹(p); infinite at 0 and 1.
public func normalQuantile(_ p: Double) -> Double {
  GSL.prepare()
  return quantile(p, lowest: -.infinity) { gsl_cdf_ugaussian_Pinv($0) }
}

/// The quantile of Student's t distribution with `dof` > 0 degrees of freedom.
public func studentQuantile(_ p: Double, _ dof: Double) -> Double {
  guard dof > 0 else { return .nan }
  GSL.prepare()
  return quantile(p, lowest: -.infinity) {
    // GSL's inverse is unreliable for huge dof; there t is normal to all digits.
    dof > 1e10 ? gsl_cdf_ugaussian_Pinv($0) : gsl_cdf_tdist_Pinv($0, dof)
  }
}

/// The two-sided p-value P(|t| > |x|) of Student's t distribution with `dof` > 0 degrees of freedom.
public func studentTwoSided(_ x: Double, _ dof: Double) -> Double {
  guard dof > 0 else { return .nan }
  GSL.prepare()
  return 2 * gsl_cdf_tdist_Q(abs(x), dof)
}

/// The survival function P(X > x) of χ² with `dof` > 0 degrees of freedom: the p-value of a misfit.
public func chiSquaredSurvival(_ x: Double, _ dof: Double) -> Double {
  guard dof > 0, !x.isNaN else { return .nan }
  GSL.prepare()
  guard x > 0 else { return 1 }
  return x.isFinite ? gsl_cdf_chisq_Q(x, dof) : 0
}

/// The quantile of χ² with `dof` > 0 degrees of freedom.
public func chiSquaredQuantile(_ p: Double, _ dof: Double) -> Double {
  guard dof > 0 else { return .nan }
  GSL.prepare()
  return quantile(p, lowest: 0) { gsl_cdf_chisq_Pinv($0, dof) }
}

/// The survival function of Kolmogorov's distribution, P(√n D > x) for n → ∞.
///
/// 2 Σ (−1)^(k−1) exp(−2k²x²); for small x the equivalent theta series, which then converges faster.
public func kolmogorovSurvival(_ x: Double) -> Double {
  guard !x.isNaN else { return .nan }
  guard x > 0 else { return 1 }
  guard x.isFinite else { return 0 }
  if x < 1.18 {
    let y = exp(-Double.pi * Double.pi / (8 * x * x))
    let sum = y + pow(y, 9) + pow(y, 25) + pow(y, 49)
    return 1 - (2 * Double.pi).squareRoot() / x * sum
  }
  let y = exp(-2 * x * x)
  return 2 * (y - pow(y, 4) + pow(y, 9) - pow(y, 16))
}

private func quantile(_ p: Double, lowest: Double, _ inverse: (Double) -> Double) -> Double {
  switch p {
  case 0: lowest
  case 1: .infinity
  case let p where p > 0 && p < 1: inverse(p)
  default: .nan
  }
}
