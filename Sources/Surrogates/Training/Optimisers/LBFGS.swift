/// L-BFGS (Nocedal 1980; Liu & Nocedal 1989) with a strong Wolfe line search, in double precision.
///
/// For small networks on all samples at once: some hundred iterations replace some thousand epochs.
/// Memory and work of an iteration, besides the evaluations, are O(memory · parameters).
public struct LBFGS: Sendable {
  /// The constants of the method.
  public struct Settings: Codable, Hashable, Sendable {
    /// Pairs of steps and gradient changes that are remembered.
    public var memory: Int
    /// Converged where no component of the gradient exceeds this times max(1, |loss|).
    public var gradientTolerance: Double
    /// Converged where two iterations in turn lower the loss by no more than this, relatively.
    public var lossTolerance: Double
    /// The relative rounding error of the loss; 1e-7 for one that is computed in single precision.
    public var lossNoise: Double
    /// Evaluations after which a line search gives up.
    public var maximumEvaluations: Int

    /// Constants from their values.
    public init(
      memory: Int = 20, gradientTolerance: Double = 1e-7, lossTolerance: Double = 1e-9,
      lossNoise: Double = 1e-7, maximumEvaluations: Int = 25
    ) {
      self.memory = memory
      self.gradientTolerance = gradientTolerance
      self.lossTolerance = lossTolerance
      self.lossNoise = lossNoise
      self.maximumEvaluations = maximumEvaluations
    }
  }

  /// Everything that the next iteration depends on.
  public struct State: Equatable, Sendable {
    /// x, f(x) and ∇f(x).
    public var position: [Double]
    public var loss: Double
    public var gradient: [Double]
    /// The remembered steps x′ − x and gradient changes, the oldest first.
    public var displacements: [[Double]] = []
    public var gradientChanges: [[Double]] = []
    /// Iterations in turn that have hardly lowered the loss.
    public var stagnation = 0
    /// Iterations done.
    public var iterations = 0
    /// Evaluations done.
    public var evaluations = 1
    /// The length α of the last step along its direction.
    public var stepLength = 0.0
  }

  /// Why an iteration was the last.
  public enum Convergence: String, Codable, Sendable {
    /// The gradient is as good as zero.
    case gradient = "the gradient is zero within tolerance"
    /// The loss does not fall any more.
    case loss = "the loss no longer falls"
    /// No lower point is found along the steepest descent: the rounding of the loss hides it.
    case precision = "the loss falls no further at its precision"
  }

  public let settings: Settings
  public private(set) var state: State

  /// Starts at a point, which takes one evaluation.
  ///
  /// - Parameters:
  ///   - position: x.
  ///   - settings: the constants.
  ///   - evaluate: gives f(x) and overwrites the second argument with ∇f(x).
  /// - Throws: what `evaluate` throws.
  public init(
    at position: [Double], settings: Settings = Settings(),
    _ evaluate: ([Double], inout [Double]) throws -> Double
  ) throws {
    self.settings = settings
    var gradient = [Double](repeating: 0, count: position.count)
    let loss = try evaluate(position, &gradient)
    state = State(position: position, loss: loss, gradient: gradient)
  }

  /// Goes on from a state.
  public init(resuming state: State, settings: Settings) {
    self.settings = settings
    self.state = state
  }

  /// Whether loss and gradient are numbers; iterations keep it so.
  public var isFinite: Bool { state.loss.isFinite && state.gradient.allSatisfy(\.isFinite) }

