import Foundation

/// The JSON header of a safetensors file: for each tensor its type, its shape and its bytes in the
/// data section, and a dictionary of texts (https://github.com/huggingface/safetensors, format).
struct SafetensorsHeader: Codable, Equatable {
  /// One tensor.
  struct Entry: Codable, Equatable {
    var dtype: String
    var shape: [Int]
    /// The first byte and the one after the last, in the data section.
    var dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  /// The texts of `__metadata__`.
  var metadata: [String: String]
  /// The tensors by name.
  var entries: [String: Entry]

  init(metadata: [String: String], entries: [String: Entry]) {
    self.metadata = metadata
    self.entries = entries
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    static let metadata = Key("__metadata__")

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    metadata = try container.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:]
    entries = [:]
    for key in container.allKeys where key.stringValue != Key.metadata.stringValue {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(metadata, forKey: .metadata)
    for (name, entry) in entries { try container.encode(entry, forKey: Key(name)) }
  }
}
