import Foundation
import Macroscope
import Statistics
import Testing

/// Whole runs by gradient descent.
@Suite struct GradientDescentRunTests {
  private func scenario(
    _ value: String, reference: String, step: Double, steps: Int, domain: Double, rest: String = ""
  ) throws -> Scenario {
    let plane = value.contains("y")
    return try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = \(plane ? "[\"x\", \"y\"]" : "[\"x\"]")
        parameters = { eps = 1e-6 }
        value = "\(value)"
        reference = "\(reference)"
        [domain]
        x = [-\(domain), \(domain)]
        \(plane ? "y = [-\(domain), \(domain)]" : "")
        [sampling]
        integrator = "gradient-descent"
        step = \(step)
        walkers = 512
        steps = \(steps)
        stored_samples = 50000
        initial = { mean = [0.0\(plane ? ", 0.0" : "")], deviation = [0.4\(plane ? ", 0.4" : "")] }
        \(rest)
        """, path: "descent.toml")
  }

  private static let well = "0.025*(x^2-1)^2"
  /// G = ½.
  private static let noise = "sum(i, 1, 9, eps/(3*sqrt(i))*cos(sqrt(i)*x/eps + i))"

  private func doubleWell(rest: String = "", steps: Int = 160_000) throws -> Scenario {
    try scenario(
      Self.well + " + " + Self.noise, reference: Self.well, step: 0.05, steps: steps, domain: 1.6,
      rest: rest)
  }

  /// V by both methods, G against ½A², T = ηG/2 up to the term of order ηV″, every check passed, and no
  /// momenta anywhere.
  @Test func doubleWellIsRecovered() throws {
    let results = try Run(doubleWell()).execute()
    let summary = results.summary
    #expect(summary.isTrustworthy, "\(summary.verdicts.filter { !$0.passed })")
    let temperature = summary.temperature
    #expect(abs(temperature.value - 0.0125) < 0.01 * 0.0125 + 5 * temperature.standardError)
    let noise = try #require(summary.noiseCovariance)
    #expect(noise.source == "gradient-balance")
    // The balance is exact for harmonic V; here it is off by O(η²V″²).
    #expect(noise.value[0][0].deviation(from: Estimate(value: 0.5, standardError: 1e-4)) < 5)
    let residual = try #require(noise.residual).value[0][0]
    #expect(abs(residual.value - 0.5) < 5 * residual.standardError)
    for method in ["density", "force"] {
      let fit = try #require(summary.effectivePotential[method])
      let error = try #require(fit.rmse)
      #expect(
        error.value < 0.03 * temperature.value + 5 * error.standardError, "\(method): \(error)")
    }
    #expect(summary.sampling.integrator == "gradient-descent")
    #expect(summary.configurationalTemperature == nil)
    #expect(summary.kurtosis.isEmpty && summary.equilibrium.isEmpty)
    #expect(summary.calibration?.friction == nil)
    #expect(summary.calibration?.momentumCovariance == nil)
    #expect(summary.calibration?.preconditioner == [[1]])
    #expect(!summary.verdicts.contains { $0.check.contains("moment") })
    #expect(results.momentum == nil && results.autocorrelation?.momentum.isEmpty == true)
    #expect(results.samples?.momentum.isEmpty == true)
  }

  @Test func threadsChangeNothing() throws {
    let scenario = try doubleWell(steps: 4000)
    let runs = try [1, 3].map { threads in
      var results = try Run(scenario, options: RunOptions(threads: threads)).execute()
      results.summary.timing = Summary.Timing(threads: 1, stages: [:], total: 0, stepsPerSecond: 0)
      return results
    }
    #expect(runs[0] == runs[1])
  }

  private static let anisotropic =
    "x^2 + x*y/2 + 0.75*y^2 + 2*eps*cos(x/eps) + 1.4*eps*cos((x+2*y)/eps + 0.3)"
  private static let bowl = "x^2 + x*y/2 + 0.75*y^2"

  /// The preconditioner makes the temperature one, and G is found.
  @Test func anisotropicNoiseIsPreconditioned() throws {
    let results = try Run(
      scenario(
        Self.anisotropic, reference: Self.bowl, step: 0.02, steps: 16_000, domain: 0.5)
    ).execute()
    let summary = results.summary
    #expect(summary.isTrustworthy, "\(summary.verdicts.filter { !$0.passed })")
    #expect(summary.verdicts.contains { $0.check == "isotropic_temperature" })
    let noise = try #require(summary.noiseCovariance)
    for (estimate, truth) in [
      (noise.value[0][0], 2.98), (noise.value[0][1], 1.96), (noise.value[1][1], 3.92),
    ] { #expect(abs(estimate.value - truth) < 0.01 * truth + 5 * estimate.standardError) }
    let preconditioner = try #require(summary.calibration?.preconditioner)
    #expect(abs(preconditioner[0][0] + preconditioner[1][1] - 2) < 1e-12)
    // D ∝ G⁻¹ up to terms of order ηDK.
    #expect(abs(preconditioner[0][1] / preconditioner[0][0] + 1.96 / 3.92) < 0.03)
    for method in ["density", "force"] {
      let error = try #require(summary.effectivePotential[method]?.rmse)
      #expect(
        error.value < 0.08 * summary.temperature.value + 5 * error.standardError,
        "\(method): \(error)")
    }
  }

  /// Without it the law is not Gibbs', and the run says so.
  @Test func anisotropicNoiseOfPlainDescentFails() throws {
    let summary = try Run(
      scenario(
        Self.anisotropic, reference: Self.bowl, step: 0.02, steps: 8000, domain: 0.5,
        rest: "[calibration]\nenabled = false")
    ).execute().summary
    let failed = summary.verdicts.filter { !$0.passed }
    #expect(failed.contains { $0.check == "isotropic_temperature" })
    #expect(failed.contains { $0.message.contains("[calibration]") })
    #expect(summary.noiseCovariance?.source == "residual")
  }

  /// A learning rate that resolves the microscale: every walker comes to rest.
  @Test func resolvedMicroscaleIsUntrustworthy() throws {
    let summary = try Run(
      scenario(
        "0.1*x^2 + 0.01*cos(x/0.01)", reference: "0.1*x^2", step: 0.01, steps: 8000, domain: 1)
    ).execute().summary
    #expect(summary.verdicts.contains { $0.check == "trapped_walkers" && !$0.passed })
    let suggested = try #require(summary.sampling.suggestedStep)
    #expect(abs(suggested - 5.12 * 0.01) < 0.1 * suggested)
  }

  /// The learned V serves the comparison: at the temperature of the run and the friction that is given.
  @Test func surrogateDynamicsOnItsPotential() throws {
    let langevin = """
      [hamiltonian]
      time = 1
      [langevin]
      friction = 1.0
      trajectories = 64
      time = 2.0
      records = 20
      equilibrium_time = 4.0
      """
    let scenario = try self.scenario(
      "x^2/2 + 1e-3*cos(x/1e-3)", reference: "x^2/2", step: 0.3, steps: 20_000, domain: 1.2,
      rest: langevin)
    let results = try Run(scenario).execute()
    let run = try #require(results.langevin)
    #expect(run.temperature == results.summary.temperature.value)
    #expect(run.friction.elements == [1])
    #expect(results.hamiltonian != nil)
    // From a folder as well as from the run.
    let again = try Run(scenario).compare(results)
    // Curves hold NaN, which is not equal to itself, where densities are not defined.
    #expect(again.langevin?.observables.map(\.scale) == run.observables.map(\.scale))
  }
}
