/// What is likely to go wrong with a scenario that can be run all the same.
public struct ScenarioWarning: Hashable, Sendable, CustomStringConvertible {
  /// The place, what is wrong there, and what to do about it.
  public let finding: ScenarioError

  /// `file:line:column: warning: message`, the line with a caret under the column, and the hint.
  public var description: String { finding.text(severity: "warning") }
}
