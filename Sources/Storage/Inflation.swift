import CZlib

/// Unpacking of deflated bytes, for their length alone.
enum Inflation {
  /// The number of bytes that a zlib stream unpacks to; nil when it is damaged, or they are more than `limit`. Takes
  /// 64 KiB of memory whatever the stream claims.
  static func length(of bytes: [UInt8], atMost limit: Int) -> Int? {
    var stream = z_stream()
    guard cz_inflate_init(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var input = bytes
    var room = [UInt8](repeating: 0, count: 1 << 16)
    var total = 0
    return input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(clamping: input.count)
      while total <= limit {
        let status = room.withUnsafeMutableBufferPointer { room in
          stream.next_out = room.baseAddress
          stream.avail_out = UInt32(room.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        total += room.count - Int(stream.avail_out)
        if status == Z_STREAM_END { return total <= limit ? total : nil }
        guard status == Z_OK else { return nil }
      }
      return nil
    }
  }
}
