import CoarseGraining
import LinearAlgebra
import Statistics

extension Summary {
  /// The scale spectrum (docs/scale-spectrum.md).
  public struct ScaleSpectrum: Codable, Equatable, Sendable {
    /// What one step shows, the largest first.
    public struct Point: Codable, Equatable, Sendable {
      public var step: Double
      /// Recorded physical time.
      public var time: Double
      /// That of the positions.
      public var temperature: Estimate
      /// Tr G_eff.
      public var strength: Estimate
      /// G_eff, in rows.
      public var covariance: [[Estimate]]
      /// Ascending.
      public var eigenvalues: [Estimate]
      /// Of each component of the momentum; of the gradient, where there is no momentum.
      public var kurtosis: [Estimate]
      /// Distance from the normal distribution function, of each component.
      public var normality: [Estimate]
      public var lagOneCorrelation: Estimate
      /// The part of it that no force explains; absent for the damped map.
      public var colour: Estimate?
      public var trappedFraction: Estimate
      public var escapeRate: Estimate
      public var lyapunovExponent: Estimate
      /// Whether it may belong to a plateau.
      public var eligible: Bool

      private enum CodingKeys: String, CodingKey {
        case step, time, temperature, strength, covariance, eigenvalues, kurtosis, normality
        case lagOneCorrelation = "lag_one_correlation"
        case colour
        case trappedFraction = "trapped_fraction"
        case escapeRate = "escape_rate"
        case lyapunovExponent = "lyapunov_exponent"
        case eligible
      }
    }

    /// A range of steps at which scales are well separated.
    public struct Plateau: Codable, Equatable, Sendable {
      public var stepMin: Double
      public var stepMax: Double
      public var recommendedStep: Double
      /// Tr G.
      public var strength: Estimate
      /// G, in rows.
      public var covariance: [[Estimate]]
      /// Its eigenvalues, ascending.
      public var eigenvalues: [Estimate]

      private enum CodingKeys: String, CodingKey {
        case stepMin = "step_min"
        case stepMax = "step_max"
        case recommendedStep = "recommended_step"
        case strength, covariance, eigenvalues
      }
    }

    /// A micro scale, the coarsest first.
    public struct Scale: Codable, Equatable, Sendable {
      /// ½A²|k|², by the variogram where it shows the scale.
      public var strength: Estimate
      /// Where it turns into noise; absent for what is noise even on the lowest plateau when no variogram
      /// shows what it is.
      public var step: Estimate?
      /// Whether no step was seen to resolve it: the step is predicted.
      public var predicted: Bool
      /// ε/|k|, absent as the step is.
      public var epsilon: Estimate?
      /// The largest that ε/|k| can be where it is absent.
      public var epsilonBound: Double?
      /// ½A²kkᵀ in rows, from the variogram.
      public var covariance: [[Estimate]]?
      /// What the staircase shows of it.
      public var jump: Jump?

      private enum CodingKeys: String, CodingKey {
        case strength, step, predicted, epsilon
        case epsilonBound = "epsilon_bound"
        case covariance, jump
      }
    }

    /// `gradient-descent`, whose steps are learning rates; absent: damped Störmer–Verlet.
    public var integrator: String?
    public var points: [Point]
    public var plateaus: [Plateau]
    public var scales: [Scale]
    /// Absent where the gradient is not finite.
    public var variogram: Variogram?
    /// There is one scale only: no step makes noise.
    public var smooth: Bool
    /// In words.
    public var finding: String
    /// 2/√λ_max of the mean Hessian, where it could be had, and of ∇²f; 2/λ_max of a descent.
    public var stabilityLimit: Double?
    public var sinkLimit: Double
    public var unstableSteps: [Double]
    public var endedInSinks: Bool
    /// A descent has none.
    public var friction: Double?
    public var gradientEvaluations: Int

    private enum CodingKeys: String, CodingKey {
      case integrator, points, plateaus, scales, variogram, smooth, finding
      case stabilityLimit = "stability_limit"
      case sinkLimit = "sink_limit"
      case unstableSteps = "unstable_steps"
      case endedInSinks = "ended_in_sinks"
      case friction
      case gradientEvaluations = "gradient_evaluations"
    }

