import Surrogates

extension TrainingStage {
  /// A split, and how networks did in it.
  typealias Judged = (split: BlockSplit, networks: CrossValidation)

  /// Simpler models, judged on the same samples as the networks.
  ///
  /// - Parameters:
  ///   - validation: fits and judges them.
  ///   - heldOut: what models that are fitted anew are compared with.
  ///   - seen: what a model that has seen the samples, or their neighbours, is compared with: networks of a
  ///     random split, which have seen the neighbours too.
  /// - Returns: the baselines by their names.
  /// - Throws: what a fit throws.
  func baselines(
    _ validation: NetworkValidation, heldOut: Judged, seen: Judged
  ) throws -> [String: Summary.Surrogate.Baseline] {
    func baseline(
      _ outcome: NetworkValidation.Outcome, _ description: String, against judged: Judged,
      isHeldOut: Bool
    ) throws -> Summary.Surrogate.Baseline {
      Summary.Surrogate.Baseline(
        description: description, loss: outcome.validation.mean, isHeldOut: isHeldOut,
        difference: try judged.networks.compared(with: outcome.validation).difference,
        forceError: outcome.forceError)
    }
    let degree = Self.polynomialDegree(dimension: samples.dimension)
    var baselines = [
      "polynomial": try baseline(
        validation.polynomials(heldOut.split, degree: degree),
        "ridge regression on polynomials of degree \(degree)", against: heldOut, isHeldOut: true)
    ]
    if let spline = LearnedPotential(results, method: .force) {
      baselines["force_spline"] = try baseline(
        validation.fixed(spline.potential, split: seen.split),
        "the force regression, which has seen all forces of the run", against: seen,
        isHeldOut: false)
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
