import CoarseGraining
import Dynamics
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// Whether the errors of entries and eigenvalues of G_eff are what they say, over many independent ensembles:
/// the points of a scan on a single plateau.
@Suite struct EigenvalueErrorTests {
  /// Deviations from the truth in units of the standard error, one row for each point.
  private func deviations(
    _ source: String, truth: Matrix, integrator: ScaleSpectrum.Integrator
  ) throws -> (eigenvalues: [[Double]], entries: [[Double]]) {
    let law = InitialLaw(positions: .normal(mean: [0, 0], deviation: [1, 1]))
    var settings = ScaleSpectrum.Settings(friction: 0.3, initial: law)
    settings.integrator = integrator
    settings.from = 0.4
    settings.to = 0.15
    settings.points = 48
    settings.refinements = 0
    settings.walkers = 256
    settings.time = 100
    settings.threads = 2
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential(source, coordinates: ["x", "y"]))
    let eigen = try SymmetricEigen(truth).values
    return (
      (0..<2).map { k in
        result.points.map { $0.eigenvalues[k].deviation(from: eigen[k]) }
      },
      [(0, 0), (0, 1), (1, 1)].map { i, j in
        result.points.map { $0.covariance[i, j].deviation(from: truth[i, j]) }
      }
    )
  }

  /// Two waves of very different strength, at 45° to the axes: the entries are correlated, the small
  /// eigenvalue known ten times better than any of them. With entries taken for independent its mean
  /// square deviation would be below 0.02.
  @Test(arguments: [ScaleSpectrum.Integrator.dampedVerlet, .gradientDescent])
  func cover(integrator: ScaleSpectrum.Integrator) throws {
    let source =
      "(x^2 + y^2)/2 + 2e-6*cos((x + y)/1e-6) + 2e-6*cos((x + y)/1.7e-6 + 1) "
      + "+ 0.3e-6*cos((x - y)/1e-6) + 0.3e-6*cos((x - y)/1.3e-6 + 2)"
    // ½A²kkᵀ: 2 and 2/1.7² along (1, 1), 0.045 and 0.045/1.3² along (1, −1).
    let (strong, weak) = (2 + 2 / (1.7 * 1.7), 0.045 + 0.045 / (1.3 * 1.3))
    let truth = Matrix(
      rows: 2, columns: 2,
      elements: [strong + weak, strong - weak, strong - weak, strong + weak])
    let (eigenvalues, entries) = try deviations(source, truth: truth, integrator: integrator)
    for deviations in eigenvalues + entries {
      try #require(deviations.count == 48)
      // Within five errors of the mean square, for a mean of 48 about 0.2 each.
      let square = mean(ofIndependent: deviations.map { $0 * $0 })
      #expect(abs(square.deviation(from: 1)) < 5, "mean square deviation \(square)")
      #expect(square.standardError < 0.6)
      // 2.2 are expected: more than 12 come once in 10⁶ runs.
      #expect(deviations.filter { abs($0) > 2 }.count <= 12)
    }
  }
}
