import Comparison
import Macroscope

extension ReportPage {
  /// What each system took, how far its step can be trusted, and what learning V was worth.
  var savingsSection: Markup {
    guard results.langevin != nil || results.hamiltonian != nil else { return .empty }
    return section(
      "What the surrogate saves",
      [
        paragraph([
          "Each system runs at the largest step that its own curvature allows, unless the scenario "
            + "sets one; λ is the largest eigenvalue of its Hessian over the sampled region, and "
            + "h√λ must stay well below 2. Where the step is tiny, friction and noise, and terms of f "
            + "whose forces hardly change meanwhile, act in every so many-th step alone."
        ]), costs, stepChecks, row([gain, learning]),
      ])
  }

  // MARK: - Costs

  private var costs: Markup {
    var rows: [[String]] = []
    if let result = results.hamiltonian {
      let (step, curvature) = (result.step, result.largestCurvature)
      let (evaluations, seconds) = (result.gradientEvaluations, result.seconds)
      rows += [
        cost(
          "Hamiltonian, f", step: step.original, curvature: curvature.original,
          evaluations: evaluations.original, seconds: seconds.original),
        cost(
          "Hamiltonian, V", step: step.surrogate, curvature: curvature.surrogate,
          evaluations: evaluations.surrogate, seconds: seconds.surrogate),
      ]
    }
    if let langevin = results.langevin {
      for (style, system) in zip(ComparedSystems(langevin).styles, langevin.systems) {
        rows.append(
          cost(
            "Langevin, \(style.label)", step: system.step,
            intervals: (noise: system.noiseInterval, slowForces: system.slowForceInterval),
            curvature: system.largestCurvature, evaluations: system.gradientEvaluations,
            seconds: system.seconds))
      }
    }
    return table(
      "Steps and costs",
      header: [
        "Dynamics", "Step h", "Noise every", "Slow forces every", "λ", "h√λ",
        "Gradient evaluations", "Wall clock",
      ], rows: rows)
  }

  private func cost(
    _ name: String, step: Double, intervals: (noise: Int, slowForces: Int)? = nil,
    curvature: Double, evaluations: Int, seconds: Double
  ) -> [String] {
    func steps(_ count: Int?) -> String {
      count.map { $0 == 1 ? "step" : "\($0) steps" } ?? "–"
    }
    return [
      name, NumberFormat.number(step, digits: 3), steps(intervals?.noise),
      steps(intervals?.slowForces), NumberFormat.number(curvature, digits: 3),
      NumberFormat.number(step * max(curvature, 0).squareRoot(), digits: 2),
      NumberFormat.integer(evaluations), NumberFormat.duration(seconds),
    ]
  }

  private var stepChecks: Markup {
    guard let langevin = results.langevin else { return .empty }
    let rows = zip(ComparedSystems(langevin).styles, langevin.systems).compactMap {
      style, system in
      system.stepCheck.map { check in
        [
          style.label, NumberFormat.integer(check.trajectories),
          NumberFormat.text(check.maxDeviation),
          check.maxCorrelationDeviation.map { NumberFormat.text($0) } ?? "–",
          check.passed ? "✓ yes" : "✗ no",
        ]
      }
    }
    guard !rows.isEmpty else { return .empty }
    return table(
      "Mean paths and autocorrelation functions with the step halved",
      header: [
        "System", "Trajectories", "Largest change of a path, in standard deviations",
        "Largest change of an ACF", "Zero or tolerable",
      ],
      rows: rows)
  }

  // MARK: - Gain

  private var gain: Markup {
    guard let speedup = summary.speedup else { return .empty }
    return table(
      "f over V, at the same time and trajectories",
      rows: [
        ["Gradient evaluations", Self.factor(speedup.gradientEvaluations)],
        ["Wall clock", Self.factor(speedup.wallClock)],
      ], style: "facts")
  }

  private var learning: Markup {
    guard let speedup = summary.speedup else { return .empty }
    let whole = Double(speedup.original.gradientEvaluations)
    let runs = whole > 0 ? speedup.breakEven / whole : .nan
    var rows = [
      ["Gradient evaluations", NumberFormat.integer(speedup.sampling.gradientEvaluations)],
      ["Wall clock", NumberFormat.duration(speedup.sampling.seconds)],
    ]
    if runs.isFinite {
      rows.append(["Has paid after so many such runs of f", NumberFormat.number(runs, digits: 2)])
    } else {
      rows.append(["Pays", "never: V saves nothing"])
    }
    return table("Sampling that V was learned from", rows: rows, style: "facts")
  }

  /// A ratio as a person reads it.
  static func factor(_ ratio: Double) -> String {
    ratio.isFinite ? "\(NumberFormat.number(ratio, digits: 3))×" : NumberFormat.absent
  }
}
