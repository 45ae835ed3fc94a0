import Foundation
import Statistics

/// Finds the plateaus of a scale spectrum, and the scales between them, by a stated rule.
///
/// 1. A point is *eligible* when the momenta are near normal, few walkers are trapped, the micro
///    gradients are uncorrelated from step to step, and the staircase is level there (`Rule`).
/// 2. The eligible points, in the order of their steps, are divided into segments of constant strength
///    by dynamic programming (Jackson et al., 2005): the least Σ (G − μ)²/(σ² + τ²G²) plus
///    2 log n for each segment, a level and a boundary, as in the Bayesian information criterion. σ is
///    the standard error and τ the relative model error: the unresolved scales' noise is a little
///    weaker for slow walkers, so plateaus slope by some per cent. For the same reason a boundary needs
///    evidence of a jump, an ineligible point between the two eligible ones.
/// 3. A segment of at least two points that reaches over at least 5 % in h is a plateau; neighbours
///    whose levels agree within three errors are one. A staircase descends towards small steps: where it
///    rises the noise is that of beginning sinks, and there is no plateau. No jump is narrower than 15 %
///    in h: of two segments that are nearer the shorter is a piece of the other's shoulder.
///
/// O(n²) for n points.
public struct PlateauFinder: Sendable {
  /// The constants of the rule; docs/scale-spectrum.md says how they were chosen.
  public struct Rule: Sendable {
    /// The largest excess kurtosis, beyond two standard errors. The excess at a jump of relative
    /// strength ΔG/G is about 1.3 ΔG/G.
    public var excessKurtosis = 0.08
    /// Most negative excess kurtosis of bounded white noise: −1.5 tanh(γh), of a single sine.
    public var boundedNoise = 1.5
    /// The largest lag-1 correlation of the micro gradient; of a descent, of its colour.
    public var lagOneCorrelation = 0.15
    /// The largest fraction of walkers found trapped in a window.
    public var trappedFraction = 1e-4
    /// The largest slope d log G/d log h, beyond two standard errors.
    public var slope = 0.25
    /// The distances in log h over which it is taken, to both sides.
    public var slopeReach = 0.1
    /// τ.
    public var modelError = 0.03
    /// Least points of a plateau, and its least extent in log h.
    public var leastPoints = 2
    public var leastExtent = 0.05
    /// The least distance in log h from a plateau to the next.
    public var leastJump = 0.15
    /// Below this fraction of E|∇f|² there is no noise.
    public var silence = 1e-6
    /// Relative model errors of a point of a plateau: for each factor e that it lies below the
    /// plateau's largest step, and for each unit of excess kurtosis and of lag-1 correlation.
    public var descent = 0.1
    public var nonNormality = 0.3
    public var colour = 0.0

    public init() {}

    /// The rule for a map. A descent has no momentum, hence no kurtosis to judge by; its G is known so
    /// well that slope and correlation can be judged more strictly instead (docs/gradient-descent.md).
    public init(_ integrator: ScaleSpectrum.Integrator) {
      guard integrator == .gradientDescent else { return }
      excessKurtosis = .infinity
      lagOneCorrelation = 0.05
      trappedFraction = 1e-3
      slope = 0.1
      descent = 0
      nonNormality = 0
      colour = 1
    }
  }

  public var rule: Rule

  /// The map whose steps are looked at.
  public let integrator: ScaleSpectrum.Integrator

  /// Finds plateaus by the rule for a map.
  public init(_ integrator: ScaleSpectrum.Integrator = .dampedVerlet) {
    self.integrator = integrator
    rule = Rule(integrator)
  }

  /// Plateaus and scales of points in the order of falling steps.
  ///
  /// `meanSquareGradient` is E|∇f|²: noise of no more than a millionth of it is none.
  public func analyse(
    _ points: [SpectrumPoint], friction: Double, meanSquareGradient: Double
  ) -> PlateauAnalysis {
    guard points.contains(where: { isNoisy($0, meanSquareGradient) }) else {
      return PlateauAnalysis(plateaus: [], scales: [], eligible: [], isSmooth: true)
    }
    let eligible = points.indices.filter { isEligible(points, $0, friction, meanSquareGradient) }
    let segments = merge(divide(eligible, points), points)
    let plateaus = segments.map { plateau($0, points) }
    var scales = zip(plateaus, plateaus.dropFirst()).map { upper, lower in
      Scale(jump(between: upper, and: lower, points))
    }
    if let last = plateaus.last { scales.append(remainder(last, points)) }
    return PlateauAnalysis(
      plateaus: plateaus, scales: scales, eligible: eligible, isSmooth: false)
  }

  private func error(_ point: SpectrumPoint) -> Double {
    let model = rule.modelError * point.strength.value
    return (point.strength.standardError * point.strength.standardError + model * model)
      .squareRoot()
  }

