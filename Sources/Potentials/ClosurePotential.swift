/// A potential given by two functions, for energies that the expression language cannot say.
///
/// The engine calls the gradient once for each walker and step, hence it runs at the speed of the
/// closure and not at that of the vector kernels.
public struct ClosurePotential: Potential {
  public let dimension: Int
  private let valueFunction: @Sendable ([Double]) -> Double
  private let gradientFunction: @Sendable ([Double]) -> [Double]

  /// Creates a potential from its value and its gradient, which must return `dimension` components.
  ///
  /// The closures are called from several threads at once.
  public init(
    dimension: Int, value: @escaping @Sendable ([Double]) -> Double,
    gradient: @escaping @Sendable ([Double]) -> [Double]
  ) {
    precondition(dimension >= 1, "a potential has at least one coordinate")
    self.dimension = dimension
    valueFunction = value
    gradientFunction = gradient
  }

  public func value(at q: [Double]) -> Double { valueFunction(q) }

  public func gradient(at q: [Double]) -> [Double] { gradientFunction(q) }
}
