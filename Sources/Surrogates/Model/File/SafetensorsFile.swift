import Foundation
import Storage

/// Files of tensors of 32-bit floats in the safetensors format: the length of the header in 8
/// bytes, the header in JSON, the elements. Little-endian throughout.
enum SafetensorsFile {
  /// One tensor to write.
  struct Tensor {
    let name: String
    let shape: [Int]
    let values: ArraySlice<Float>
  }

  /// The longest header that is read: a model's has some hundred bytes per tensor.
  static let longestHeader = 16 << 20

  /// The bytes of a file; equal content gives equal bytes.
  ///
  /// The header is padded by spaces so that the data start at a multiple of 8, as readers that map
  /// the file like it.
  ///
  /// - Throws: `EncodingError`.
  static func encode(_ tensors: [Tensor], metadata: [String: String]) throws -> Data {
    var entries: [String: SafetensorsHeader.Entry] = [:]
    var end = 0
    for tensor in tensors {
      let begin = end
      end += 4 * tensor.values.count
      entries[tensor.name] = .init(
        dtype: "F32", shape: tensor.shape, dataOffsets: [begin, end])
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = try encoder.encode(SafetensorsHeader(metadata: metadata, entries: entries))
    header.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - header.count % 8) % 8))
    var data = Data(capacity: 8 + header.count + end)
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(header)
    for tensor in tensors {
      tensor.values.map(\.bitPattern.littleEndian).withUnsafeBytes { data.append(contentsOf: $0) }
    }
    return data
  }

  /// Reads header and data of a file of at most `limit` bytes of data.
  ///
  /// `check` gets the header, whose tensors fill the data exactly, and throws to stop before the
  /// data are read.
  ///
  /// - Throws: `ModelFileError`; nothing is read of a file that is no regular file, and no more of
  ///   any file than its header justifies.
  static func read(
    _ url: URL, limit: Int, _ check: (SafetensorsHeader) throws(ModelFileError) -> Void
  ) throws(ModelFileError) -> (header: SafetensorsHeader, data: [UInt8]) {
    let path = url.path
    let file: RegularFile
    do { file = try RegularFile(url) } catch { throw ModelFileError(error) }
    defer { file.close() }
    let header = try readHeader(file, path: path)
    let start = 8 + header.length
    try header.content.check(available: file.size - start, path: path)
    guard file.size - start <= limit else {
      throw ModelFileError(
        .inconsistent, path: path, place: "data", found: "has \(file.size - start) bytes",
        expected: "at most \(limit)")
    }
    try check(header.content)
    return (header.content, try bytes(of: file, at: start, count: file.size - start, path))
  }

  private static func readHeader(
    _ file: RegularFile, path: String
  ) throws(ModelFileError) -> (content: SafetensorsHeader, length: Int) {
    guard file.size >= 8 else {
      throw ModelFileError(
        .truncated, path: path, place: "file", found: "has \(file.size) bytes",
        expected: "at least the 8 that hold the length of the header")
    }
    let prefix = try bytes(of: file, at: 0, count: 8, path)
    let length = prefix.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(longestHeader) else {
      throw ModelFileError(
        .headerTooLong, path: path, place: "header", found: "claims \(length) bytes",
        expected: "at most \(longestHeader)", hint: "this is no safetensors file of a model")
    }
    let count = Int(length)
    guard count <= file.size - 8 else {
      throw ModelFileError(
        .truncated, path: path, place: "header", found: "claims \(count) bytes",
        expected: "at most the \(file.size - 8) that follow")
    }
    let text = Data(try bytes(of: file, at: 8, count: count, path))
    do {
      return (try JSONDecoder().decode(SafetensorsHeader.self, from: text), count)
    } catch {
      throw ModelFileError(
        .malformedHeader, path: path, place: "header", found: JSONProblem.describe(error),
        expected: "a JSON object of tensors with dtype, shape and data_offsets")
    }
  }

  private static func bytes(
    of file: RegularFile, at offset: Int, count: Int, _ path: String
  ) throws(ModelFileError) -> [UInt8] {
    let bytes: [UInt8]
    do { bytes = try file.read(at: offset, count: count) } catch { throw ModelFileError(error) }
    guard bytes.count == count else {
      throw ModelFileError(
        .truncated, path: path, place: "file", found: "ended at byte \(offset + bytes.count)",
        expected: "\(offset + count) bytes")
    }
    return bytes
  }
}
