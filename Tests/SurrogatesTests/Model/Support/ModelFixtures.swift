import Foundation
import LinearAlgebra
import Statistics
import Surrogates

/// Models with random parameters of the size that trained ones have.
enum ModelFixtures {
  /// A model of one shape; with several scales it is conditioned on them.
  static func model(
    _ architecture: NetworkArchitecture, members: Int = 1, dimension: Int? = nil, scales: Int = 1,
    isConfined: Bool = true, seed: UInt64 = 1, training: TrainingRecord = TrainingRecord(),
    recalibration: Double = 1
  ) throws -> SurrogateModel {
    let generator = Philox(seed: seed, stream: 7)
    let d = dimension ?? architecture.inputs
    let inputs = architecture.inputs
    func normals(_ stream: UInt64, _ count: Int) -> [Double] {
      (0..<count).map { generator.normals(UInt64($0), stream).0 }
    }
    let maps = (0..<scales).map { s -> ScaleMap in
      guard scales > 1 || d != inputs else { return .identity }
      var elements = normals(100 + UInt64(s), inputs * d).map { 0.3 * $0 }
      for i in 0..<min(inputs, d) { elements[i * d + i] += 1 / Double(1 + s) }
      return ScaleMap(
        step: 0.1 / Double(1 + s), matrix: Matrix(rows: inputs, columns: d, elements: elements),
        offset: s == 1 ? normals(200, inputs) : nil)
    }
    let names = ["x", "y", "z", "u", "v", "w"]
    return try SurrogateModel(
      coordinates: (0..<d).map { $0 < names.count ? names[$0] : "q[\($0)]" },
      architecture: architecture,
      standardisation: Standardisation(
        mean: normals(1, inputs).map { 0.5 * $0 },
        deviation: normals(2, inputs).map { 1 + 0.3 * tanh($0) }, scale: 2.5),
      members: (0..<members).map { parameters(architecture, generator, member: $0) },
      scales: maps,
      confinement: isConfined
        ? Confinement(
          lower: .init(repeating: -1.2, count: d), upper: .init(repeating: 1.1, count: d),
          stiffness: (0..<d).map { 3 + Double($0) }) : nil,
      recalibration: recalibration, training: training)
  }

  /// Three small networks that correct two of another shape, which correct others, and so on.
  static func correction(levels: Int = 1, scales: Int = 1) throws -> SurrogateModel {
    var base = try model(
      NetworkArchitecture(
        inputs: 2, hidden: [8], activation: .gelu,
        fourierFeatures: FourierFeatures(count: 3, bandwidth: 0.4)),
      members: 2, seed: 20)
    for level in 1...levels {
      let shape = NetworkArchitecture(inputs: 2, hidden: [12, 6], activation: .silu, outputs: 2)
      let own = try model(
        shape, members: 3, scales: level == levels ? scales : 1, seed: 20 + UInt64(level),
        recalibration: 1.5)
      base = try SurrogateModel(
        header: own.header, members: own.members, bases: base.asBases())
    }
    return base
  }

  /// Weights of variance 1/width; biases and normalisations that matter.
  private static func parameters(
    _ architecture: NetworkArchitecture, _ generator: Philox, member: Int
  ) -> [Float] {
    let layout = ParameterLayout(architecture)
    var result = [Float](repeating: 0, count: layout.count)
    for tensor in layout.tensors {
      for i in tensor.range {
        let x = generator.normals(UInt64(i), 1000 + UInt64(member)).0
        let isNorm = tensor.name.hasSuffix("norm.weight")
        let spread =
          tensor.shape.count == 2 && tensor.name != "fourier.frequencies"
          ? 1 / Double(tensor.shape[1]).squareRoot() : 0.3
        result[i] = Float((isNorm ? 1 : 0) + spread * x)
      }
    }
    return result
  }

  /// Points in and around the box of the wall, representable in 32 bits.
  static func points(_ count: Int, dimension: Int, seed: UInt64 = 3) -> [[Double]] {
    let generator = Philox(seed: seed, stream: 8)
    return (0..<count).map { n in
      (0..<dimension).map { i in
        Double(Float(generator.normals(UInt64(n), UInt64(i)).0))
      }
    }
  }

  /// Every option of an architecture, alone and together.
  static func variants(_ activation: Activation) -> [(name: String, NetworkArchitecture)] {
    let fourier = FourierFeatures(count: 6, bandwidth: 0.3)
    var thinned = NetworkArchitecture(
      inputs: 2, hidden: [12, 12], activation: activation, isResidual: true, dropout: 0.2)
    thinned.isThinned = true
    return [
      ("thinned", thinned),
      ("plain", NetworkArchitecture(inputs: 2, hidden: [16, 12], activation: activation)),
      ("linear", NetworkArchitecture(inputs: 2, hidden: [], activation: activation)),
      (
        "residual",
        NetworkArchitecture(
          inputs: 2, hidden: [12, 12, 12], activation: activation, isResidual: true)
      ),
      (
        "normalised",
        NetworkArchitecture(
          inputs: 2, hidden: [16, 12], activation: activation, normalisesLayers: true)
      ),
      (
        "fourier",
        NetworkArchitecture(
          inputs: 2, hidden: [16], activation: activation, fourierFeatures: fourier)
      ),
      (
        "all",
        NetworkArchitecture(
          inputs: 3, hidden: [12, 12, 8], activation: activation, isResidual: true,
          normalisesLayers: true, dropout: 0.1, fourierFeatures: fourier, outputs: 2)
      ),
    ]
  }
}
