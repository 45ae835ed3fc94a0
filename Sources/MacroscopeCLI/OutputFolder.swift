import Foundation
import Macroscope
import Storage

/// The folder a run writes to, made ready before the run and cleared away again if nothing comes
/// of it.
struct OutputFolder {
  let results: ResultsFolder
  /// The folders that did not exist before, the innermost first.
  private let created: [String]

  /// Creates the folder and makes sure that files can be written there.
  ///
  /// - Throws: a `StorageError`, before any time is spent on the run.
  init(preparing url: URL) throws(StorageError) {
    var missing: [String] = []
    var place = url.standardizedFileURL
    while place.pathComponents.count > 1, access(place.path, F_OK) != 0 {
      missing.append(place.path)
      place.deleteLastPathComponent()
    }
    created = missing
    results = ResultsFolder(url)
    do throws(StorageError) {
      try results.prepare()
    } catch {
      discard()
      throw error
    }
  }

  /// Removes the folders that were created, as far as they are empty.
  func discard() {
    for folder in created where rmdir(folder) != 0 { return }
  }
}
