/// Which steps a scenario asks for: one, several, or those that the scale spectrum finds.
public enum StepChoice: Hashable, Sendable {
  /// One step.
  case fixed(Double)
  /// One effective potential for each of these steps, the largest first.
  case each([Double])
  /// The recommended step of the coarsest plateau.
  case auto
  /// The recommended steps of all plateaus.
  case all

  /// The steps, the largest first; nil where they are not known before the scan.
  public var steps: [Double]? {
    switch self {
    case .fixed(let step): [step]
    case .each(let steps): steps
    case .auto, .all: nil
    }
  }

  /// The value of the key `sampling.step`.
  var toml: String {
    switch self {
    case .fixed(let step): "\(step)"
    case .each(let steps): tomlArray(steps)
    case .auto: tomlString("auto")
    case .all: tomlString("all")
    }
  }
}

extension StepChoice: CustomStringConvertible {
  /// As in a scenario file.
  public var description: String { toml }
}

/// The keys `step` and `friction` of `[sampling]` as they are written: of a list of steps each may have a
/// friction of its own.
struct StepSetting {
  /// Nil after an error, which has been reported, and without the key.
  let choice: StepChoice?
  /// One friction for each step of a list, in the order of the choice; nil when one serves all.
  let frictions: [Double]?

  static let hint =
    "the step decides which scales of the potential act as noise; it is the one setting without a "
    + "default"
  static let listHint =
    "give a number, a list of at least two such as [0.5, 0.1], or \"auto\" or \"all\" to take the "
    + "plateaus of the scale spectrum"
  static let wordHint =
    "\"auto\" takes the coarsest plateau of the scale spectrum, \"all\" every plateau"
  static let frictionHint =
    "without friction there is no equilibrium: values from 0.05 to 0.5 per unit time are usual"

  init(_ table: TableReader) {
    let node = table.node("step")
    switch node?.value {
    case nil:
      table.reportMissing("step", hint: Self.hint)
      choice = nil
      frictions = nil
    case .string(let name)?:
      choice = Self.named(name, table, at: node?.position ?? table.position)
      frictions = nil
    case .array(let elements)?:
      let steps = Self.steps(elements, table, at: node?.position ?? table.position)
      let given = Self.frictions(table, count: steps?.count)
      let order = steps.map { steps in steps.indices.sorted { steps[$0] > steps[$1] } }
      choice = order.flatMap { order in steps.map { steps in .each(order.map { steps[$0] }) } }
      frictions = order.flatMap { order in given.map { given in order.map { given[$0] } } }
    default:
      choice = table.real("step", .positive, hint: Self.hint).map { .fixed($0) }
      frictions = nil
    }
  }

  private static func named(
    _ name: String, _ table: TableReader, at position: SourcePosition
  ) -> StepChoice? {
    switch name {
    case "auto": return .auto
    case "all": return .all
    default:
      let guess =
        suggestion(for: name, among: ["auto", "all"]).map { "did you mean '\($0)'? " } ?? ""
      table.report(
        "'sampling.step' must be a number, a list of numbers, \"auto\" or \"all\", found "
          + "'\(name.printable)'", at: position, hint: guess + Self.wordHint)
      return nil
    }
  }

  private static func steps(
    _ elements: [TOMLNode], _ table: TableReader, at position: SourcePosition
  ) -> [Double]? {
    guard elements.count > 1 else {
      table.report(
        "'sampling.step' lists \(elements.isEmpty ? "no step" : "one step only")", at: position,
        hint: listHint)
      return nil
    }
    guard elements.count <= mostSteps else {
      table.report(
        "'sampling.step' lists more than \(mostSteps) steps", at: position,
        hint: "one for each scale of the function is enough")
      return nil
    }
    var steps: [Double] = []
    for element in elements {
      guard let step = table.real(element, "step", .positive, hint: listHint) else { return nil }
      guard !steps.contains(step) else {
        table.report(
          "'sampling.step' lists \(shortest(step)) twice", at: element.position,
          hint: "every step has an effective potential of its own: leave one out")
        return nil
      }
      steps.append(step)
    }
    return steps
  }

  /// A friction for each step; nil unless there is a list.
  private static func frictions(_ table: TableReader, count: Int?) -> [Double]? {
    guard let node = table.node("friction"), case .array(let elements) = node.value,
      let count
    else { return nil }
    guard elements.count == count else {
      table.report(
        "'sampling.friction' must have \(count) numbers, one per step, found \(elements.count)",
        at: node.position, hint: "a single number is the friction of every step")
      return nil
    }
    let values = elements.compactMap {
      table.real($0, "friction", .positive, hint: frictionHint)
    }
    return values.count == count ? values : nil
  }

  /// No more steps than this in a list.
  static let mostSteps = 100
}

/// What the decoding of a scenario does with the key `sampling.step`.
enum StepUse {
  /// The step is the one that is written; a choice of several is an error.
  case single
  /// One of several: `step`, and its `friction` where the steps have different ones.
  case scale(step: Double, friction: Double?)
  /// Not known before the scan. The scenario that is decoded has NaN for a step, and what follows from the
  /// step is not to be used: it stays inside ``MultiscaleScenario``.
  case unresolved
}
