import Surrogates

extension TrainingStage {
  /// Simpler models, judged on the same samples as the networks.
  func baselines(
    _ validation: NetworkValidation, split: BlockSplit, judged: CrossValidation
  ) throws -> [String: Summary.Surrogate.Baseline] {
    func baseline(
      _ outcome: NetworkValidation.Outcome, _ description: String, isHeldOut: Bool
    ) throws -> Summary.Surrogate.Baseline {
      Summary.Surrogate.Baseline(
        description: description, loss: outcome.validation.mean, isHeldOut: isHeldOut,
        difference: try judged.compared(with: outcome.validation).difference,
        forceError: outcome.forceError)
    }
    let degree = Self.polynomialDegree(dimension: samples.dimension)
    var baselines = [
      "polynomial": try baseline(
        validation.polynomials(split, degree: degree),
        "ridge regression on polynomials of degree \(degree)", isHeldOut: true)
    ]
    if let spline = LearnedPotential(results, method: .force) {
      baselines["force_spline"] = try baseline(
        validation.fixed(spline.potential, split: split),
        "the force regression, which has seen all forces of the run", isHeldOut: false)
    }
    return baselines
  }

  /// At most 1001 monomials.
  static func polynomialDegree(dimension: Int) -> Int {
    switch dimension {
    case 1: 16
    case 2: 12
    case 3: 8
    case 4, 5: 6
    case 6...10: 4
    default: 3
    }
  }
}
