import Surrogates
import Testing

@Suite("Gradient clipping")
struct GradientClippingTests {
  @Test("a long gradient is scaled to the limit, and the norm before is returned")
  func clips() {
    var gradient: [Float] = [3, 0, -4, 12]
    let norm = clip(&gradient, to: 6.5, [ParameterGroup(0..<4)])
    #expect(norm == 13)
    #expect(gradient == [1.5, 0, -2, 6])
  }

  @Test("a short one keeps its bits")
  func keeps() {
    var gradient: [Float] = [0.3, 0.1]
    let norm = clip(&gradient, to: 1, [ParameterGroup(0..<2)])
    #expect(abs(norm - 0.1.squareRoot()) < 1e-7)
    #expect(gradient == [0.3, 0.1])
  }

  @Test("only what is trained counts, and is scaled")
  func groups() {
    var gradient: [Float] = [3, 100, 4, .nan]
    let norm = clip(&gradient, to: 1, [ParameterGroup(0..<1), ParameterGroup(2..<3)])
    #expect(norm == 5)
    #expect(gradient[0] == Float(3) * Float(0.2) && gradient[1] == 100)
    #expect(gradient[2] == Float(4) * Float(0.2) && gradient[3].isNaN)
  }

  @Test("components whose squares overflow in single precision", arguments: [1, 7, 8, 9, 1000])
  func large(count: Int) {
    var gradient = [Float](repeating: 1e30, count: count)
    let exact = Double(Float(1e30)) * Double(count).squareRoot()
    let norm = clip(&gradient, to: 1, [ParameterGroup(0..<count)])
    #expect(abs(norm / exact - 1) < 1e-14)
    let unit = gradient.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(unit - 1) < 1e-6)
  }

  @Test("what is not finite is told and left alone", arguments: [Float.nan, .infinity])
  func notFinite(value: Float) {
    var gradient: [Float] = [1, value, 2]
    #expect(!clip(&gradient, to: 1, [ParameterGroup(0..<3)]).isFinite)
    #expect(gradient[0] == 1 && gradient[2] == 2)
  }

  private func clip(
    _ gradient: inout [Float], to limit: Double, _ groups: [ParameterGroup]
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer {
      GradientClipping.clip($0, to: limit, groups: groups)
    }
  }
}
