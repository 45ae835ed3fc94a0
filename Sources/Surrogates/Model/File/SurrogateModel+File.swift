import Foundation
import Storage

extension SurrogateModel {
  /// The name of model files.
  public static let fileName = "surrogate.safetensors"
  /// The newest version of the format that this code reads. Models without bases are written as version 1,
  /// which older programs read too.
  public static let formatVersion = 2
  private static let format = "macroscope-surrogate"

  /// The model as the bytes of a safetensors file (docs/surrogate-models.md); equal models give
  /// equal bytes.
  ///
  /// - Throws: `EncodingError`, which valid models do not cause.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var metadata = [
      "format": Self.format, "format_version": bases.isEmpty ? "1" : "2",
      "model": String(decoding: try encoder.encode(header), as: UTF8.self),
    ]
    if !bases.isEmpty {
      metadata["bases"] = String(
        decoding: try encoder.encode(bases.map(\.header)), as: UTF8.self)
    }
    return try SafetensorsFile.encode(
      tensors(prefix: "") + bases.enumerated().flatMap { $1.tensors(prefix: Self.prefix($0)) },
      metadata: metadata)
  }

  private func tensors(prefix: String) -> [SafetensorsFile.Tensor] {
    members.enumerated().flatMap { n, parameters in
      layout.tensors.map { tensor in
        SafetensorsFile.Tensor(
          name: prefix + Self.name(of: tensor, member: n), shape: tensor.shape,
          values: parameters[tensor.range])
      }
    }
  }

  /// Writes the model to a file, which is replaced as a whole or not at all.
  ///
  /// - Throws: `ModelFileError` of kind `storage`.
  public func write(to url: URL) throws(ModelFileError) {
    let data: Data
    do { data = try encoded() } catch {
      throw ModelFileError(
        StorageError(path: url.path, operation: "encode", reason: String(describing: error)))
    }
    do { try AtomicFile.write(data, to: url) } catch { throw ModelFileError(error) }
  }

  /// Reads a model from a file, which may come from anywhere.
  ///
  /// No more memory is taken than the model needs, whatever the file claims.
  ///
  /// - Throws: `ModelFileError`, saying what is wrong where.
  public init(contentsOf url: URL) throws(ModelFileError) {
    let path = url.path
    var decoded: (model: Header, bases: [Header])?
    let file = try SafetensorsFile.read(url, limit: 4 * Limits.parameters) {
      header throws(ModelFileError) in
      let model = try Self.header(in: header, path: path)
      let bases = try Self.baseHeaders(of: model, in: header, path: path)
      try Self.checkTensors(of: model, bases, in: header, path: path)
      decoded = (model, bases)
    }
    guard let (model, baseHeaders) = decoded else {
      throw Self.foreign(path, "has no description of a model")
    }
    func members(_ header: Header, prefix: String) -> [[Float]] {
      let layout = ParameterLayout(header.architecture)
      return (0..<header.memberCount).map { n in
        layout.tensors.flatMap { tensor in
          let entry = file.header.entries[prefix + Self.name(of: tensor, member: n)]
          return Self.floats(file.data, at: entry?.dataOffsets[0] ?? 0, count: tensor.count)
        }
      }
    }
    do {
      var bases: [SurrogateModel] = []
      for (n, header) in baseHeaders.enumerated() {
        bases.append(
          try SurrogateModel(header: header, members: members(header, prefix: Self.prefix(n))))
      }
      try self.init(header: model, members: members(model, prefix: ""), bases: bases)
    } catch {
      throw Self.inconsistent(path, error)
    }
  }

  /// What the names of the tensors of a base begin with.
  private static func prefix(_ base: Int) -> String { "bases.\(base)." }

  /// `members.N.` and the name of the tensor.
  private static func name(of tensor: ParameterLayout.Tensor, member: Int) -> String {
    "members.\(member).\(tensor.name)"
  }

  private static func floats(_ bytes: [UInt8], at offset: Int, count: Int) -> [Float] {
    bytes.withUnsafeBytes { buffer in
      (0..<count).map { i in
        let bits = buffer.loadUnaligned(fromByteOffset: offset + 4 * i, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }

  /// The checked description of the model in the file's metadata.
  private static func header(
    in file: SafetensorsHeader, path: String
  ) throws(ModelFileError) -> Header {
    guard file.metadata["format"] == format else {
      throw foreign(path, "has no format '\(format)' in its __metadata__")
    }
    let version = file.metadata["format_version"] ?? ""
    guard let number = Int(version), number >= 1 else {
      throw foreign(path, "has the format_version '\(version.prefix(20))'")
    }
    guard number <= formatVersion else {
      throw ModelFileError(
        .unsupportedVersion, path: path, place: "header", found: "has format_version \(number)",
        expected: "at most \(formatVersion)")
    }
    guard let text = file.metadata["model"] else { throw foreign(path, "has no 'model'") }
    let model = try decode(Header.self, text, "'model'", "the description of a model", path: path)
    do { try model.check() } catch { throw inconsistent(path, error) }
    return model
  }

  /// The checked descriptions of the models that one corrects.
  private static func baseHeaders(
    of model: Header, in file: SafetensorsHeader, path: String
  ) throws(ModelFileError) -> [Header] {
    guard let text = file.metadata["bases"] else { return [] }
    let bases = try decode(
      [Header].self, text, "'bases'", "a list of descriptions of models", path: path)
    do {
      try model.check(baseHeaders: bases)
      for base in bases { try base.check() }
    } catch {
      throw inconsistent(path, error)
    }
    return bases
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ place: String, _ expected: String, path: String
  ) throws(ModelFileError) -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do { return try decoder.decode(type, from: Data(text.utf8)) } catch {
      throw ModelFileError(
        .malformedHeader, path: path, place: "\(place) in the header",
        found: JSONProblem.describe(error), expected: expected)
    }
  }

  /// Checks that the tensors of the file are those of the model.
  private static func checkTensors(
    of model: Header, _ bases: [Header], in file: SafetensorsHeader, path: String
  ) throws(ModelFileError) {
    var unknown = Set(file.entries.keys)
    try checkTensors(of: model, prefix: "", in: file, unknown: &unknown, path: path)
    for (n, base) in bases.enumerated() {
      try checkTensors(of: base, prefix: prefix(n), in: file, unknown: &unknown, path: path)
    }
    if let name = unknown.min() {
      let tensors = ParameterLayout(model.architecture).tensors
      throw ModelFileError(
        .unknownTensor, path: path, place: SafetensorsHeader.place(name),
        found: "is no part of the architecture", expected: "\(tensors.count) tensors per member")
    }
  }

  private static func checkTensors(
    of model: Header, prefix: String, in file: SafetensorsHeader, unknown: inout Set<String>,
    path: String
  ) throws(ModelFileError) {
    let tensors = ParameterLayout(model.architecture).tensors
    for n in 0..<model.memberCount {
      for tensor in tensors {
        let name = prefix + name(of: tensor, member: n)
        let place = SafetensorsHeader.place(name)
        guard let entry = file.entries[name] else {
          throw ModelFileError(
            .missingTensor, path: path, place: place, found: "is not there",
            expected: "the shape \(tensor.shape)")
        }
        guard entry.shape == tensor.shape else {
          throw ModelFileError(
            .wrongShape, path: path, place: place,
            found: "has the shape \(SafetensorsHeader.list(entry.shape))",
            expected: "\(tensor.shape), as the architecture has")
        }
        unknown.remove(name)
      }
    }
  }

  private static func foreign(_ path: String, _ found: String) -> ModelFileError {
    ModelFileError(
      .foreign, path: path, place: "header", found: found, expected: "a surrogate model")
  }

  private static func inconsistent(_ path: String, _ error: SurrogateModelError) -> ModelFileError {
    ModelFileError(
      .inconsistent, path: path, place: error.part, found: "is \(error.found)",
      expected: error.expected)
  }
}
