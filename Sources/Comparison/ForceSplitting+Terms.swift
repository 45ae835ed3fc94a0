import CoarseGraining
import Dynamics
import Potentials

extension ForceSplitting {
  /// The terms of f that change slowly apart from the others, for BAOAB with noise in every k-th of its steps h; nil
  /// where nothing is to be had from it.
  ///
  /// Slow are terms of which a step of 2kh would resolve every vibration and the passage through every wave, by the
  /// conditions that ``ResolvedStep`` has for f as a whole, and so must their sum. It is worth while where a fifth of
  /// the work is saved. Of an f that is not written as a sum nothing is known.
  ///
  /// - Parameters:
  ///   - potential: f.
  ///   - step: h, which is shortened for records to be whole numbers of k steps apart.
  ///   - interval: k.
  ///   - region: points where f is to be resolved.
  ///   - speed: of a walker through waves.
  init?(
    of potential: any Potential, step: ResolvedStep, interval: Int, region: [[Double]],
    speed: Double
  ) {
    guard interval > 1, let whole = potential as? ExpressionPotential,
      (2...Self.mostTerms).contains(whole.expression.termCount)
    else { return nil }
    let time = 2 * Double(interval) * step.step
    // A wave number takes d + 1 Hessians of d² numbers at each point.
    let d = whole.dimension
    let few = max(16, min(256, 100_000 / (d * d * d)))
    func isSlow(_ part: ExpressionPotential, at count: Int) -> Bool {
      let points = Swift.stride(from: 0, to: region.count, by: max(1, region.count / count))
        .map { region[$0] }
      return time * curvatureBound(of: part, at: points).squareRoot() <= ResolvedStep.resolution
        && time * speed * dominantWaveNumber(of: part, at: points) <= .pi
    }
    func part(_ places: [Int]) -> ExpressionPotential? {
      places.isEmpty ? nil : try? whole.sum(ofTerms: places)
    }
    let places = 0..<whole.expression.termCount
    let slowPlaces = places.filter { part([$0]).map { isSlow($0, at: few) } ?? false }
    let fastPlaces = places.filter { !slowPlaces.contains($0) }
    guard let slow = part(slowPlaces), let fast = part(fastPlaces), isSlow(slow, at: 16 * few)
    else { return nil }
    // Of a step, per coordinate: kicks, drift, and what they load and store.
    let rest = 8 * Double(d)
    func work(_ part: ExpressionPotential) -> Double { part.gradientTape?.work ?? 0 }
    let longer = step.step / step.divisible(by: interval).step
    guard
      longer * (rest + work(fast) + work(slow) / Double(interval)) <= 0.8 * (rest + work(whole))
    else { return nil }
    self.init(fast: fast.compiled(like: whole), slow: slow.compiled(like: whole))
  }

  /// Sums of more terms are not searched: each takes second derivatives of its own.
  private static let mostTerms = 32
}
