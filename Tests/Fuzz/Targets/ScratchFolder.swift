import Foundation

/// A folder for the files of a target, removed when the target is.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("macroscope-fuzz-\(UUID().uuidString)", isDirectory: true)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file in the folder.
  func write(_ bytes: some Sequence<UInt8>, to name: String) throws(BrokenPromise) {
    do {
      try Data(bytes).write(to: url.appendingPathComponent(name))
    } catch {
      throw BrokenPromise("no place for the input: \(error)")
    }
  }
}
