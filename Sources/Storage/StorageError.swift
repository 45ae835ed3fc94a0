import Foundation

/// A file operation that failed: which one, on what, why, and what to do about it.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure a caller may want to tell apart.
  public enum Kind: Sendable, Equatable {
    /// The file system, the quota or the device is full.
    case noSpace
    /// The file or folder exists but may not be used (permissions or a read-only file system).
    case notPermitted
    /// The file, or a folder on the way to it, does not exist.
    case missing
    /// A path names a folder where a file is needed, or a file where a folder is needed.
    case wrongType
    /// The bytes are there but are not what they should be.
    case damaged
    /// A named array, group or attribute is not in the file, or has another type.
    case noSuchData
    /// Anything else.
    case other
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// The path of the file or folder, as the user would write it.
  public let path: String
  /// What was being done, as a verb phrase: "write", "create folder".
  public let operation: String
  /// Why it failed, in the system's own words where it has some.
  public let reason: String
  /// What the user can do, if there is something to say.
  public let hint: String?

  /// An error from its parts.
  public init(
    kind: Kind = .other, path: String, operation: String, reason: String, hint: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.operation = operation
    self.reason = reason
    self.hint = hint
  }

  /// An error from a failed system call; kind and hint follow from the error number.
  public init(errno code: Int32, path: String, operation: String) {
    let (kind, hint) = Self.meaning(of: code)
    self.init(
      kind: kind, path: path, operation: operation, reason: String(cString: strerror(code)),
      hint: hint)
  }

  /// The same error about the file that the user knows, for one inside a staging folder.
  func renaming(_ staging: String, to folder: String) -> StorageError {
    guard path.hasPrefix(staging) else { return self }
    return StorageError(
      kind: kind, path: folder + path.dropFirst(staging.count), operation: operation,
      reason: reason, hint: hint)
  }

  /// One line: what failed, on which path, why, and the hint in parentheses.
  public var description: String {
    let message = "cannot \(operation) '\(path)': \(reason)"
    guard let hint else { return message }
    return "\(message) (\(hint))"
  }

  private static func meaning(of code: Int32) -> (Kind, String?) {
    switch code {
    case ENOSPC, EDQUOT, EFBIG:
      return (.noSpace, "free some space there or choose another output folder")
    case EROFS:
      return (.notPermitted, "choose an output folder on a writable file system")
    case EACCES, EPERM:
      return (.notPermitted, "check the permissions or choose another output folder")
    case ENOENT: return (.missing, "check the spelling of the path")
    case ENOTDIR: return (.wrongType, "a part of the path is a file, not a folder")
    case EISDIR: return (.wrongType, "the path is a folder, a file is needed")
    case ENAMETOOLONG: return (.other, "choose a shorter name")
    default: return (.other, nil)
    }
  }
}
