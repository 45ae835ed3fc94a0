/// Why a loss cannot be computed.
public enum LossError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No term has a positive weight, or a weight is negative or not finite.
  case invalidWeights
  /// The metric, the temperatures or the number of slices are not positive numbers.
  case invalidSettings
  /// There must be as many numbers as stated.
  case count(String, expected: Int, found: Int)
  /// The loss needs data that the batch lacks: `values` or `gradients`.
  case missing(String)
  /// A variance is predicted for the values or for the gradients, by a network with two outputs.
  case gaussianNeedsOneTerm
  case gaussianNeedsTwoOutputs
  /// A sample belongs to a scale that there is no map for.
  case unknownScale(Int)

  public var description: String {
    switch self {
    case .invalidWeights: "the weights of a loss must be finite, not negative and not all zero"
    case .invalidSettings: "metric, temperatures and slices of a loss must be positive"
    case .count(let what, let expected, let found):
      "\(expected) \(what) are needed, but there are \(found)"
    case .missing(let what): "the loss needs \(what), but the samples have none"
    case .gaussianNeedsOneTerm:
      "the predicted variance is that of the values or that of the gradients, not of both"
    case .gaussianNeedsTwoOutputs: "a network that predicts a variance needs two outputs"
    case .unknownScale(let scale): "there is no map for scale \(scale)"
    }
  }
}
