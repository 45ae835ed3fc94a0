import Storage

/// A model file that cannot be read or written: which file, where in it, what is there, what was
/// expected, and what to do.
public struct ModelFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Kind: Equatable, Sendable {
    /// The file system refused.
    case storage(StorageError)
    /// The file ends before its header or its last tensor does.
    case truncated
    /// The header claims to be longer than any header of a model is.
    case headerTooLong
    /// The header is not the JSON that safetensors has.
    case malformedHeader
    /// A safetensors file, but none that this program wrote.
    case foreign
    /// Written by a newer version.
    case unsupportedVersion
    /// A tensor's numbers have another type.
    case wrongType
    /// A tensor has another shape than the architecture gives it.
    case wrongShape
    /// Offsets of a tensor that run backwards, outside of the data, or do not fit its shape.
    case badOffsets
    /// Two tensors share bytes.
    case overlap
    /// Bytes between tensors that belong to none.
    case gap
    /// Bytes after the last tensor.
    case trailingBytes
    /// A tensor of the architecture is not there.
    case missingTensor
    /// A tensor that the architecture does not have.
    case unknownTensor
    /// Parts of the model that do not fit each other, or are not finite.
    case inconsistent
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// The path of the file.
  public let path: String
  /// Where in the file: `header`, `tensor 'members.0.output.bias'`.
  public let place: String
  /// What is there, as a verb phrase.
  public let found: String
  /// What was expected, as a noun phrase.
  public let expected: String
  /// What the user can do.
  public let hint: String

  /// One line.
  public var description: String {
    if case .storage(let error) = kind { return error.description }
    return "cannot use the model '\(path)': \(place) \(found); expected \(expected) (\(hint))"
  }

  init(
    _ kind: Kind, path: String, place: String, found: String, expected: String, hint: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.place = place
    self.found = found
    self.expected = expected
    self.hint = hint ?? Self.hint(for: kind)
  }

  init(_ error: StorageError) {
    self.init(
      .storage(error), path: error.path, place: "file", found: error.reason,
      expected: "a file that can be used", hint: error.hint)
  }

  private static func hint(for kind: Kind) -> String {
    switch kind {
    case .truncated, .trailingBytes: "the copy is not complete: copy or train the model again"
    case .foreign: "give the surrogate.safetensors that training has written"
    case .unsupportedVersion: "use the version of the program that wrote it, or a newer one"
    case .storage: "check the path"
    default: "the file was changed or damaged: copy or train the model again"
    }
  }
}
