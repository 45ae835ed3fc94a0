extension TableReader {
  /// Whether the key is absent or says that the program is to choose.
  func isAutomatic(_ key: String) -> Bool {
    guard let node = node(key) else { return true }
    if case .string("auto") = node.value { return true }
    return false
  }

  /// A real number; nil for "auto", and without the key.
  func automaticReal(_ key: String, _ bounds: Bounds, hint: String) -> Double? {
    guard !isAutomatic(key), let node = node(key) else { return nil }
    switch node.value {
    case .integer, .real: return real(node, key, bounds, hint: hint)
    default:
      expected("a real number or \"auto\"", key, found: node, hint: hint)
      return nil
    }
  }

  /// An integer; nil for "auto", and without the key.
  func automaticInteger(_ key: String, _ bounds: ClosedRange<Int>, hint: String) -> Int? {
    guard !isAutomatic(key), let node = node(key) else { return nil }
    switch node.value {
    case .integer: return integer(node, key, bounds, hint: hint)
    default:
      expected("an integer or \"auto\"", key, found: node, hint: hint)
      return nil
    }
  }
}

/// A real number, or "auto" without one.
func tomlAutomatic(_ value: Double?) -> String { value.map { "\($0)" } ?? "\"auto\"" }
