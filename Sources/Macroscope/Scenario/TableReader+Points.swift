extension TableReader {
  /// A list of at least one point, each with one finite number per coordinate.
  func points(_ key: String, dimension: Int, hint: String) -> [[Double]]? {
    guard let node = node(key),
      let elements = array(node, key, of: "points", hint: hint)
    else { return nil }
    guard !elements.isEmpty else {
      report("'\(fullPath(key))' is empty", at: node.position, hint: hint)
      return nil
    }
    let points = elements.compactMap { element -> [Double]? in
      guard let numbers = array(element, key, of: "points", hint: hint) else { return nil }
      return vector(
        numbers, key, at: element.position, count: dimension,
        hint: "each point has one number per coordinate"
      ) { real($0, key, .finite, hint: hint) }
    }
    return points.count == elements.count ? points : nil
  }

  /// Reports the first of the points that lies outside the domain, at its own place when the list was
  /// written under `key`, else at the table's.
  func requireInside(_ domain: DomainSection?, _ points: [[Double]], _ key: String) {
    guard let domain, let index = points.firstIndex(where: { !domain.contains($0) }) else { return }
    var place = node(key)?.position ?? position
    if case .array(let elements)? = node(key)?.value, elements.indices.contains(index),
      case .array = elements[index].value
    {
      place = elements[index].position
    }
    let point = points[index].map { shortest($0, digits: 6) }.joined(separator: ", ")
    report(
      "'\(fullPath(key))' has (\(point)) outside the domain", at: place,
      hint: "V is known in the domain only: start inside, or enlarge [domain]")
  }
}
