/// Why an expression was rejected, and where.
///
/// `range` counts UTF-8 code units of the source, so that a caller who knows where the source lies in
/// a file can point at the exact place. Errors about the names declared beside the expression
/// (coordinates, parameters) have the empty range at the start.
public struct ExpressionError: Error, Equatable, Sendable {
  /// What is wrong, as one sentence without a final stop.
  public let message: String
  /// The offending part of the source, in UTF-8 offsets.
  public let range: Range<Int>
  /// What to do about it, when there is something to say.
  public let hint: String?

  /// Creates an error at a range of UTF-8 offsets.
  public init(message: String, range: Range<Int>, hint: String? = nil) {
    self.message = message
    self.range = range
    self.hint = hint
  }

  /// The 1-based line and column at which `range` starts.
  ///
  /// Columns count characters as a reader sees them (grapheme clusters), not bytes. Linear in the
  /// length of the source.
  public func position(in source: String) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    let bytes = Array(source.utf8.prefix(range.lowerBound))
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      line += 1
      lineStart = offset + 1
    }
    let prefix = String(decoding: bytes[lineStart...], as: UTF8.self)
    return (line, prefix.count + 1)
  }
}

extension ExpressionError: CustomStringConvertible {
  /// The message followed by the hint.
  public var description: String {
    hint.map { "\(message) (\($0))" } ?? message
  }
}
