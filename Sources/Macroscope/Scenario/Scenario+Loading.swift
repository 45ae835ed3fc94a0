import Foundation

extension Scenario {
  /// Files above this size are refused, in bytes.
  public static let largestFile = 4 << 20
  /// Titles of more characters are refused.
  public static let longestTitle = 1000

  /// Reads and decodes a scenario file.
  ///
  /// - Throws: the first error: the file cannot be read, is no UTF-8, is too long, or its contents
  ///   are wrong. One with several steps is wrong here; ``ScenarioFile`` loads both kinds.
  public static func load(path: String) throws(ScenarioError) -> Scenario {
    let source = try readSource(path: path)
    return try Scenario(source: source, root: TOMLNode.parse(source))
  }

  /// Reads a scenario file, which must be UTF-8.
  static func readSource(path: String) throws(ScenarioError) -> ScenarioSource {
    let bytes = try readBytes(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw notUTF8(bytes, path: path)
    }
    return ScenarioSource(bytes: bytes, text: text, path: path)
  }

  private static func readBytes(_ path: String) throws(ScenarioError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unreadable(path, errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else {
      throw ScenarioError(
        file: path, message: "is a folder, not a scenario file",
        hint: "name a file in it, such as \(path.hasSuffix("/") ? path : path + "/")NAME.toml")
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path, errno) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= largestFile else {
        throw ScenarioError(
          file: path, message: "is longer than \(largestFile >> 20) MB",
          hint: "is this a scenario file? Those are a few kilobytes of TOML")
      }
    }
  }

  private static func unreadable(_ path: String, _ code: Int32) -> ScenarioError {
    ScenarioError(
      file: path, message: "cannot be read: \(String(cString: strerror(code)))",
      hint: code == ENOENT
        ? "check the path; it is taken from the current folder" : "check the file's permissions",
      isUnreadableFile: true)
  }

  /// Points at the first byte that is no UTF-8.
  private static func notUTF8(_ bytes: [UInt8], path: String) -> ScenarioError {
    let good = validUTF8Prefix(bytes)
    return ScenarioError(
      file: path, position: textPosition(ofOffset: good, in: bytes[..<good] + [0x3F]),
      message: "not UTF-8: byte 0x\(String(bytes[good], radix: 16)) cannot stand here",
      hint: "save the file with the encoding UTF-8")
  }

  /// The length of the longest valid prefix; less than the count of bytes, which are not valid.
  private static func validUTF8Prefix(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var count = 0
    while case .valid(let scalar) = decoder.parseScalar(from: &iterator) {
      count += scalar.count
    }
    return min(count, bytes.count - 1)
  }
}
