/// An optimiser that makes one step from one gradient.
///
/// All work on Float arrays in place. After the first step nothing is allocated.
public protocol FirstOrderOptimiser: Sendable {
  /// Steps made so far.
  var steps: Int { get }

  /// The running arrays, one number for each parameter, under their names: with `steps` the whole
  /// state.
  var moments: [String: [Float]] { get }

  /// Takes up a stored state.
  ///
  /// - Parameters:
  ///   - steps: the steps made.
  ///   - moments: arrays with the names and lengths of ``moments``.
  /// - Returns: false, and nothing is changed, where names or lengths differ.
  mutating func restore(steps: Int, moments: [String: [Float]]) -> Bool

  /// Makes one step. O(parameters in the groups).
  ///
  /// - Parameters:
  ///   - parameters: θ, changed within the groups.
  ///   - gradient: ∂L/∂θ; same length.
  ///   - rate: the learning rate.
  ///   - groups: what is trained.
  mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, gradient: UnsafeBufferPointer<Float>,
    rate: Double, groups: [ParameterGroup])
}
