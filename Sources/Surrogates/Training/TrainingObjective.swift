/// A loss as a function of parameters, on batches of samples.
///
/// An objective may keep scratch memory and use several threads inside `evaluate`, but is called by
/// one thread at a time. The same batch and the same parameters must give the same bits, whatever
/// the number of threads: resumed trainings equal uninterrupted ones only then.
public protocol TrainingObjective {
  /// The number of parameters, P.
  var parameterCount: Int { get }

  /// Which of them are trained, in ranges that follow each other without overlap. Others keep their
  /// values. The default is all of them, decayed.
  var parameterGroups: [ParameterGroup] { get }

  /// The names of the loss's terms, at most ``LossValue/maximumTerms``; empty where there is just
  /// one.
  var termNames: [String] { get }

  /// The loss on a batch, and its gradient.
  ///
  /// - Parameters:
  ///   - batch: at least one sample; valid during the call only.
  ///   - parameters: P numbers.
  ///   - gradient: P numbers, overwritten by ∂L/∂θ, with zeros for what is not trained; nil: the loss alone
  ///     is wanted.
  /// - Returns: the mean loss. Not finite where it overflows; that is not an error here.
  /// - Throws: whatever makes going on impossible; it ends the training.
  func evaluate(
    _ batch: TrainingBatch<Float>, parameters: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) throws -> LossValue
}

extension TrainingObjective {
  public var parameterGroups: [ParameterGroup] { [ParameterGroup(0..<parameterCount)] }
  public var termNames: [String] { [] }
}

/// Neighbouring parameters that an optimiser treats alike.
public struct ParameterGroup: Equatable, Sendable {
  /// Where they lie.
  public let range: Range<Int>
  /// Whether weight decay acts on them; usually on weights, and not on biases.
  public let decays: Bool

  /// A group of the parameters in a range.
  public init(_ range: Range<Int>, decays: Bool = true) {
    self.range = range
    self.decays = decays
  }
}
