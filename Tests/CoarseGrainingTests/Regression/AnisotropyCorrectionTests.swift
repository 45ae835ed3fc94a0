import CoarseGraining
import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct AnisotropyCorrectionTests {
  /// Samples of the law that a friction leads to which is some per cent off: −T log ρ is tilted by many of its errors,
  /// and what is corrected is V.
  @Test(arguments: 1...3) func recoversTheHarmonicWell(seed: Int) throws {
    let law = try TiltedLaw(dimension: 2, seed: seed)
    let sigma = law.covariance
    let deviations = [sigma[0, 0].squareRoot(), sigma[1, 1].squareRoot()]
    let axes = deviations.map { UniformAxis(lower: -4 * $0, upper: 4 * $0, count: 48) }
    let cohorts = 64
    let histogram = Histogram(axes: axes, components: [0, 1], cohorts: cohorts)
    var draws = (0..<cohorts).map { Draws(seed: UInt64(seed), stream: $0) }
    let slope = sigma[0, 1] / sigma[0, 0]
    let rest = (sigma[1, 1] - slope * sigma[0, 1]).squareRoot()
    accumulate(
      histogram: histogram, dimension: 2,
      samplesPerCohort: [Int](repeating: 20_000, count: cohorts)
    ) { cohort, _ in
      let x = deviations[0] * draws[cohort].normal()
      return ([x, slope * x + rest * draws[cohort].normal()], nil)
    }
    let known = TemperatureMatrix(
      value: law.temperature.value,
      replicates: [Matrix](repeating: Matrix(rows: 2, columns: 2), count: cohorts),
      mobility: law.temperature.mobility)
    let plain = try DensityRegression().fit(histogram, temperature: known.temperature)
    let corrected = try DensityRegression().fit(histogram, temperature: known)
    var worst = 0.0
    for angle in stride(from: 0.0, to: 3.1, by: 0.4) {
      let q = [2 * cos(angle) * deviations[0], 2 * sin(angle) * deviations[1]]
      let truth = law.stiffness.bilinear(q, q) / 2
      let found = corrected.difference(from: [0, 0], to: q)
      // Second order of the tilt beside five standard errors.
      #expect(abs(found.value - truth) < 5 * found.standardError + 0.004 * truth)
      worst = max(worst, abs(plain.difference(from: [0, 0], to: q).deviation(from: truth)))
    }
    #expect(worst > 3)
  }

  /// The error of Θ is in that of V.
  @Test func errorsOfTheTemperaturesTilt() throws {
    let law = TestLaw.anisotropic(temperature: 1)
    let axes = [
      UniformAxis(lower: -3, upper: 3, count: 32), UniformAxis(lower: -3.5, upper: 3.5, count: 32),
    ]
    let cohorts = 32
    let histogram = Histogram(axes: axes, components: [0, 1], cohorts: cohorts)
    independentSamples(of: law, into: histogram, perCohort: 5000, seed: 8)
    func error(_ deviation: Double) throws -> Double {
      // As many cohorts up as down, which leaves nothing of the correlation with the counts but chance.
      let replicates = (0..<cohorts).map { g in
        Matrix(rows: [[deviation, 0], [0, -deviation]]).mapElements { g % 2 == 0 ? $0 : -$0 }
      }
      let fit = try DensityRegression().fit(
        histogram,
        temperature: TemperatureMatrix(
          value: .identity(2), replicates: replicates, mobility: .identity(2)))
      return fit.difference(from: [0, 0], to: [1.2, 0]).standardError
    }
    // u ≈ 1.2²/2 · k_xx δ, from 32 cohorts.
    let (none, large) = (try error(0), try error(0.01))
    let added = (large * large - none * none).squareRoot()
    #expect(added > 0.06 && added < 0.12)
    #expect(none < 0.03)
  }
}