  /// Makes one iteration.
  ///
  /// - Returns: nil, or why this iteration was the last.
  /// - Throws: what `evaluate` throws; the state is then as it was before.
  public mutating func iterate(
    _ evaluate: ([Double], inout [Double]) throws -> Double
  ) throws -> Convergence? {
    precondition(isFinite, "an iteration starts where loss and gradient are finite")
    let largest = state.gradient.reduce(0) { max($0, $1.magnitude) }
    if largest <= settings.gradientTolerance * max(1, state.loss.magnitude) { return .gradient }
    let before = state
    do {
      if try !advance(evaluate) {
        // The memory may mislead: forget it, and try the steepest descent.
        guard !state.displacements.isEmpty else { return .precision }
        state.displacements = []
        state.gradientChanges = []
        guard try advance(evaluate) else { return .precision }
      }
    } catch {
      state = before
      throw error
    }
    state.iterations += 1
    let scale = max(before.loss.magnitude, state.loss.magnitude, .leastNormalMagnitude)
    let gain = (before.loss - state.loss) / scale
    state.stagnation = gain > settings.lossTolerance ? 0 : state.stagnation + 1
    return hasStagnated ? .loss : nil
  }

  /// Whether two iterations in turn have hardly lowered the loss.
  public var hasStagnated: Bool { state.stagnation >= 2 }

  /// One for a direction with curvature in it; else at most a unit length.
  private var firstStep: Double {
    state.displacements.isEmpty ? min(1, 1 / dot(state.gradient, state.gradient).squareRoot()) : 1
  }

  /// −H∇f by the two-loop recursion (Nocedal & Wright, algorithm 7.4).
  private func direction() -> [Double] {
    var q = state.gradient
    var factors: [Double] = []
    for (s, y) in zip(state.displacements, state.gradientChanges).reversed() {
      let a = dot(s, q) / dot(s, y)
      factors.append(a)
      for i in q.indices { q[i] -= a * y[i] }
    }
    if let s = state.displacements.last, let y = state.gradientChanges.last {
      let scale = dot(s, y) / dot(y, y)
      for i in q.indices { q[i] *= scale }
    }
    for (s, y) in zip(state.displacements, state.gradientChanges) {
      let b = (factors.popLast() ?? 0) - dot(y, q) / dot(s, y)
      for i in q.indices { q[i] += b * s[i] }
    }
    for i in q.indices { q[i] = -q[i] }
    return q
  }

  /// Takes one step; false where no lower point is found.
  private mutating func advance(
    _ evaluate: ([Double], inout [Double]) throws -> Double
  ) throws -> Bool {
    let direction = direction()
    let slope = dot(direction, state.gradient)
    guard slope < 0 else { return false }
    let start = state
    var position = start.position
    var gradient = start.gradient
    var evaluations = 0
    func point(at step: Double) throws -> StrongWolfeSearch.Point {
      for i in position.indices { position[i] = start.position[i] + step * direction[i] }
      let value = try evaluate(position, &gradient)
      evaluations += 1
      return .init(step: step, value: value, slope: dot(gradient, direction))
    }
    let search = StrongWolfeSearch(
      noise: settings.lossNoise, maximumEvaluations: settings.maximumEvaluations)
    let outcome = try search.search(
      from: .init(step: 0, value: start.loss, slope: slope), first: firstStep, point(at:))
    var end = outcome.point
    // A lower point is taken even where no point satisfies the conditions.
    if !outcome.isAccepted, end.step > 0 { end = try point(at: end.step) }
    state.evaluations += evaluations
    guard end.step > 0, end.value.isFinite, gradient.allSatisfy(\.isFinite) else { return false }
    let s = zip(position, start.position).map { $0 - $1 }
    let y = zip(gradient, start.gradient).map { $0 - $1 }
    state.position = position
    state.gradient = gradient
    state.loss = end.value
    state.stepLength = end.step
    // Positive curvature keeps H positive definite.
    if dot(s, y) > 1e-10 * (dot(s, s) * dot(y, y)).squareRoot() {
      if state.displacements.count >= max(settings.memory, 1) {
        state.displacements.removeFirst()
        state.gradientChanges.removeFirst()
      }
      state.displacements.append(s)
      state.gradientChanges.append(y)
    }
    return true
  }

  private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
  }
}
