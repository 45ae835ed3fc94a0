import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The scale spectra of functions whose scales are known.
@Suite struct ScaleSpectrumTests {
  private func settings(
    dimension: Int = 1, friction: Double = 0.1, seed: UInt64 = 1
  ) -> ScaleSpectrum.Settings {
    let (zero, one) = (
      [Double](repeating: 0, count: dimension), [Double](repeating: 1, count: dimension)
    )
    var settings = ScaleSpectrum.Settings(
      friction: friction, initial: InitialLaw(positions: .normal(mean: zero, deviation: one)))
    settings.seed = seed
    settings.threads = 2
    return settings
  }

  private func scan(_ source: String, seed: UInt64 = 1) throws -> ScaleSpectrum.Result {
    try ScaleSpectrum(settings(seed: seed)).run(
      ExpressionPotential(source, coordinates: ["x"]))
  }

  /// ε = 10⁻¹ … 10⁻⁴: three plateaus, and jumps at the kurtosis peaks that an independent program
  /// found at h = 0.19 and 0.049.
  @Test(arguments: [1, 2, 3] as [UInt64]) func fourScales(seed: UInt64) throws {
    let result = try scan(
      "x^2/2 + sum(k, 1, 4, 10^(-k)*cos(x*10^k))", seed: seed)
    let plateaus = result.plateaus.plateaus
    try #require(plateaus.count == 3, "\(plateaus)")
    for (plateau, truth) in zip(plateaus, [2.0, 1.5, 1.0]) {
      // The lowest is at steps near the sinks, where noise is 4 % weaker.
      let allowed = 0.05 + 3 * plateau.strength.relativeError
      #expect(plateau.strength.relativeError < 0.03)
      #expect(
        abs(plateau.strength.value / truth - 1) < allowed, "\(plateau.strength), not \(truth)")
      #expect((plateau.stepMin...plateau.stepMax).contains(plateau.recommendedStep))
      #expect(plateau.stepMin > result.range.sinkLimit)
    }
    let scales = result.plateaus.scales
    try #require(scales.count == 4)
    for (n, scale) in scales.enumerated() {
      let truth = pow(10, -Double(n + 1))
      let epsilon = try #require(scale.epsilon)
      #expect(abs(epsilon.value - truth) < 5 * epsilon.standardError, "ε = \(epsilon)")
      #expect(epsilon.standardError < 0.01 * truth)
      #expect(abs(scale.strength.value / 0.5 - 1) < 0.1, "\(scale.strength)")
      #expect(abs(scale.strength.deviation(from: 0.5)) < 5, "\(scale.strength)")
    }
    // What the staircase says by itself.
    for (scale, truth) in zip(scales, [(0.19, 0.1), (0.049, 0.01)]) {
      let jump = try #require(scale.jump)
      #expect(!scale.isPredicted && scale.step == jump.step)
      #expect(abs(jump.step.value / truth.0 - 1) < 0.15, "jump at \(jump.step)")
      #expect(abs(jump.epsilon.value - truth.1) < 5 * jump.epsilon.standardError)
      #expect(jump.epsilon.standardError < 0.12 * truth.1)
      #expect(abs(jump.strength.value / 0.5 - 1) < 0.1, "\(jump.strength)")
    }
    // The finer two jump below the sinks, at |k|h√T/ε = 2.33 with T = hG/(2γ).
    for (n, scale) in scales.enumerated().dropFirst(2) {
      let step = try #require(scale.step)
      #expect(scale.isPredicted && scale.jump == nil)
      let finer = 0.5 * Double(3 - n) + 0.3 * 0.5
      let truth = pow(2.33 * pow(10, -Double(n + 1)) / (finer / 0.2).squareRoot(), 2 / 3.0)
      #expect(abs(step.value / truth - 1) < 0.05, "\(step), not \(truth)")
      #expect(step.value < result.range.sinkLimit)
    }
  }

  /// The relation that predicts a step, against a jump that is seen: with two errors.
  @Test(arguments: [0.02, 0.05, 0.1]) func predictedSteps(eps: Double) throws {
    var settings = settings()
    settings.points = 32
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential(
        "x^2/2 + \(eps)*cos(x/\(eps)) + 1e-4*cos(x*1e4)", coordinates: ["x"]))
    let jump = try #require(result.plateaus.scales.first?.jump)
    let components = try #require(result.waveNumbers).micro
    try #require(components.count == 2)
    let predicted = ScaleAssembly(settings, dimension: 1).predictedStep(components, 0)
    #expect(abs((predicted - jump.step).deviation(from: 0)) < 2, "\(predicted), \(jump.step)")
    #expect(predicted.relativeError < 0.1)
  }

  /// Whole scans of random functions: the number of scales, strengths within 10 %.
  @Test(arguments: 1...4) func randomFunctions(scales: Int) throws {
    let draws = Philox(seed: 12, stream: UInt64(scales))
    var (text, k) = ("x^2/2", 1.0)
    var truth: [Double] = []
    for j in 0..<scales {
      let (u, v) = draws.uniforms(0, UInt64(j))
      k *= 5 * exp(u * log(6))
      text += " + \((0.5 + v) / k)*cos(\(k)*x + \(6 * draws.uniform(1, UInt64(j))))"
      truth.append((0.5 + v) * (0.5 + v) / 2)
    }
    var settings = settings()
    settings.points = 16
    settings.walkers = 512
    settings.time = 300
    let found = try ScaleSpectrum(settings).run(
      ExpressionPotential(text, coordinates: ["x"])
    ).plateaus.scales.map(\.strength)
    try #require(found.count == truth.count, "\(found), not \(truth)")
    for (strength, truth) in zip(found, truth) {
      #expect(abs(strength.deviation(from: truth)) < 5, "\(strength), not \(truth)")
      #expect(abs(strength.value / truth - 1) < 0.1)
      #expect(strength.relativeError < 0.05)
    }
  }

  /// All walkers are caught at every stable step; the variogram shows why.
  @Test func scaleThatNoStepSeparates() throws {
    let result = try scan("(x^2 - 1)^2/4 + 0.86/10.4*cos(10.4*x + 1)")
    let analysis = result.plateaus
    #expect(!analysis.isSmooth)
    #expect(analysis.plateaus.isEmpty)
    try #require(analysis.scales.count == 1)
    #expect(abs(analysis.scales[0].strength.value / (0.43 * 0.86) - 1) < 0.1)
    #expect(analysis.message.contains("the variogram shows 1 micro scale"))
  }

  /// The levels are right for weak friction and strong, where γh at the jump is 0.003 and 1.2.
  @Test(arguments: [0.02, 1, 2]) func friction(_ friction: Double) throws {
    var settings = settings(friction: friction)
    settings.points = 32
    settings.time = friction < 0.1 ? 1500 : nil
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential("x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", coordinates: ["x"]))
    let plateaus = result.plateaus.plateaus
    try #require(plateaus.count == 2, "\(plateaus)")
    for (plateau, truth) in zip(plateaus, [1, 0.5]) {
      #expect(abs(plateau.strength.value / truth - 1) < 0.05, "\(plateau.strength), not \(truth)")
    }
    let epsilon = try #require(result.plateaus.scales[0].epsilon)
    #expect(abs(epsilon.value - 0.1) < 5 * epsilon.standardError, "ε = \(epsilon)")
  }

  /// A default scan of three scales takes some 2 s of a core; 10⁹ gradients take below 20 s even where no
  /// wide vector instructions are to be had.
  @Test func defaultScanIsCheap() throws {
    let result = try scan("x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)")
    #expect(result.plateaus.plateaus.count == 2)
    #expect(result.gradientEvaluations < 800_000_000)
  }

  /// ε = 3⁻¹ … 3⁻⁹, not separated by any step: at least five plateaus all the same.
  @Test func nineCloseScales() throws {
    let result = try scan("x^2/2 + sum(k, 1, 9, 3^(-k)*cos(x*3^k))")
    let plateaus = result.plateaus.plateaus
    #expect(plateaus.count >= 5)
    for (plateau, truth) in zip(plateaus, [4.5, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5]) {
      #expect(abs(plateau.strength.value / truth - 1) < 0.05, "\(plateau.strength), not \(truth)")
    }
    #expect(result.plateaus.scales.count == 9)
    #expect(result.plateaus.scales.count { $0.jump != nil } >= 4)
    for (k, scale) in result.plateaus.scales.enumerated() {
      let truth = pow(3, -Double(k + 1))
      let epsilon = try #require(scale.epsilon)
      #expect(abs(epsilon.value - truth) < 5 * epsilon.standardError, "\(epsilon), not \(truth)")
    }
  }

  /// Functions without micro terms have one scale, and no plateau of noise.
  @Test(
    arguments: [
      "x^2/2", "(x^2 - 1)^2", "-log(exp(-2*(x - 1.2)^2) + exp(-2*(x + 1.2)^2))",
    ])
  func smooth(source: String) throws {
    let result = try scan(source)
    #expect(result.plateaus.isSmooth)
    #expect(result.plateaus.numberOfScales == 1)
    #expect(result.plateaus.plateaus.isEmpty)
    #expect(result.plateaus.message.hasPrefix("one scale"))
  }

  /// The wells of Müller and Brown, levelled, have features of a tenth of their extent, and no micro scale.
  @Test func smoothInThePlane() throws {
    var settings = settings(dimension: 2, friction: 0.2)
    settings.initial = InitialLaw(
      positions: .normal(mean: [0, 0.5], deviation: [0.3, 0.3]))
    settings.points = 12
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential(
        "0.05*(muller_brown(x, y) + 35.0136*(x + 0.033923)^2 + 59.8399*(y - 0.465694)^2)",
        coordinates: ["x", "y"]))
    #expect(result.plateaus.numberOfScales == 1)
  }

  /// Only ε₂ = 0.01: below its sinks, at 2√ε₂ = 0.2, walkers are trapped, and no plateau is made of it.
  @Test func nothingBelowTheSinks() throws {
    var settings = settings()
    settings.to = 0.02
    let result = try ScaleSpectrum(settings).run(
      ExpressionPotential("x^2/2 + 0.01*cos(x/0.01)", coordinates: ["x"]))
    #expect(result.endedInSinks)
    try #require(result.plateaus.plateaus.count == 1)
    #expect(abs(result.plateaus.plateaus[0].strength.value / 0.5 - 1) < 0.05)
    #expect(result.plateaus.plateaus[0].stepMin > 0.2)
    #expect((result.points.last?.step ?? 0) > 0.02)
  }

  /// The matrix of an anisotropic noise in an anisotropic well.
  @Test func anisotropicNoise() throws {
    let eps = 5e-4
    let potential = try ExpressionPotential(
      "x^2 + x*y/2 + 0.75*y^2 + 2*e*cos(x/e) + 1.4*e*cos((x + 2*y)/e + 0.3)",
      coordinates: ["x", "y"], parameters: ["e": eps])
    var settings = settings(dimension: 2, friction: 0.2)
    settings.points = 12
    settings.to = 0.06
    let result = try ScaleSpectrum(settings).run(potential)
    let truth = Matrix(rows: 2, columns: 2, elements: [2.98, 1.96, 1.96, 3.92])
    let eigen = try SymmetricEigen(truth).values
    for point in result.points {
      for i in 0..<2 {
        for j in 0...i {
          #expect(abs(point.covariance[i, j].deviation(from: truth[i, j])) < 5)
        }
        #expect(abs(point.eigenvalues[i].deviation(from: eigen[i])) < 5)
      }
      #expect(abs(point.strength.value / 6.9 - 1) < 0.02)
    }
    try #require(result.plateaus.plateaus.count == 1)
  }

  /// Below a jump the step resolves a scale that no spline over the whole domain could: still the matrix
  /// is that of the finer scale alone.
  @Test func matrixBelowAJump() throws {
    let potential = try ExpressionPotential(
      """
      x^2 + x*y/2 + 0.75*y^2 + 0.12*cos((x - y)/0.1) \
      + 2*e*cos(x/e) + 1.4*e*cos((x + 2*y)/e + 0.3)
      """, coordinates: ["x", "y"], parameters: ["e": 1e-4])
    var settings = settings(dimension: 2, friction: 0.2)
    settings.points = 12
    settings.refinements = 0
    settings.from = 0.07
    settings.to = 0.04
    let result = try ScaleSpectrum(settings).run(potential)
    let truth = Matrix(rows: 2, columns: 2, elements: [2.98, 1.96, 1.96, 3.92])
    try #require(result.points.count == 12)
    for point in result.points {
      for i in 0..<2 {
        for j in 0...i {
          // The noise is a per cent weaker for walkers that the wells slow down.
          #expect(
            abs(point.covariance[i, j].value - truth[i, j])
              < 4.5 * point.covariance[i, j].standardError + 0.03 * truth[i, j])
        }
      }
    }
  }

  /// A function of potential, settings and seed alone.
  @Test func doesNotDependOnThreads() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", coordinates: ["x"])
    var settings = settings()
    settings.points = 10
    settings.walkers = 256
    settings.time = 100
    var results: [ScaleSpectrum.Result] = []
    for threads in [1, 3] {
      settings.threads = threads
      results.append(try ScaleSpectrum(settings).run(potential))
    }
    let (a, b) = (results[0], results[1])
    #expect(a.points.map(\.step) == b.points.map(\.step))
    #expect(a.points.map(\.strength) == b.points.map(\.strength))
    #expect(a.points.map(\.worstKurtosis) == b.points.map(\.worstKurtosis))
    #expect(a.points.map(\.lyapunovExponent) == b.points.map(\.lyapunovExponent))
    settings.seed = 2
    let other = try ScaleSpectrum(settings).run(potential)
    #expect(other.points.map(\.strength) != a.points.map(\.strength))
  }

  /// A linear map parts walkers at the rate of its largest eigenvalue: for the inverted parabola −x²/2
  /// that is known.
  @Test func lyapunovExponentOfALinearMap() throws {
    let (h, friction) = (0.2, 0.3)
    let potential = ClosurePotential(
      dimension: 1, value: { -$0[0] * $0[0] / 2 }, gradient: { [-$0[0]] })
    let exponent = largestLyapunovExponent(
      of: potential, step: h, friction: friction,
      states: (0..<4).map { (q: [1e-9 * Double($0)], p: [0]) }, steps: 100, separation: 1e-9,
      generator: Philox(seed: 1, stream: 1))
    let e = exp(-h * friction)
    let a = h / 2 * (1 + e)
    // q½ = q + hp/2; p′ = e p + a q½; q′ = q½ + hp′/2.
    let trace = (1 + h / 2 * a) + (e + a * h / 2)
    let root = (trace + (trace * trace - 4 * e).squareRoot()) / 2
    #expect(abs(exponent.value - log(root) / h) < 1e-3, "\(exponent), not \(log(root) / h)")
  }

  @Test func refusesWhatCannotBeScanned() throws {
    var backwards = settings()
    backwards.from = 0.1
    backwards.to = 0.2
    let parabola = try ExpressionPotential("x^2/2", coordinates: ["x"])
    #expect(throws: ScanError.invalidRange(from: 0.1, to: 0.2)) {
      _ = try ScaleSpectrum(backwards).run(parabola)
    }
    let slope = try ExpressionPotential("x", coordinates: ["x"])
    #expect(throws: ScanError.noStabilityLimit) {
      _ = try ScaleSpectrum(settings()).run(slope)
    }
  }
}
