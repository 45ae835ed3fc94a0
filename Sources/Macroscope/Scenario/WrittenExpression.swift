/// An expression of a scenario as its messages speak of it.
struct WrittenExpression {
  /// "the potential".
  let name: String
  /// What the gradient is called.
  let gradientName: String
  let keyPath: String
  /// Where it stands in the text; nil for a default, and when a program set it.
  let literal: StringLiteral?

  init(
    _ name: String, gradient: String? = nil, _ keyPath: String, _ literal: StringLiteral?
  ) {
    self.name = name
    gradientName = gradient ?? "the gradient of \(name)"
    self.keyPath = keyPath
    self.literal = literal
  }
}

extension Scenario {
  var writtenValue: WrittenExpression {
    WrittenExpression(
      "the potential", gradient: "the gradient", "potential.value",
      potentialLiterals.value)
  }
  var writtenReference: WrittenExpression {
    WrittenExpression("the reference", "potential.reference", potentialLiterals.reference)
  }

  func writtenComponent(_ index: Int) -> WrittenExpression {
    WrittenExpression(
      "component \(index) of the potential", "potential.components",
      potentialLiterals.components.indices.contains(index)
        ? potentialLiterals.components[index] : nil)
  }
}
