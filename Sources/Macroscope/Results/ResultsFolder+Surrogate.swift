import Foundation
import Storage
import Surrogates

extension ResultsFolder {
  /// The networks that learned V.
  public var modelURL: URL { url.appendingPathComponent("surrogate.safetensors") }

  /// The course of their training.
  var learningCurveURL: URL { url.appendingPathComponent("learning-curve.csv") }

  /// Reads the networks alone.
  ///
  /// - Throws: a `ModelFileError`.
  public func readModel() throws(ModelFileError) -> SurrogateModel {
    try SurrogateModel(contentsOf: modelURL)
  }

  /// The networks with all that belongs to them; nil when the folder has none.
  func readSurrogate(_ reader: ArrayReader) throws(StorageError) -> SurrogateResults? {
    guard reader.file.contains(ArrayWriter.surrogateRoot) else { return nil }
    let model: SurrogateModel
    do {
      model = try readModel()
    } catch {
      throw StorageError(
        kind: .damaged, path: modelURL.path, operation: "read", reason: error.description,
        hint: "run the scenario again")
    }
    return try reader.readSurrogate(model)
  }
}
