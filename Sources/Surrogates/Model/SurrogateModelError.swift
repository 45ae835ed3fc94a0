/// A part of a model that does not fit the others, or is no number.
public struct SurrogateModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The part, by its name in the header of model files, such as `architecture.hidden`.
  public let part: String
  /// What is there.
  public let found: String
  /// What would fit.
  public let expected: String

  /// An error from its parts.
  public init(part: String, found: String, expected: String) {
    self.part = part
    self.found = found
    self.expected = expected
  }

  /// One line.
  public var description: String {
    "the model's \(part) is \(found), but \(expected) is expected"
  }
}
