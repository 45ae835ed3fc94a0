import CoarseGraining

extension Bounds {
  /// Lengths of trajectories: the number of records over one must be computable.
  static let duration = Bounds.closed(1e-6, 1e9)
}

/// What the sections [hamiltonian] and [langevin] have in common.
extension TableReader {
  /// Whether there can be a V to compare with: above two coordinates that of the networks alone, as the
  /// regressions fit only its marginals.
  func allowsComparison(_ potential: PotentialSection, networks: SurrogateSection?) -> Bool {
    guard potential.dimension > 2, networks == nil else { return true }
    report(
      "[\(path)] needs one or two coordinates, found \(potential.dimension)", at: position,
      hint:
        "dynamics needs V as a function of all coordinates, and it is on a grid only up to two: "
        + "add [surrogate], remove [\(path)], or write a scenario with fewer coordinates")
    return false
  }

  /// `surrogate`: one of the methods of the scenario, by default force if it is there; above two
  /// coordinates the networks.
  func surrogate(
    of regression: RegressionSection, networks: SurrogateSection?, dimension: Int
  ) -> EffectivePotential.Method {
    var methods =
      dimension > 2
      ? [] : regression.methods.compactMap { EffectivePotential.Method(rawValue: $0.rawValue) }
    if networks != nil { methods.append(.mlp) }
    let preferred = methods.contains(.force) ? .force : methods.first ?? .density
    guard let name = string("surrogate"), let node = node("surrogate") else { return preferred }
    let names = methods.map(\.rawValue)
    guard let method = EffectivePotential.Method(rawValue: name) else {
      let guess = suggestion(for: name, among: names).map { "did you mean '\($0)'? " } ?? ""
      report(
        "unknown method '\(name.printable)'", at: node.position,
        hint: guess + "The methods of [regression] are \(names.quotedList)")
      return preferred
    }
    guard methods.contains(method) else {
      guard method != .mlp, dimension <= 2 else {
        report(
          method == .mlp
            ? "'\(fullPath("surrogate"))' is \"mlp\", but there is no section [surrogate]"
            : "'\(fullPath("surrogate"))' must be \"mlp\" above two coordinates, found '\(name)'",
          at: node.position,
          hint: method == .mlp
            ? "add [surrogate], which trains networks, or choose among \(names.quotedList)"
            : "the regressions fit marginals only: leave the key out")
        return preferred
      }
      report(
        "'\(fullPath("surrogate"))' must be one of 'regression.methods', found '\(name)'",
        at: node.position,
        hint: "add \"\(name)\" to 'regression.methods', or choose among \(names.quotedList)")
      return preferred
    }
    return method
  }

  /// A time step; nil for "auto". States are recorded at whole numbers of steps.
  func comparisonStep(_ key: String, recordInterval: Double) -> Double? {
    let hint = "leave it out, or write \"auto\", to have it chosen from the largest curvature"
    guard let step = automaticReal(key, .positive, hint: hint) else { return nil }
    guard step <= recordInterval * (1 + 1e-9) else {
      report(
        "'\(fullPath(key))' must be at most the time between records, "
          + "\(shortest(recordInterval, digits: 6)), found \(shortest(step))",
        at: node(key)?.position ?? position,
        hint: "take a smaller step, or fewer 'records' over the 'time'")
      return nil
    }
    guard step >= recordInterval * 1e-9 else {
      report(
        "'\(fullPath(key))' must not be below a billionth of the time between records, found "
          + shortest(step), at: node(key)?.position ?? position, hint: hint)
      return nil
    }
    return step
  }

  /// Reports a list under `key` of another length.
  func requireCount(_ count: Int, in range: ClosedRange<Int>, _ key: String) {
    guard !range.contains(count) else { return }
    report(
      count == 0
        ? "'\(fullPath(key))' is empty"
        : "'\(fullPath(key))' must have at most \(range.upperBound) entries, found \(count)",
      at: node(key)?.position ?? position,
      hint: count == 0
        ? "leave the key out to have the default" : "choose the ones that matter most")
  }

  /// Short expressions, each with the places of its characters; nil without the key. Their texts are
  /// names in tables, plots and files, so they must be printable and differ.
  func expressions(
    _ key: String, count: ClosedRange<Int>, longest: Int, hint: String
  ) -> [StringLiteral]? {
    guard let node = node(key),
      let elements = array(node, key, of: "strings", hint: hint)
    else { return nil }
    requireCount(elements.count, in: count, key)
    var seen: Set<String> = []
    return elements.prefix(count.upperBound).compactMap { element in
      guard case .string(let text) = element.value else {
        report(
          "an entry of '\(fullPath(key))' must be a string, found \(element.kind)",
          at: element.position, hint: hint)
        return nil
      }
      let words = text.filter { !$0.isWhitespace }
      let problem: (message: String, hint: String)? =
        if words.isEmpty {
          ("an entry of '\(fullPath(key))' is empty", hint)
        } else if text != text.printable(longest) {
          (
            "an entry of '\(fullPath(key))' must be one line of at most \(longest) characters",
            "it is a name in tables and plots; 'potential.parameters' may shorten it"
          )
        } else if !seen.insert(words).inserted {
          ("'\(text)' is listed twice in '\(fullPath(key))'", "remove one of them")
        } else {
          nil
        }
      if let problem {
        report(problem.message, at: element.position, hint: problem.hint)
        return nil
      }
      return StringLiteral(text: text, start: element.position, in: diagnostics.source)
    }
  }
}
