extension TableReader {
  func boolean(_ key: String) -> Bool? {
    guard let node = node(key) else { return nil }
    guard case .boolean(let value) = node.value else {
      expected("true or false", key, found: node)
      return nil
    }
    return value
  }

  func string(_ key: String) -> String? {
    guard let node = node(key) else { return nil }
    guard case .string(let value) = node.value else {
      expected("a string", key, found: node)
      return nil
    }
    return value
  }

  /// A string that remembers where each of its characters stands.
  func literal(_ key: String) -> StringLiteral? {
    guard let node = node(key), let text = string(key) else { return nil }
    return StringLiteral(text: text, start: node.position, in: diagnostics.source)
  }

  func integer(_ key: String, _ range: ClosedRange<Int>, hint: String) -> Int? {
    node(key).flatMap { integer($0, key, range, hint: hint) }
  }

  func integer(_ node: TOMLNode, _ key: String, _ range: ClosedRange<Int>, hint: String) -> Int? {
    guard case .integer(let value) = node.value else {
      expected("an integer", key, found: node, hint: hint)
      return nil
    }
    guard range.contains(value) else {
      let allowed =
        range.lowerBound == range.upperBound
        ? "\(range.lowerBound)"
        : range.upperBound == .max
          ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
      report("'\(fullPath(key))' must be \(allowed), found \(value)", at: node.position, hint: hint)
      return nil
    }
    return value
  }

  func real(_ key: String, _ bounds: Bounds, hint: String) -> Double? {
    node(key).flatMap { real($0, key, bounds, hint: hint) }
  }

  /// A real number, or an integer in its place.
  func real(_ node: TOMLNode, _ key: String, _ bounds: Bounds, hint: String?) -> Double? {
    let value: Double
    switch node.value {
    case .integer(let integer): value = Double(integer)
    case .real(let real): value = real
    default:
      expected("a real number", key, found: node, hint: hint)
      return nil
    }
    guard bounds.contains(value) else {
      let allowed = value.isFinite ? bounds.description : "finite"
      report(
        "'\(fullPath(key))' must be \(allowed), found \(shortest(value))", at: node.position,
        hint: hint)
      return nil
    }
    return value
  }

  func array(_ key: String, of what: String, hint: String? = nil) -> [TOMLNode]? {
    node(key).flatMap { array($0, key, of: what, hint: hint) }
  }

  func array(_ node: TOMLNode, _ key: String, of what: String, hint: String? = nil) -> [TOMLNode]? {
    guard case .array(let elements) = node.value else {
      expected("an array of \(what)", key, found: node, hint: hint)
      return nil
    }
    return elements
  }

  /// One real per coordinate; a single number stands for all of them.
  func realPerCoordinate(_ key: String, count: Int, _ bounds: Bounds, hint: String) -> [Double]? {
    perCoordinate(key, count: count, of: "a real number", hint: hint) {
      real($0, key, bounds, hint: hint)
    }
  }

  /// One integer per coordinate; a single number stands for all of them.
  func integerPerCoordinate(
    _ key: String, count: Int, _ range: ClosedRange<Int>, hint: String
  ) -> [Int]? {
    perCoordinate(key, count: count, of: "an integer", hint: hint) {
      integer($0, key, range, hint: hint)
    }
  }

  private func perCoordinate<Number>(
    _ key: String, count: Int, of what: String, hint: String, read: (TOMLNode) -> Number?
  ) -> [Number]? {
    guard let node = node(key) else { return nil }
    switch node.value {
    case .integer, .real:
      return read(node).map { [Number](repeating: $0, count: count) }
    case .array(let elements):
      return vector(elements, key, at: node.position, count: count, hint: hint, read: read)
    default:
      expected("\(what) or an array of one per coordinate", key, found: node, hint: hint)
      return nil
    }
  }

  /// `count` numbers, one per coordinate.
  func vector<Number>(
    _ elements: [TOMLNode], _ key: String, at position: SourcePosition, count: Int, hint: String?,
    read: (TOMLNode) -> Number?
  ) -> [Number]? {
    guard elements.count == count else {
      report(
        "'\(fullPath(key))' must have \(count) \(count == 1 ? "number" : "numbers"), "
          + "one per coordinate, found \(elements.count)", at: position, hint: hint)
      return nil
    }
    let values = elements.compactMap(read)
    return values.count == count ? values : nil
  }
}
