import Comparison

/// Numbers of a summary that are not finite are `null` in JSON and NaN again here.
///
/// Synthesised decoding in this module finds these before the ones of the standard library.
extension KeyedDecodingContainer {
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try decode(Double?.self, forKey: key) ?? .nan
  }

  func decode(_ type: [Double].Type, forKey key: Key) throws -> [Double] {
    try decode([Double?].self, forKey: key).map { $0 ?? .nan }
  }

  func decode(_ type: [[Double]].Type, forKey key: Key) throws -> [[Double]] {
    try decode([[Double?]].self, forKey: key).map { row in row.map { $0 ?? .nan } }
  }

  func decode(_ type: Compared<Double>.Type, forKey key: Key) throws -> Compared<Double> {
    let pair = try decode(Compared<Double?>.self, forKey: key)
    return Compared(original: pair.original ?? .nan, surrogate: pair.surrogate ?? .nan)
  }

  func decodeIfPresent(_ type: [[Double]].Type, forKey key: Key) throws -> [[Double]]? {
    try decodeIfPresent([[Double?]].self, forKey: key)?.map { row in row.map { $0 ?? .nan } }
  }
}