    /// From a scan.
    public init(
      _ result: CoarseGraining.ScaleSpectrum.Result,
      _ settings: CoarseGraining.ScaleSpectrum.Settings
    ) {
      let hasMomenta = settings.integrator == .dampedVerlet
      integrator = hasMomenta ? nil : SamplingSection.Integrator.gradientDescent.rawValue
      friction = hasMomenta ? settings.friction : nil
      let analysis = result.plateaus
      let eligible = Set(analysis.eligible)
      points = result.points.enumerated().map { n, point in
        Point(
          step: point.step, time: point.time, temperature: point.temperature,
          strength: point.strength, covariance: Self.rows(point.covariance),
          eigenvalues: point.eigenvalues, kurtosis: point.kurtosis, normality: point.distance,
          lagOneCorrelation: point.lagOneCorrelation, colour: hasMomenta ? nil : point.colour,
          trappedFraction: point.sinks.trappedFraction, escapeRate: point.sinks.escapeRate,
          lyapunovExponent: point.lyapunovExponent, eligible: eligible.contains(n))
      }
      plateaus = analysis.plateaus.map { plateau in
        let noise = Self.mean(plateau, result.points)
        return Plateau(
          stepMin: plateau.stepMin, stepMax: plateau.stepMax,
          recommendedStep: plateau.recommendedStep, strength: plateau.strength,
          covariance: noise.rows, eigenvalues: noise.eigenvalues)
      }
      scales = analysis.scales.map {
        Scale(
          strength: $0.strength, step: $0.step, predicted: $0.isPredicted, epsilon: $0.epsilon,
          epsilonBound: $0.epsilonBound, covariance: ($0.waves?.covariance).map(Self.rows),
          jump: $0.jump.map { Jump(strength: $0.strength, step: $0.step, epsilon: $0.epsilon) })
      }
      if let data = result.variogram, let waves = result.waveNumbers {
        variogram = Variogram(data, waves, analysis)
      }
      smooth = analysis.isSmooth
      finding = analysis.message
      stabilityLimit = result.range.stabilityLimit
      sinkLimit = result.range.sinkLimit
      unstableSteps = result.unstableSteps
      endedInSinks = result.endedInSinks
      gradientEvaluations = result.gradientEvaluations
    }

    /// Whether walkers have momenta, whose law is normal on a plateau.
    package var hasMomenta: Bool { integrator == nil }

    /// What a step is called in formulas.
    package var stepSymbol: String { hasMomenta ? "h" : "η" }

    static func rows(_ estimate: CovarianceEstimate) -> [[Estimate]] {
      (0..<estimate.value.rows).map { i in
        (0..<estimate.value.columns).map { estimate[i, $0] }
      }
    }

    /// The mean shape of the plateau's points with the trace of the plateau, and its eigenvalues.
    ///
    /// As at its edges a scale is half seen or half resolved, errors are no less than the scatter.
    private static func mean(
      _ plateau: CoarseGraining.Plateau, _ points: [SpectrumPoint]
    ) -> (rows: [[Estimate]], eigenvalues: [Estimate]) {
      let members = plateau.points.map { points[$0] }
      let d = members.first?.eigenvalues.count ?? 1
      guard d > 1 else { return ([[plateau.strength]], [plateau.strength]) }
      func mean(_ quantity: (SpectrumPoint) -> Estimate) -> Estimate {
        let values = members.map { (plateau.strength.value / $0.strength.value) * quantity($0) }
        let n = Double(values.count)
        let average = values.reduce(0) { $0 + $1.value } / n
        let variance = values.reduce(0) { $0 + $1.standardError * $1.standardError } / (n * n)
        let scatter = values.reduce(0) { $0 + ($1.value - average) * ($1.value - average) } / n
        let common = plateau.strength.relativeError * average
        return Estimate(
          value: average,
          standardError: (max(variance, scatter) + common * common).squareRoot())
      }
      return (
        (0..<d).map { i in (0..<d).map { j in mean { $0.covariance[i, j] } } },
        (0..<d).map { k in mean { $0.eigenvalues[k] } }
      )
    }
  }
}
