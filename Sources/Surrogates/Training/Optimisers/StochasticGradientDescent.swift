/// Gradient descent with momentum (Polyak 1964; Sutskever et al., ICML 2013), in the form in which
/// the learning rate stays outside of the velocity, so that schedules act at once:
///
///     v ← μv + g,    θ ← θ − ηv   or, with Nesterov's look-ahead,   θ ← θ − η(g + μv)
///
/// where g + λθ stands for g where there is weight decay.
public struct StochasticGradientDescent: FirstOrderOptimiser {
  /// The constants of the method.
  public struct Settings: Codable, Hashable, Sendable {
    /// μ, in 0..<1; 0: plain gradient descent.
    public var momentum: Double
    /// Whether the gradient is taken as if at the end of the coming step.
    public var isNesterov: Bool
    /// λ, not negative.
    public var weightDecay: Double

    /// Constants from their values.
    public init(momentum: Double = 0.9, isNesterov: Bool = false, weightDecay: Double = 0) {
      self.momentum = momentum
      self.isNesterov = isNesterov
      self.weightDecay = weightDecay
    }
  }

  public let settings: Settings
  public private(set) var steps = 0
  private var velocity: [Float]

  /// An optimiser of `count` parameters at rest.
  public init(count: Int, settings: Settings = Settings()) {
    self.settings = settings
    velocity = [Float](repeating: 0, count: count)
  }

  public var moments: [String: [Float]] { ["velocity": velocity] }

  public mutating func restore(steps: Int, moments: [String: [Float]]) -> Bool {
    guard let v = moments["velocity"], moments.count == 1, v.count == velocity.count, steps >= 0
    else { return false }
    self.steps = steps
    velocity = v
    return true
  }

  public mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
    rate: Double, groups: [ParameterGroup]
  ) {
    precondition(
      parameters.count == velocity.count && gradient.count == velocity.count,
      "one number a parameter")
    steps += 1
    let momentum = Float(settings.momentum)
    // θ ← θ − η(a g + b v) covers both forms.
    let (a, b): (Float, Float) = settings.isNesterov ? (1, momentum) : (0, 1)
    let settings = settings
    velocity.withUnsafeMutableBufferPointer { velocity in
      for group in groups {
        Self.update(
          UnsafeMutableBufferPointer(rebasing: parameters[group.range]),
          UnsafeBufferPointer(rebasing: gradient[group.range]),
          UnsafeMutableBufferPointer(rebasing: velocity[group.range]),
          momentum: momentum, rate: Float(rate), a: a, b: b,
          penalty: group.decays ? Float(settings.weightDecay) : 0)
      }
    }
  }

  private static func update(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>,
    _ velocity: UnsafeMutableBufferPointer<Float>, momentum: Float, rate: Float, a: Float,
    b: Float, penalty: Float
  ) {
    guard let p = parameters.baseAddress, let g = gradient.baseAddress,
      let v = velocity.baseAddress
    else { return }
    for i in 0..<parameters.count {
      let slope = g[i] + penalty * p[i]
      let speed = momentum * v[i] + slope
      v[i] = speed.magnitude < .leastNormalMagnitude ? 0 : speed
      p[i] -= rate * (a * slope + b * speed)
    }
  }
}
