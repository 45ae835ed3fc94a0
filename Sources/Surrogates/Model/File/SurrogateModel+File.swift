import Foundation
import Storage

extension SurrogateModel {
  /// The name of model files.
  public static let fileName = "surrogate.safetensors"
  /// The version of the format that this code writes, and the newest that it reads.
  public static let formatVersion = 1
  private static let format = "macroscope-surrogate"

  /// The model as the bytes of a safetensors file (docs/surrogate-models.md); equal models give
  /// equal bytes.
  ///
  /// - Throws: `EncodingError`, which valid models do not cause.
  public func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let model = String(decoding: try encoder.encode(header), as: UTF8.self)
    return try SafetensorsFile.encode(
      members.enumerated().flatMap { n, parameters in
        layout.tensors.map { tensor in
          SafetensorsFile.Tensor(
            name: Self.name(of: tensor, member: n), shape: tensor.shape,
            values: parameters[tensor.range])
        }
      },
      metadata: [
        "format": Self.format, "format_version": Self.formatVersion.description, "model": model,
      ])
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
    var decoded: Header?
    let file = try SafetensorsFile.read(url, limit: 4 * Limits.parameters) {
      header throws(ModelFileError) in
      let model = try Self.header(in: header, path: path)
      try Self.checkTensors(of: model, in: header, path: path)
      decoded = model
    }
    guard let model = decoded else { throw Self.foreign(path, "has no description of a model") }
    let layout = ParameterLayout(model.architecture)
    let members = (0..<model.memberCount).map { n in
      layout.tensors.flatMap { tensor in
        let entry = file.header.entries[Self.name(of: tensor, member: n)]
        return Self.floats(file.data, at: entry?.dataOffsets[0] ?? 0, count: tensor.count)
      }
    }
    do { try self.init(header: model, members: members) } catch {
      throw Self.inconsistent(path, error)
    }
  }

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
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let model: Header
    do { model = try decoder.decode(Header.self, from: Data(text.utf8)) } catch {
      throw ModelFileError(
        .malformedHeader, path: path, place: "'model' in the header",
        found: JSONProblem.describe(error), expected: "the description of a model")
    }
    do { try model.check() } catch { throw inconsistent(path, error) }
    return model
  }

  /// Checks that the tensors of the file are those of the model.
  private static func checkTensors(
    of model: Header, in file: SafetensorsHeader, path: String
  ) throws(ModelFileError) {
    let tensors = ParameterLayout(model.architecture).tensors
    var unknown = Set(file.entries.keys)
    for n in 0..<model.memberCount {
      for tensor in tensors {
        let name = name(of: tensor, member: n)
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
    if let name = unknown.min() {
      throw ModelFileError(
        .unknownTensor, path: path, place: SafetensorsHeader.place(name),
        found: "is no part of the architecture", expected: "\(tensors.count) tensors per member")
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
