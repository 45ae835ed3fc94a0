/// "Did you mean": the closest of some valid names.
enum NameSuggestion {
  /// What other languages call our functions and constants.
  static let synonyms = [
    "ln": "log", "arctan": "atan", "fabs": "abs", "power": "pow", "tg": "tan", "sinus": "sin",
    "cosinus": "cos", "minimum": "min", "maximum": "max", "π": "pi", "Pi": "pi", "PI": "pi",
  ]

  /// The candidate nearest to `name` in restricted Damerau–Levenshtein distance, if one is near
  /// enough to be a likely misspelling (a third of its letters, at least one).
  static func closest(to name: String, among candidates: [String]) -> String? {
    let letters = Array(name.lowercased())
    guard letters.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates {
      let distance = distance(letters, Array(candidate.lowercased()))
      if distance < best?.distance ?? Int.max { best = (distance, candidate) }
    }
    guard let best, best.distance <= max(1, letters.count / 3), best.distance < letters.count else {
      return nil
    }
    return best.name
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for (i, letter) in a.enumerated() {
      var current = [i + 1]
      for (j, other) in b.enumerated() {
        var cost = min(previous[j] + (letter == other ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, letter == b[j - 1], a[i - 1] == other {
          cost = min(cost, beforePrevious[j - 1] + 1)
        }
        current.append(cost)
      }
      beforePrevious = previous
      previous = current
    }
    return previous[b.count]
  }

  /// A list for a message, cut after some names.
  static func list(_ names: [String], limit: Int = 12) -> String {
    names.prefix(limit).joined(separator: ", ") + (names.count > limit ? ", …" : "")
  }
}
