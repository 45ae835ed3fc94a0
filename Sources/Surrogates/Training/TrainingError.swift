/// Why a training cannot start or go on. A loss that is not finite is no error but an outcome.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A setting makes no sense; the text says which and why.
  case invalidSettings(String)
  /// Data that cannot be trained on; the text says which and why.
  case invalidData(String)
  /// A stored state belongs to another training; the text says what differs.
  case foreignState(String)

  public var description: String {
    switch self {
    case .invalidSettings(let text), .invalidData(let text): text
    case .foreignState(let text): "the stored state belongs to another training: \(text)"
    }
  }
}
