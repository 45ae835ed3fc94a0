/// The same quantity of the original function and of the surrogate.
public struct Compared<Value> {
  /// Of f, at a step that resolves every scale.
  public var original: Value
  /// Of the learned potential V.
  public var surrogate: Value

  /// A value from its parts.
  public init(original: Value, surrogate: Value) {
    self.original = original
    self.surrogate = surrogate
  }
}

extension Compared: Equatable where Value: Equatable {}
extension Compared: Sendable where Value: Sendable {}
extension Compared: Encodable where Value: Encodable {}
extension Compared: Decodable where Value: Decodable {}
