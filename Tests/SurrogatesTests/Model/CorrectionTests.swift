import CKernels
import Foundation
import LinearAlgebra
import Surrogates
import Testing

/// Models that correct other models.
@Suite("Corrections of a cheaper model")
struct CorrectionTests {
  @Test("V is the sum of both, with the wall of the correction alone, however it is evaluated")
  func sum() throws {
    let model = try ModelFixtures.correction()
    let potential = NeuralPotential(model)
    let own = NeuralPotential(try SurrogateModel(header: model.header, members: model.members))
    let base = NeuralPotential(try #require(model.bases.first))
    let reference = ReferenceNetwork(model: model)
    let rows = ModelFixtures.points(200, dimension: 2)
    let points = Matrix(rows: rows)
    let values = potential.values(at: points, threads: 2)
    let gradients = potential.gradients(at: points)
    let members = potential.memberValues(at: points)
    let memberGradients = potential.memberGradients(at: points)
    let size = Int(CK_BLOCK)
    var block = [Double](repeating: 0, count: 2 * size)
    var blockGradients = [Double](repeating: 9, count: 2 * size)
    for lane in 0..<size {
      for i in 0..<2 { block[i * size + lane] = points[lane % 200, i] }
    }
    potential.evaluate(block, into: &blockGradients, lanes: size)
    for (n, q) in rows.enumerated() {
      #expect(values[n] == own.value(at: q) + base.value(at: q))
      #expect(abs(values[n] - reference.value(at: q)) < 1e-4)
      let mean = members.reduce(0) { $0 + $1[n] } / 3
      #expect(abs(mean - values[n]) < 1e-9)
      let (truth, a, b) = (reference.gradient(at: q), own.hessian(at: q), base.hessian(at: q))
      let hessian = potential.hessian(at: q)
      for i in 0..<2 {
        #expect(gradients[n, i] == own.gradient(at: q)[i] + base.gradient(at: q)[i])
        #expect(abs(gradients[n, i] - truth[i]) < 1e-3)
        let mean = memberGradients.reduce(0) { $0 + $1[2 * n + i] } / 3
        #expect(abs(mean - gradients[n, i]) < 1e-9)
        for j in 0..<2 { #expect(hessian[i, j] == a[i, j] + b[i, j]) }
        if n < size { #expect(abs(blockGradients[i * size + n] - gradients[n, i]) < 1e-9) }
      }
    }
  }

  @Test("a correction of a correction keeps all of them, and each one's wall is dropped")
  func chain() throws {
    let model = try ModelFixtures.correction(levels: 2)
    #expect(model.bases.count == 2)
    #expect(model.bases.allSatisfy { $0.header.confinement == nil && $0.bases.isEmpty })
    #expect(try model.asBases().count == 3)
    #expect(try model.confined(by: nil).bases == model.bases)
    #expect(try model.recalibrated(by: 2).bases == model.bases)
  }

  @Test("the file holds the bases: read back to the bit; without them it is of version 1 as before")
  func file() throws {
    try withModelFolder { folder in
      let url = folder.appendingPathComponent(SurrogateModel.fileName)
      for levels in 1...2 {
        let model = try ModelFixtures.correction(levels: levels)
        try model.write(to: url)
        let read = try SurrogateModel(contentsOf: url)
        #expect(read == model)
        #expect(try read.encoded() == (try Data(contentsOf: url)))
        let bytes = try String(decoding: Data(contentsOf: url), as: UTF8.self)
        #expect(bytes.contains("\"format_version\":\"2\""))
      }
      let plain = try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [4]))
      let text = String(decoding: try plain.encoded(), as: UTF8.self)
      #expect(text.contains("\"format_version\":\"1\""))
    }
  }

  @Test("what is no base is refused")
  func refusals() throws {
    let model = try ModelFixtures.correction()
    let shape = NetworkArchitecture(inputs: 2, hidden: [4])
    func part(_ bases: [SurrogateModel]) -> String? {
      do {
        _ = try SurrogateModel(header: model.header, members: model.members, bases: bases)
        return nil
      } catch { return error.part }
    }
    #expect(part(try ModelFixtures.model(shape).asBases()) == nil)
    #expect(part([try ModelFixtures.model(shape)]) == "bases.0.confinement")
    let other = NetworkArchitecture(inputs: 3, hidden: [4])
    #expect(part(try ModelFixtures.model(other).asBases()) == "bases.0.coordinates")
    #expect(
      part(try ModelFixtures.model(shape, scales: 2).asBases()) == "bases.0.scales")
    let open = try ModelFixtures.correction().confined(by: nil)
    #expect(part([open]) == "bases.0")
    let one = try ModelFixtures.model(shape).asBases()[0]
    #expect(part(Array(repeating: one, count: 17)) == "bases")
  }

  @Test("a file whose bases do not fit is refused before its weights are read")
  func hostile() throws {
    let model = try ModelFixtures.correction()
    let text = TamperedFile.bases(model)
    let cases: [(bases: String?, kind: ModelFileError.Kind?)] = [
      (text, nil), (nil, .unknownTensor), ("[]", .unknownTensor), ("{}", .malformedHeader),
      ("[1]", .malformedHeader), (text.replacing("\"y\"", with: "\"z\""), .inconsistent),
      (text.replacing("\"hidden\":[8]", with: "\"hidden\":[9]"), .wrongShape),
      (text.replacing("\"member_count\":2", with: "\"member_count\":3"), .missingTensor),
    ]
    try withModelFolder { folder in
      let url = folder.appendingPathComponent("m.safetensors")
      for item in cases {
        var file = try TamperedFile(model)
        file.metadata("bases", item.bases)
        try file.bytes().write(to: url)
        var kind: ModelFileError.Kind?
        do {
          _ = try SurrogateModel(contentsOf: url)
        } catch let error as ModelFileError {
          kind = error.kind
        }
        #expect(kind == item.kind, "\(item.bases ?? "none")")
      }
    }
  }
}

extension TamperedFile {
  /// The description of a model's bases.
  fileprivate static func bases(_ model: SurrogateModel) -> String {
    let metadata = (try? TamperedFile(model))?.header["__metadata__"] as? [String: Any]
    return metadata?["bases"] as? String ?? ""
  }
}