  /// The weighted mean of some points and the sum of squares about it.
  private func level(_ segment: ArraySlice<Int>, _ points: [SpectrumPoint]) -> (
    mean: Double, cost: Double
  ) {
    var (weights, sum) = (0.0, 0.0)
    for n in segment {
      let w = 1 / (error(points[n]) * error(points[n]))
      weights += w
      sum += w * points[n].strength.value
    }
    let mean = sum / weights
    let cost = segment.reduce(0.0) {
      let z = (points[$1].strength.value - mean) / error(points[$1])
      return $0 + z * z
    }
    return (mean, cost)
  }

  /// The best division of the eligible points, by dynamic programming over the last boundary.
  private func divide(_ eligible: [Int], _ points: [SpectrumPoint]) -> [[Int]] {
    guard !eligible.isEmpty else { return [] }
    let penalty = 2 * log(Double(max(eligible.count, 2)))
    var best = [0.0]
    var start = [0]
    for end in 1...eligible.count {
      var (least, from) = (Double.infinity, 0)
      for begin in 0..<end {
        // A boundary needs an ineligible point before it.
        guard begin == 0 || eligible[begin] - eligible[begin - 1] > 1 else { continue }
        let cost = best[begin] + level(eligible[begin..<end], points).cost + penalty
        if cost < least { (least, from) = (cost, begin) }
      }
      best.append(least)
      start.append(from)
    }
    var segments: [[Int]] = []
    var end = eligible.count
    while end > 0 {
      segments.append(Array(eligible[start[end]..<end]))
      end = start[end]
    }
    return segments.reversed()
  }

  /// Drops segments that are too small or pieces of a shoulder; joins neighbours whose levels agree.
  private func merge(_ segments: [[Int]], _ points: [SpectrumPoint]) -> [[Int]] {
    var result: [[Int]] = []
    for segment in segments {
      let b = plateau(segment, points)
      guard segment.count >= rule.leastPoints, extent(b) >= rule.leastExtent else { continue }
      if let previous = result.last {
        let a = plateau(previous, points)
        let fall = (a.strength - b.strength).deviation(from: 0)
        if fall < -3 { continue }
        if fall < 3 {
          result[result.count - 1] = previous + segment
          continue
        }
        if log(a.stepMin / b.stepMax) < rule.leastJump {
          if extent(b) > extent(a) { result[result.count - 1] = segment }
          continue
        }
      }
      result.append(segment)
    }
    return result
  }

  /// In log h.
  private func extent(_ plateau: Plateau) -> Double { log(plateau.stepMax / plateau.stepMin) }

  private func plateau(_ segment: [Int], _ points: [SpectrumPoint]) -> Plateau {
    let members = segment.map { points[$0] }
    let top = members[0].step
    // The coarse end is the better one: towards small steps islands of regular motion around slow
    // walkers make the noise of the next scale weaker, by some 10 % for each factor e of the step.
    let weights = members.map { point in
      let model =
        0.01 + rule.descent * log(top / point.step)
        + rule.nonNormality * max(point.worstKurtosis.value - 3, 0)
        + rule.colour * magnitude(correlation(point))
      let relative = point.strength.relativeError
      return 1 / (model * model + relative * relative)
    }
    let total = weights.reduce(0, +)
    let mean = zip(weights, members).reduce(0) { $0 + $1.0 * $1.1.strength.value } / total
    let scatter = zip(weights, members).reduce(0.0) {
      let difference = $1.1.strength.value - mean
      return $0 + $1.0 * difference * difference
    }
    // Model errors are common to the points and do not average out.
    let model = max((scatter / total).squareRoot(), 0.01 * mean)
    let average =
      zip(weights, members).reduce(0.0) {
        let share = $1.0 * $1.1.strength.standardError
        return $0 + share * share
      }.squareRoot() / total
    // The most normal of the inner points, with the least correlated noise.
    let inner = members.count > 2 ? Array(members.dropFirst().dropLast()) : members
    let recommended =
      inner.min { disturbance($0) < disturbance($1) }?.step ?? members[0].step
    return Plateau(
      points: segment,
      strength: Estimate(
        value: mean, standardError: (average * average + model * model).squareRoot()),
      stepMin: members[members.count - 1].step, stepMax: members[0].step,
      recommendedStep: recommended)
  }

  /// How far a point is from white normal noise; standard errors count, lest noise decide.
  private func disturbance(_ point: SpectrumPoint) -> Double {
    let kurtosis = point.worstKurtosis
    let excess =
      rule.excessKurtosis.isFinite ? abs(kurtosis.value - 3) + kurtosis.standardError : 0
    return excess + magnitude(correlation(point))
  }
}
