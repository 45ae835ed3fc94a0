import Surrogates
import Testing

@Suite("Parameter layout")
struct ParameterLayoutTests {
  @Test("tensors follow each other without gaps, frequencies last")
  func order() {
    let architecture = NetworkArchitecture(
      inputs: 3, hidden: [8, 8, 5], isResidual: true, normalisesLayers: true,
      fourierFeatures: FourierFeatures(count: 4, bandwidth: 1), outputs: 2)
    let layout = ParameterLayout(architecture)
    var offset = 0
    for tensor in layout.tensors {
      #expect(tensor.offset == offset)
      offset += tensor.count
    }
    #expect(offset == layout.count)
    #expect(layout.frequencies?.shape == [4, 3])
    #expect(layout.trainableCount == layout.count - 12)
    // Features 8 → 8 → 8 → 5: the first two layers keep the width.
    #expect(layout.layers.map(\.isResidual) == [true, true, false])
    #expect(layout.layers.map(\.inputs) == [8, 8, 8])
    #expect(Set(layout.tensors.map(\.name)).count == layout.tensors.count)
  }

  @Test("a plain network has the parameters of its matrices")
  func count() {
    let layout = ParameterLayout(NetworkArchitecture(inputs: 2, hidden: [64, 64]))
    #expect(layout.count == 2 * 64 + 64 + 64 * 64 + 64 + 64 + 1)
    #expect(layout.trainableCount == layout.count)
    #expect(layout.tensors.first?.name == "layers.0.weight")
    #expect(layout.outputWeight.shape == [1, 64])
  }
}
