extension Summary {
  /// The program that made a run.
  public struct Program: Codable, Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its semantic version.
    public var version: String
    /// What distinguishes builds of one version: compiler, target, instruction set.
    public var build: String

    /// A value from its parts.
    public init(
      name: String, version: String, build: String
    ) {
      self.name = name
      self.version = version
      self.build = build
    }
  }

  /// The scenario a run comes from.
  public struct ScenarioRecord: Codable, Equatable, Sendable {
    /// Its title.
    public var title: String
    /// The SHA-256 digest of the scenario file, in hexadecimal digits.
    public var sha256: String
    /// The seed that was used.
    public var seed: UInt64
    /// The names of the coordinates, in order.
    public var coordinates: [String]

    /// A value from its parts.
    public init(
      title: String, sha256: String, seed: UInt64, coordinates: [String]
    ) {
      self.title = title
      self.sha256 = sha256
      self.seed = seed
      self.coordinates = coordinates
    }
  }

  /// What one diagnostic says.
  public struct Verdict: Codable, Equatable, Sendable {
    /// The name of the diagnostic, in snake_case.
    public var check: String
    /// Whether the result can be trusted as far as this diagnostic sees.
    public var passed: Bool
    /// What was found and, after a failure, what to do.
    public var message: String

    /// A value from its parts.
    public init(
      check: String, passed: Bool, message: String
    ) {
      self.check = check
      self.passed = passed
      self.message = message
    }
  }
}
