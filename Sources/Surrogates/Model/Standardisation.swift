/// The affine maps between a network's numbers and those of the user: z = (x − mean)/deviation for
/// every component of x = A_s q (x = q unless the network is conditioned on scales), and
/// V = scale · output. They are stored with the model.
public struct Standardisation: Codable, Hashable, Sendable {
  /// The centre and the spread of each component, from the training data.
  public var mean: [Double]
  public var deviation: [Double]
  /// Energy for one unit of the network's first output.
  public var scale: Double

  /// Maps from their parts.
  public init(mean: [Double], deviation: [Double], scale: Double) {
    self.mean = mean
    self.deviation = deviation
    self.scale = scale
  }
}
