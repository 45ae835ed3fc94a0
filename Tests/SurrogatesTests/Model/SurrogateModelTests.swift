import LinearAlgebra
import Surrogates
import Testing

@Suite("Surrogate model")
struct SurrogateModelTests {
  static let shape = NetworkArchitecture(inputs: 2, hidden: [4])

  /// A change to a valid header and the part that must be blamed.
  struct Fault: CustomTestStringConvertible, Sendable {
    let part: String
    let change: @Sendable (inout SurrogateModel.Header) -> Void
    var testDescription: String { part }
  }

  static let faults: [Fault] = [
    Fault(part: "coordinates") { $0.coordinates = [] },
    Fault(part: "coordinates") { $0.coordinates = ["x", "x"] },
    Fault(part: "architecture.inputs") { $0.architecture.inputs = 0 },
    Fault(part: "architecture.hidden") { $0.architecture.hidden = [4, 0] },
    Fault(part: "architecture.hidden") { $0.architecture.hidden = [-3] },
    Fault(part: "architecture.hidden") { $0.architecture.hidden = [1 << 40] },
    Fault(part: "architecture.hidden") {
      $0.architecture.hidden = [Int](repeating: 1, count: 2000)
    },
    Fault(part: "architecture") {
      $0.architecture.hidden = [Int](repeating: 65_536, count: 1000)
    },
    Fault(part: "architecture.dropout") { $0.architecture.dropout = 1 },
    Fault(part: "architecture.dropout") { $0.architecture.dropout = .nan },
    Fault(part: "architecture.outputs") { $0.architecture.outputs = 3 },
    Fault(part: "architecture.fourier_features.count") {
      $0.architecture.fourierFeatures = FourierFeatures(count: 0, bandwidth: 1)
    },
    Fault(part: "architecture.fourier_features.bandwidth") {
      $0.architecture.fourierFeatures = FourierFeatures(count: 2, bandwidth: .infinity)
    },
    Fault(part: "member_count") { $0.memberCount = 0 },
    Fault(part: "members") { $0.memberCount = 2 },
    Fault(part: "standardisation.mean") { $0.standardisation.mean = [0] },
    Fault(part: "standardisation.mean") { $0.standardisation.mean = [0, .nan] },
    Fault(part: "standardisation.deviation") { $0.standardisation.deviation = [1, 0] },
    Fault(part: "standardisation.scale") { $0.standardisation.scale = 0 },
    Fault(part: "scales") { $0.scales = [] },
    Fault(part: "scales.1.matrix") {
      $0.scales = [.identity, ScaleMap(matrix: .identity(3))]
    },
    Fault(part: "scales.0.matrix") {
      $0.scales = [ScaleMap(matrix: Matrix(rows: [[1, 0], [.nan, 1]]))]
    },
    Fault(part: "scales.0.step") { $0.scales = [ScaleMap(step: -1)] },
    Fault(part: "confinement") {
      $0.confinement = Confinement(lower: [0], upper: [1], stiffness: [1])
    },
    Fault(part: "confinement") {
      $0.confinement = Confinement(lower: [0, 1], upper: [1, 1], stiffness: [1, 1])
    },
    Fault(part: "confinement.stiffness") {
      $0.confinement = Confinement(lower: [0, 0], upper: [1, 1], stiffness: [1, -1])
    },
    Fault(part: "recalibration") { $0.recalibration = 0 },
    Fault(part: "training.validation_loss.force") {
      $0.training.validationLoss["force"] = .infinity
    },
  ]

  @Test("a header whose parts do not fit is refused, and the part named", arguments: faults)
  func faulty(fault: Fault) throws {
    let model = try ModelFixtures.model(Self.shape)
    var header = model.header
    fault.change(&header)
    let error = #expect(throws: SurrogateModelError.self) {
      try SurrogateModel(header: header, members: model.members)
    }
    #expect(error?.part == fault.part)
  }

  @Test("parameters of a wrong number, or that are no numbers, are refused")
  func parameters() throws {
    let model = try ModelFixtures.model(Self.shape)
    var members = model.members
    members[0].removeLast()
    let short = #expect(throws: SurrogateModelError.self) {
      try SurrogateModel(header: model.header, members: members)
    }
    #expect(short?.part == "members.0")
    members = model.members
    members[0][model.layout.layers[0].bias.offset + 2] = .nan
    let nan = #expect(throws: SurrogateModelError.self) {
      try SurrogateModel(header: model.header, members: members)
    }
    #expect(nan?.part == "members.0.layers.0.bias")
    #expect(nan?.found == "nan at element 2")
  }

  @Test("wall and recalibration can be chosen after training")
  func changes() throws {
    let model = try ModelFixtures.model(Self.shape, isConfined: false)
    let wall = Confinement(lower: [0, 0], upper: [1, 1], stiffness: [1, 1])
    let changed = try model.confined(by: wall).recalibrated(by: 1.5)
    #expect(changed.header.confinement == wall && changed.header.recalibration == 1.5)
    #expect(changed.members == model.members)
    #expect(throws: SurrogateModelError.self) { try model.recalibrated(by: .nan) }
  }

  @Test("the reference evaluation's gradient is that of its value", arguments: Activation.allCases)
  func reference(activation: Activation) throws {
    for (name, architecture) in ModelFixtures.variants(activation) {
      let model = try ModelFixtures.model(
        architecture, members: 2, dimension: 3, scales: 2, seed: 5)
      let reference = ReferenceNetwork(model: model)
      for q in ModelFixtures.points(4, dimension: 3) {
        let gradient = reference.gradient(at: q, scale: 1)
        let norm = gradient.reduce(0) { max($0, abs($1)) }
        for i in 0..<3 {
          // Kinks of ReLU are a hundred times rarer within a smaller step, whose rounding it can afford.
          let h = activation == .relu ? 1e-6 : 1e-4
          let v = [-2.0, -1, 1, 2].map { n in
            var moved = q
            moved[i] += n * h
            return reference.value(at: moved, scale: 1)
          }
          // Of fourth order, so that the error is of rounding, unless a kink lies between the
          // points.
          let difference = (v[0] - 8 * v[1] + 8 * v[2] - v[3]) / (12 * h)
          #expect(abs(gradient[i] - difference) < 1e-7 * max(1, norm), "\(name) \(i)")
        }
      }
    }
  }
}
