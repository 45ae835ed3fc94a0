extension Summary {
  /// How a run came to its length, where the scenario asks for a standard error of V.
  public struct TargetError: Codable, Equatable, Sendable {
    /// A look at the run while it lasted.
    public struct Check: Codable, Equatable, Sendable {
      /// Steps of each walker by then, the burn-in included.
      public var steps: Int
      /// The root-mean-square standard error of V.
      public var standardError: Double
      /// The largest split-R̂ of a coordinate.
      public var splitRHat: Double

      /// A value from its parts.
      public init(steps: Int, standardError: Double, splitRHat: Double) {
        self.steps = steps
        self.standardError = standardError
        self.splitRHat = splitRHat
      }

      private enum CodingKeys: String, CodingKey {
        case steps
        case standardError = "standard_error"
        case splitRHat = "split_r_hat"
      }
    }

    /// The method whose V it is.
    public var method: String
    /// The error asked for.
    public var target: Double
    /// The root-mean-square standard error of V at the end.
    public var standardError: Double
    /// Whether that is no larger.
    public var reached: Bool
    /// The steps that the scenario allows each walker.
    public var mostSteps: Int
    /// The looks, in order; the last is at the end.
    public var checks: [Check]

    /// A value from its parts.
    public init(
      method: String, target: Double, standardError: Double, reached: Bool, mostSteps: Int,
      checks: [Check]
    ) {
      self.method = method
      self.target = target
      self.standardError = standardError
      self.reached = reached
      self.mostSteps = mostSteps
      self.checks = checks
    }

    private enum CodingKeys: String, CodingKey {
      case method
      case target
      case standardError = "standard_error"
      case reached
      case mostSteps = "most_steps"
      case checks
    }
  }
}
