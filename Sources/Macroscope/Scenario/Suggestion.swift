/// The candidate nearest to a misspelt word, if any is near enough to be meant: optimal string
/// alignment distance (insertions, deletions, substitutions, swaps of neighbours), ignoring case, of
/// at most a third of the longer word, and never less than one.
func suggestion(for word: String, among candidates: [String]) -> String? {
  // A word this long is no misspelt key, and the distance is quadratic.
  guard word.utf8.count <= 64 else { return nil }
  let ranked = candidates.map { candidate in
    (candidate: candidate, distance: editDistance(word.lowercased(), candidate.lowercased()))
  }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  let longest = max(word.count, best.candidate.count)
  return best.distance <= max(1, longest / 3) && best.distance < longest ? best.candidate : nil
}

/// Optimal string alignment distance; O(|a| |b|).
func editDistance(_ a: String, _ b: String) -> Int {
  let a = Array(a)
  let b = Array(b)
  var twoBack = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var current = [i + 1] + [Int](repeating: 0, count: b.count)
    for j in 0..<b.count {
      current[j + 1] = min(
        previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0 && j > 0 && a[i] == b[j - 1] && a[i - 1] == b[j] {
        current[j + 1] = min(current[j + 1], twoBack[j - 1] + 1)
      }
    }
    (twoBack, previous) = (previous, current)
  }
  return previous[b.count]
}
