import CHDF5
import Synchronization

/// The HDF5 library's process-wide state: one caller at a time, and nothing printed by it.
enum HDF5Library {
  /// HDF5 is not thread-safe in every build, and serialises its callers in those where it is.
  private static let lock = Mutex<Void>(())

  /// Runs `body` while no other thread is inside HDF5, with HDF5's own error printing off.
  static func locked<R>(_ body: () -> R) -> R {
    recording(body).result
  }

  /// Runs `body` likewise and turns a nil into an error with the reason that HDF5 recorded.
  static func attempt<R>(
    _ operation: String, path: String, object: String? = nil, _ body: () -> R?
  ) throws(StorageError) -> R {
    let (result, text) = recording(body)
    if let result { return result }
    let reason = text.isEmpty ? "HDF5 gave no reason" : "HDF5: \(text)"
    throw StorageError(
      path: path, operation: operation, reason: object.map { "'\($0)': \(reason)" } ?? reason)
  }

  private static func recording<R>(_ body: () -> R) -> (result: R, reason: String) {
    var buffer = [CChar](repeating: 0, count: 256)
    let result = lock.withLock { _ in
      buffer.withUnsafeMutableBufferPointer { memory in
        var text = ch5_text(buffer: memory.baseAddress, size: memory.count)
        return withUnsafeMutablePointer(to: &text) { pointer in
          ch5_record_errors(pointer)
          defer { ch5_record_errors(nil) }
          return UncheckedResult(value: body())
        }
      }
    }
    let length = buffer.firstIndex(of: 0) ?? buffer.endIndex
    let reason = String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (result.value, reason)
  }

  /// Carries any result out of the lock: the caller is the one thread that made it.
  private struct UncheckedResult<Value>: @unchecked Sendable {
    let value: Value
  }
}
