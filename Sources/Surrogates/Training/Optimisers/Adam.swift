import Foundation

/// Adam (Kingma & Ba, arXiv 1412.6980) and AdamW (Loshchilov & Hutter, arXiv 1711.05101).
///
///     m ← β₁m + (1 − β₁)g        v ← β₂v + (1 − β₂)g²
///     θ ← θ(1 − ηλ) − η m̂/(√v̂ + ε),   m̂ = m/(1 − β₁ᵗ),   v̂ = v/(1 − β₂ᵗ)
///
/// With coupled decay (an L2 penalty) there is no factor 1 − ηλ, and g + λθ stands for g.
public struct Adam: FirstOrderOptimiser {
  /// The constants of the method.
  public struct Settings: Codable, Hashable, Sendable {
    /// β₁ and β₂, in 0..<1.
    public var firstDecay: Double
    public var secondDecay: Double
    /// ε, positive.
    public var epsilon: Double
    /// λ, not negative.
    public var weightDecay: Double
    /// Whether decay acts on the parameters themselves (AdamW) or through the gradient.
    public var isDecoupled: Bool

    /// Constants from their values; the defaults are those of the paper.
    public init(
      firstDecay: Double = 0.9, secondDecay: Double = 0.999, epsilon: Double = 1e-8,
      weightDecay: Double = 0, isDecoupled: Bool = true
    ) {
      self.firstDecay = firstDecay
      self.secondDecay = secondDecay
      self.epsilon = epsilon
      self.weightDecay = weightDecay
      self.isDecoupled = isDecoupled
    }
  }

  public let settings: Settings
  public private(set) var steps = 0
  private var first: [Float]
  private var second: [Float]

  /// An optimiser of `count` parameters that has made no step.
  public init(count: Int, settings: Settings = Settings()) {
    self.settings = settings
    first = [Float](repeating: 0, count: count)
    second = first
  }

  public var moments: [String: [Float]] { ["first": first, "second": second] }

  public mutating func restore(steps: Int, moments: [String: [Float]]) -> Bool {
    guard let m = moments["first"], let v = moments["second"], moments.count == 2, steps >= 0,
      m.count == first.count, v.count == second.count
    else { return false }
    self.steps = steps
    first = m
    second = v
    return true
  }

  public mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
    rate: Double, groups: [ParameterGroup]
  ) {
    precondition(
      parameters.count == first.count && gradient.count == first.count, "one number a parameter")
    steps += 1
    // ε is scaled rather than v, which saves a division: m̂/(√v̂ + ε) = (c/(1 − β₁ᵗ)) m/(√v + cε).
    let c = (1 - pow(settings.secondDecay, Double(steps))).squareRoot()
    let rateOfFirst = rate * c / (1 - pow(settings.firstDecay, Double(steps)))
    let settings = settings
    let flushes = steps % Self.flushInterval == 0
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        for group in groups {
          let decay = group.decays ? settings.weightDecay : 0
          let p = UnsafeMutableBufferPointer(rebasing: parameters[group.range])
          let g = UnsafeBufferPointer(rebasing: gradient[group.range])
          let m = UnsafeMutableBufferPointer(rebasing: first[group.range])
          let v = UnsafeMutableBufferPointer(rebasing: second[group.range])
          let constants = Constants(
            keepFirst: Float(settings.firstDecay), newFirst: Float(1 - settings.firstDecay),
            keepSecond: Float(settings.secondDecay), newSecond: Float(1 - settings.secondDecay),
            rate: Float(rateOfFirst), epsilon: Float(settings.epsilon * c),
            keep: settings.isDecoupled ? Float(1 - rate * decay) : 1, penalty: Float(decay))
          if settings.isDecoupled || decay == 0 {
            Self.update(p, g, m, v, constants, isPenalised: false)
          } else {
            Self.update(p, g, m, v, constants, isPenalised: true)
          }
          if flushes {
            Self.flush(m)
            Self.flush(v)
          }
        }
      }
    }
  }

  private struct Constants {
    let keepFirst, newFirst, keepSecond, newSecond, rate, epsilon, keep, penalty: Float
  }

  /// A loop without branches, which the compiler makes a vector loop of; one for each
  /// `isPenalised`.
  @inline(__always)
  private static func update(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>,
    _ first: UnsafeMutableBufferPointer<Float>, _ second: UnsafeMutableBufferPointer<Float>,
    _ k: Constants, isPenalised: Bool
  ) {
    guard let p = parameters.baseAddress, let g = gradient.baseAddress,
      let m = first.baseAddress, let v = second.baseAddress
    else { return }
    for i in 0..<parameters.count {
      let slope = isPenalised ? g[i] + k.penalty * p[i] : g[i]
      let mean = k.keepFirst * m[i] + k.newFirst * slope
      let square = k.keepSecond * v[i] + k.newSecond * (slope * slope)
      m[i] = mean
      v[i] = square
      // The magnitude of what is never negative tells the compiler that libm need not be asked
      // about roots of negative numbers: without it this is no vector loop, and several times
      // slower.
      p[i] = k.keep * p[i] - k.rate * mean / (square.magnitude.squareRoot() + k.epsilon)
    }
  }

  /// Steps between two looks for subnormal numbers.
  private static let flushInterval = 64

  /// Where gradients have become zero, the moments would decay to subnormal numbers and stay there,
  /// on which arithmetic is some hundred times slower.
  private static func flush(_ values: UnsafeMutableBufferPointer<Float>) {
    guard let x = values.baseAddress else { return }
    for i in 0..<values.count {
      x[i] = x[i].magnitude < .leastNormalMagnitude ? 0 : x[i]
    }
  }
}
