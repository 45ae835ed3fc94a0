/// Decoding errors in a few words, as a verb phrase.
enum JSONProblem {
  /// What is wrong, and where in the JSON; long texts of the file are cut.
  static func describe(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "cannot be decoded" }
    switch error {
    case .keyNotFound(let key, let context):
      return "has no '\(key.stringValue)'\(place(context.codingPath))"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "has a value of a wrong type\(place(context.codingPath))"
    case .dataCorrupted(let context) where context.codingPath.isEmpty: return "is not JSON"
    case .dataCorrupted(let context):
      return "has a value that cannot be used\(place(context.codingPath))"
    @unknown default: return "cannot be decoded"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "" }
    let names = path.map { $0.intValue?.description ?? $0.stringValue }
    return " at '\(names.joined(separator: ".").prefix(100))'"
  }
}
