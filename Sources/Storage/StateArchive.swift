/// Arrays of numbers and texts under names: what a piece of work must remember to be taken up later.
///
/// Reading checks names and sizes, since an archive may come from a file that anybody wrote. Values are kept
/// to the bit, NaN included.
public struct StateArchive: Sendable {
  /// The real numbers.
  public private(set) var reals: [String: [Double]] = [:]
  /// The integers.
  public private(set) var integers: [String: [Int]] = [:]
  /// The texts.
  public private(set) var texts: [String: [String]] = [:]

  /// An empty archive.
  public init() {}

  /// The bytes that its numbers take.
  public var byteCount: Int {
    8 * (reals.reduce(0) { $0 + $1.value.count } + integers.reduce(0) { $0 + $1.value.count })
  }

  // MARK: - Putting in

  /// Puts real numbers in, in place of earlier ones of that name.
  public mutating func put(_ values: [Double], as name: String) { reals[name] = values }
  /// Puts integers in, in place of earlier ones of that name.
  public mutating func put(_ values: [Int], as name: String) { integers[name] = values }
  /// Puts texts in, in place of earlier ones of that name.
  public mutating func put(_ values: [String], as name: String) { texts[name] = values }

  /// Puts all of another archive in; its names get `name` and a dot before them.
  public mutating func put(_ part: StateArchive, as name: String) {
    for (key, values) in part.reals { reals["\(name).\(key)"] = values }
    for (key, values) in part.integers { integers["\(name).\(key)"] = values }
    for (key, values) in part.texts { texts["\(name).\(key)"] = values }
  }

  // MARK: - Taking out

  /// Real numbers, of which there must be `count`, or any number when it is nil.
  ///
  /// - Throws: a `StorageError` of kind `damaged`.
  public func reals(_ name: String, count: Int? = nil) throws(StorageError) -> [Double] {
    try Self.checked(reals[name], name, count)
  }

  /// Integers, of which there must be `count`, or any number when it is nil.
  ///
  /// - Throws: a `StorageError` of kind `damaged`.
  public func integers(_ name: String, count: Int? = nil) throws(StorageError) -> [Int] {
    try Self.checked(integers[name], name, count)
  }

  /// Integers that count something, of which there must be `count`: neither negative nor so large that sums of them
  /// overflow.
  ///
  /// - Throws: a `StorageError` of kind `damaged`.
  public func counts(_ name: String, count: Int) throws(StorageError) -> [Int] {
    let values = try integers(name, count: count)
    guard values.allSatisfy((0...1 << 48).contains) else {
      throw Self.mismatch("'\(name)' holds numbers that count nothing")
    }
    return values
  }

  /// Texts, of which there must be `count`, or any number when it is nil.
  ///
  /// - Throws: a `StorageError` of kind `damaged`.
  public func texts(_ name: String, count: Int? = nil) throws(StorageError) -> [String] {
    try Self.checked(texts[name], name, count)
  }

  /// What ``put(_:as:)-(StateArchive,_)`` put in under that name; empty when nothing was.
  public func part(_ name: String) -> StateArchive {
    var part = StateArchive()
    let prefix = name + "."
    for (key, values) in reals where key.hasPrefix(prefix) {
      part.reals[String(key.dropFirst(prefix.count))] = values
    }
    for (key, values) in integers where key.hasPrefix(prefix) {
      part.integers[String(key.dropFirst(prefix.count))] = values
    }
    for (key, values) in texts where key.hasPrefix(prefix) {
      part.texts[String(key.dropFirst(prefix.count))] = values
    }
    return part
  }

  /// The error of a state that does not fit what it is restored into.
  public static func mismatch(_ reason: String) -> StorageError {
    StorageError(
      kind: .damaged, path: "checkpoint.h5", operation: "resume from", reason: reason,
      hint: "it does not belong to this run: start again with --overwrite")
  }

  private static func checked<T>(
    _ values: [T]?, _ name: String, _ count: Int?
  ) throws(StorageError) -> [T] {
    guard let values else { throw mismatch("it has no '\(name)'") }
    if let count, values.count != count {
      throw mismatch("'\(name)' holds \(values.count) values, not \(count)")
    }
    return values
  }
}

/// Something whose state can be taken out between two steps of its work and put into another one made alike,
/// which then goes on as the first would have, to the bit.
public protocol Checkpointable: AnyObject {
  /// A copy of the state.
  var state: StateArchive { get }

  /// Takes on a state of something made with the same parameters.
  ///
  /// - Throws: a `StorageError` of kind `damaged` when it does not fit; this one is then of no further use.
  func restore(_ state: StateArchive) throws(StorageError)
}
