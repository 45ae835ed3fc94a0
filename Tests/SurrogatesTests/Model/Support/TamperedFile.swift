import Foundation
import Surrogates
import Testing

/// The bytes of a model file taken apart, to be put together wrongly.
struct TamperedFile {
  /// The JSON of the header.
  var header: [String: Any]
  /// The data section.
  var data: Data

  init(_ model: SurrogateModel) throws {
    let bytes = try model.encoded()
    let length = Int(bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    let json = try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length))
    header = try #require(json as? [String: Any])
    data = Data(bytes.dropFirst(8 + length))
  }

  /// Changes one tensor's entry.
  mutating func entry(_ name: String, _ key: String, _ value: Any) {
    var entry = header[name] as? [String: Any] ?? [:]
    entry[key] = value
    header[name] = entry
  }

  /// Changes one text of the metadata; nil removes it.
  mutating func metadata(_ key: String, _ value: String?) {
    var metadata = header["__metadata__"] as? [String: Any] ?? [:]
    metadata[key] = value
    header["__metadata__"] = metadata
  }

  /// Changes the description of the model.
  mutating func model(_ change: (String) -> String) {
    let metadata = header["__metadata__"] as? [String: Any] ?? [:]
    self.metadata("model", change(metadata["model"] as? String ?? ""))
  }

  /// The file.
  func bytes() throws -> Data {
    Self.bytes(header: try JSONSerialization.data(withJSONObject: header), data: data)
  }

  /// A file with any bytes as header.
  static func bytes(header: Data, data: Data, length: UInt64? = nil) -> Data {
    var bytes = Data()
    withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) {
      bytes.append(contentsOf: $0)
    }
    return bytes + header + data
  }
}
