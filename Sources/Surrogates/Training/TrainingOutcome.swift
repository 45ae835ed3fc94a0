/// How a training ended. In every case the best parameters so far are kept.
public enum TrainingOutcome: Equatable, Sendable, CustomStringConvertible {
  /// L-BFGS has found a minimum.
  case converged(LBFGS.Convergence)
  /// The monitored loss has not improved for as many epochs as patience lasts.
  case stoppedEarly(epoch: Int)
  /// All epochs are done.
  case epochsDone
  /// A loss or a gradient is not finite.
  case diverged(epoch: Int, step: Int, cause: DivergenceCause)
  /// It was asked to stop; its state can be taken up again.
  case cancelled

  public var description: String {
    switch self {
    case .converged(let convergence): "converged: \(convergence.rawValue)"
    case .stoppedEarly(let epoch): "stopped early after epoch \(epoch): no further improvement"
    case .epochsDone: "all epochs are done"
    case .diverged(let epoch, let step, let cause):
      "\(cause) in epoch \(epoch), step \(step); the best parameters so far are kept."
        + " A smaller learning rate, a warm-up or gradient clipping may help"
    case .cancelled: "the training was interrupted"
    }
  }
}

/// What was not finite first.
public enum DivergenceCause: Equatable, Sendable, CustomStringConvertible {
  /// The loss of a batch; the names are those of its terms that are not finite.
  case loss(terms: [String])
  /// The gradient of a batch whose loss is finite.
  case gradient
  /// The loss on the validation data.
  case validationLoss(terms: [String])

  public var description: String {
    func named(_ terms: [String]) -> String {
      terms.isEmpty ? "" : " (\(terms.joined(separator: ", ")))"
    }
    return switch self {
    case .loss(let terms): "the training loss\(named(terms)) is not finite"
    case .gradient: "the gradient is not finite"
    case .validationLoss(let terms): "the validation loss\(named(terms)) is not finite"
    }
  }
}
