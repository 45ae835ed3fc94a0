import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// Advice on functions of which everything is known.
@Suite struct StepAdvisorTests {
  private func settings(dimension: Int = 1, seed: UInt64 = 1) -> StepAdvisor.Settings {
    let (zero, one) = (
      [Double](repeating: 0, count: dimension), [Double](repeating: 1, count: dimension)
    )
    var settings = StepAdvisor.Settings(
      initial: InitialLaw(positions: .normal(mean: zero, deviation: one)))
    settings.work = 1e8
    settings.seed = seed
    settings.threads = 2
    return settings
  }

  private func advise(
    _ source: String, step: Double, friction: Double = 0.1, seed: UInt64 = 1
  ) throws -> StepAdvice {
    try StepAdvisor(
      ExpressionPotential(source, coordinates: ["x"]), settings: settings(seed: seed)
    ).advise(step: step, friction: friction)
  }

  /// kx²/2 + A ε cos(x/ε + φ) with random k, A, ε, φ, step and friction: both ends of the window, T, the
  /// resolution and the relaxation time 1/(2γ) of x² have closed forms.
  @Test(arguments: 1...8) func harmonic(seed: Int) throws {
    let draws = Philox(seed: UInt64(seed), stream: 77)
    func uniform(_ n: UInt64, _ a: Double, _ b: Double) -> Double {
      a * pow(b / a, draws.uniform(0, n))
    }
    let k = uniform(0, 0.3, 10)
    let amplitude = uniform(1, 0.5, 3)
    let epsilon = uniform(2, 1e-5, 1e-4)
    let limit = 2 / k.squareRoot()
    let h = limit * uniform(3, 0.15, 0.4)
    let friction = uniform(4, 0.01, 0.06) / h
    let advice = try advise(
      "\(k)*x^2/2 + \(amplitude * epsilon)*cos(x/\(epsilon) + \(seed))", step: h,
      friction: friction, seed: UInt64(seed))
    #expect(advice.concerns.isEmpty, "\(advice.concerns)")
    #expect(advice.unknown.isEmpty && advice.suggestedStep == nil)
    let window = advice.window
    let stability = try #require(window.stabilityLimit)
    #expect(abs(stability / limit - 1) < 0.03, "\(stability), not \(limit)")
    let sinks = 2 * (epsilon / amplitude).squareRoot()
    #expect(abs(window.sinkLimit / sinks - 1) < 0.02, "\(window.sinkLimit), not \(sinks)")
    let least = try #require(window.leastStep)
    #expect(least > 0.45 * sinks && least < 2.1 * sinks)
    #expect(window.lower < h && h < window.upper)

    let noise = amplitude * amplitude / 2
    let truth = h * h / 4 / tanh(friction * h / 2) * noise
    let temperature = try #require(advice.temperature)
    #expect(
      abs(temperature.value / truth - 1) < 0.03 + 5 * temperature.relativeError,
      "\(temperature), not \(truth)")
    let kinetic = try #require(advice.kineticTemperature).value
    #expect(abs(kinetic / (truth / (1 - h * h * k / 4)) - 1) < 0.05)
    let resolution = try #require(advice.resolution).first ?? 0
    #expect(abs(resolution / (h * kinetic.squareRoot()) - 1) < 1e-9)
    let relaxation = try #require(advice.relaxation)
    // Where half a period divides the interval of the series, e^(−γt) cos² ωt is e^(−γt) there, twice that; where a
    // whole one does, x itself has e^(−γt/2), four times. Short series add a factor of their own.
    let ratio = relaxation.slowest.value * 2 * friction
    #expect(ratio > 0.4 && ratio < 5, "\(relaxation)")
    #expect(advice.precision != nil)
  }

  /// An anisotropic well in the plane under a random rotation, with calibration.
  @Test(arguments: [1, 2, 3]) func plane(seed: Int) throws {
    let angle = 0.7 * Double(seed)
    let (c, s) = (cos(angle), sin(angle))
    let potential = try ExpressionPotential(
      "(3*(\(c)*x + \(s)*y)^2 + (\(c)*y - \(s)*x)^2)/2 + e*(2*cos(x/e) + 1.4*cos((x + 2*y)/e))",
      coordinates: ["x", "y"], parameters: ["e": 5e-5])
    var settings = settings(dimension: 2, seed: UInt64(seed))
    settings.calibration = StepAdvisor.Calibration(
      temperature: 1.5,
      design: MassMatrixDesign(dimension: 2, contrast: 0.5, coupling: 0.5))
    let advice = try StepAdvisor(potential, settings: settings).advise(step: 0.15, friction: 0.2)
    #expect(advice.concerns.isEmpty, "\(advice.concerns)")
    let stability = try #require(advice.window.stabilityLimit)
    #expect(abs(stability / (2 / 3.0.squareRoot()) - 1) < 0.03)
    let sweep = try #require(advice.window.sweepLimit)
    #expect(abs(sweep / (stability / 1.5.squareRoot()) - 1) < 1e-9)
    // G = ½·4 (1,0)(1,0)ᵀ + ½·1.96 (1,2)(1,2)ᵀ.
    let truth = Matrix(rows: [[2.98, 1.96], [1.96, 3.92]])
    let covariance = try #require(advice.noiseCovariance)
    let strongest = try #require(try SymmetricEigen(truth).values.last)
    for i in 0..<2 { for j in 0..<2 { #expect(abs(covariance[i, j] - truth[i, j]) < 0.35) } }
    let noiseLimit = try #require(advice.window.noiseLimit)
    #expect(abs(noiseLimit / (2 * (1.5 / strongest).squareRoot()) - 1) < 0.05)
    #expect(advice.temperature == .exact(1.5))
    #expect(abs((advice.kineticTemperature?.value ?? 0) / 1.5 - 1) < 0.05)
    #expect(advice.frictionMatrix != nil)
    // Tr Θ = (h²/4) coth(γh/2) Tr G whatever the shape.
    let sweepTruth = 0.15 * 0.15 / 4 / tanh(0.015) * truth.trace / 2
    #expect(abs((advice.sweepTemperature?.value ?? 0) / sweepTruth - 1) < 0.04)
  }

  @Test func anisotropyWithoutCalibration() throws {
    let potential = try ExpressionPotential(
      "x^2 + x*y/2 + 0.75*y^2 + e*(2*cos(x/e) + 1.4*cos((x + 2*y)/e))", coordinates: ["x", "y"],
      parameters: ["e": 5e-5])
    let advice = try StepAdvisor(potential, settings: settings(dimension: 2))
      .advise(step: 0.1, friction: 0.2)
    guard case .anisotropic(let deviation) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(deviation > 0.1)
    #expect(advice.concerns.count == 1)
  }

  /// A step above the limit is told, with the limit and one that would do, by a probe that diverges.
  @Test(arguments: [1.02, 1.5, 30]) func unstable(excess: Double) throws {
    let advice = try advise("2*x^2 + 1e-4*cos(x/1e-4)", step: excess)
    guard case .unstable(let limit?) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(abs(limit - 1) < 0.03)
    let suggestion = try #require(advice.suggestedStep)
    #expect(suggestion > advice.window.lower && suggestion < 0.9)
    #expect(advice.temperature == nil)
    let cure = try advise("2*x^2 + 1e-4*cos(x/1e-4)", step: suggestion)
    #expect(cure.concerns.isEmpty)
  }

  @Test func nearlyUnstable() throws {
    let advice = try advise("2*x^2 + 1e-4*cos(x/1e-4)", step: 0.95)
    guard case .nearlyUnstable(let limit) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(abs(limit - 1) < 0.03)
  }

  /// A potential that confines nothing: no step is stable, and nothing crashes.
  @Test func unbounded() throws {
    let advice = try advise("-x^2 + 1e-3*cos(x/1e-3)", step: 0.1)
    #expect(advice.concerns == [.unstable(limit: nil)])
    #expect(advice.suggestedStep == nil && advice.window.stabilityLimit == nil)
    #expect(!advice.unknown.isEmpty)
  }

  @Test(arguments: ["x^2/2", "(x^2 - 1)^2", "cosh(x)"]) func smooth(source: String) throws {
    let advice = try advise(source, step: 0.1)
    #expect(advice.concerns == [.smooth])
    #expect(advice.temperature == nil)
    #expect(advice.window.stabilityLimit != nil)
  }

  /// x²/2 + 0.001 cos(x/0.001): attractors below 0.063, captures up to a little above.
  @Test(arguments: [0.02, 0.035, 0.05]) func sinks(step: Double) throws {
    let advice = try advise("x^2/2 + 0.001*cos(x/0.001)", step: step)
    switch advice.concerns.first {
    case .sinks, .belowSinkLimit, .atRest: break
    default: Issue.record("\(advice.concerns)")
    }
    #expect(abs(advice.window.sinkLimit / 0.0632 - 1) < 0.01)
    let suggestion = try #require(advice.suggestedStep)
    #expect(suggestion > 0.08 && suggestion < 0.13)
  }

  /// Between the plateaus of ε = 0.1 and of all noise; the kurtosis there is 3.36.
  @Test func betweenScales() throws {
    let advice = try advise("x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", step: 0.3)
    guard case .betweenScales(let kurtosis) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(abs(kurtosis.deviation(from: 3.36)) < 5)
    let suggestion = try #require(advice.suggestedStep)
    #expect((0.33...0.6).contains(suggestion) || (0.1...0.2).contains(suggestion))
  }

  /// One sine with γh = 0.6: excess kurtosis −1.5 tanh(0.6) = −0.81.
  @Test func strongFriction() throws {
    let advice = try advise("x^2/200 + 1e-5*cos(x/1e-5)", step: 0.5, friction: 1.2)
    guard case .strongFriction(let kurtosis) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(abs(kurtosis.value - 3 + 1.5 * tanh(0.6)) < 0.05 + 5 * kurtosis.standardError)
    let most = try #require(advice.window.strongestFriction)
    #expect(abs(1.5 * tanh(most * 0.5) - 0.2) < 1e-9)
  }

  @Test func noiseTooStrongForTheTemperature() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + y^2/2 + e*(3*cos(x/e) + 3*cos(y/e))", coordinates: ["x", "y"],
      parameters: ["e": 1e-5])
    var settings = settings(dimension: 2)
    settings.calibration = StepAdvisor.Calibration(temperature: 0.1)
    let advice = try StepAdvisor(potential, settings: settings).advise(step: 0.6, friction: 0.2)
    // G = 4.5, 4T/h² = 1.1; the limit of the step is 2 √(0.1/4.5) = 0.298.
    guard case .calibration(.noiseTooStrong) = advice.concerns.first else {
      Issue.record("\(advice.concerns)")
      return
    }
    #expect(abs((advice.window.noiseLimit ?? 0) / 0.298 - 1) < 0.03)
    #expect(advice.temperature == nil)
    #expect((advice.suggestedStep ?? 1) < 0.298)
  }

  /// x′ = x − ηf′: T = ηG/(2 − ηk) and the limit 2/k.
  @Test func descent() throws {
    var settings = settings()
    settings.integrator = .gradientDescent
    let advice = try StepAdvisor(
      ExpressionPotential("x^2/2 + 1e-6*cos(x/1e-6)", coordinates: ["x"]), settings: settings
    ).advise(step: 0.2, friction: .nan)
    #expect(advice.concerns.isEmpty, "\(advice.concerns)")
    #expect(advice.friction == nil && advice.kineticTemperature == nil)
    #expect(abs((advice.window.stabilityLimit ?? 0) / 2 - 1) < 0.03)
    let temperature = try #require(advice.temperature)
    #expect(abs(temperature.value / (0.2 * 0.5 / 1.8) - 1) < 0.02 + 5 * temperature.relativeError)
    #expect(abs((advice.relaxation?.slowest.value ?? 0) / (1 / 1.0) - 1) < 0.4)
  }

  @Test func doesNotDependOnThreads() throws {
    let potential = try ExpressionPotential(
      "(x^2 - 1)^2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", coordinates: ["x"])
    var advices: [StepAdvice] = []
    for threads in [1, 3] {
      var settings = settings()
      settings.threads = threads
      // One step needs a remedy, the other does not.
      let advisor = StepAdvisor(potential, settings: settings)
      advices.append(try advisor.advise(step: 0.1, friction: 0.1))
      advices.append(try advisor.advise(step: 0.05, friction: 0.1))
    }
    for (a, b) in zip(advices[..<2], advices[2...]) {
      #expect(a.window == b.window)
      #expect(a.temperature == b.temperature)
      #expect(a.precision == b.precision)
      #expect(a.suggestedStep == b.suggestedStep)
    }
    #expect(advices[1].suggestedStep != nil)
  }

  @Test func nonsense() throws {
    let advisor = StepAdvisor(
      try ExpressionPotential("x^2", coordinates: ["x"]), settings: settings())
    #expect(throws: DynamicsError.self) { try advisor.advise(step: 0, friction: 0.1) }
    #expect(throws: DynamicsError.self) { try advisor.advise(step: 0.1, friction: -1) }
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: DynamicsError.cancelled) {
      try advisor.advise(step: 0.1, friction: 0.1, cancellation: cancellation)
    }
  }
}
