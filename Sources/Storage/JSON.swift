import Foundation

/// JSON as this program writes it: sorted keys, indented, numbers with round-trip precision.
///
/// JSON has no NaN and no infinity; a non-finite number is written as `null`. Types that must read
/// such a `null` back as NaN do so in their own decoding.
public enum JSON {
  /// Stands for a non-finite number until it is replaced by `null`; no text of a user has it.
  private static let marker = "\u{F8FF}non-finite\u{F8FF}"

  /// Encodes a value; equal values give equal bytes. The text ends with a newline.
  ///
  /// - Throws: `EncodingError` from the value's own `encode(to:)`.
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: marker, negativeInfinity: marker, nan: marker)
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    return Data((text.replacingOccurrences(of: "\"\(marker)\"", with: "null") + "\n").utf8)
  }

  /// Decodes a value.
  ///
  /// - Throws: `DecodingError` when the text is not JSON or does not fit the type.
  public static func decode<T: Decodable>(_ type: T.Type, from data: Data) throws -> T {
    try JSONDecoder().decode(type, from: data)
  }

  /// Writes a value to a file of a results folder, atomically.
  ///
  /// - Throws: `StorageError`, also when the value cannot be encoded.
  public static func write(_ value: some Encodable, to url: URL) throws(StorageError) {
    let data: Data
    do {
      data = try encode(value)
    } catch {
      throw StorageError(path: url.path, operation: "encode", reason: String(describing: error))
    }
    try AtomicFile.write(data, to: url, replacingLinks: true)
  }

  /// Reads a value from a file.
  ///
  /// - Throws: `StorageError` when the file cannot be read or does not fit the type.
  public static func read<T: Decodable>(_ type: T.Type, from url: URL) throws(StorageError) -> T {
    let data = try AtomicFile.read(url)
    do {
      return try decode(type, from: data)
    } catch {
      throw StorageError(
        kind: .damaged, path: url.path, operation: "read", reason: String(describing: error),
        hint: "the file is not one this version wrote")
    }
  }
}
