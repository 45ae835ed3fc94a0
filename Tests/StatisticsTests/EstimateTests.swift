import Foundation
import Statistics
import Testing

@Suite struct EstimateTests {
  let a = Estimate(value: 3, standardError: 0.3)
  let b = Estimate(value: 5, standardError: 0.4)

  @Test func propagatesIndependentErrors() {
    #expect(a + b == Estimate(value: 8, standardError: 0.5))
    #expect(a - b == Estimate(value: -2, standardError: 0.5))
    #expect(-2 * a == Estimate(value: -6, standardError: 0.6))
    #expect(b / -2 == Estimate(value: -2.5, standardError: 0.2))
    #expect(abs(a.relativeError - 0.1) < 1e-16)
  }

  @Test func measuresDeviations() {
    #expect(abs(a.deviation(from: 2.4) - 2) < 1e-14)
    #expect(a.deviation(from: b) == -4)
    #expect(Estimate.exact(1).deviation(from: 1) == 0)
    #expect(Estimate.exact(2).deviation(from: 1) == .infinity)
    #expect(Estimate(value: 1, standardError: .nan).deviation(from: 1).isNaN)
    #expect(Estimate.undefined.deviation(from: 1).isNaN)
  }

  @Test func combinesByInverseVariance() {
    let c = a.combined(with: b)
    #expect(abs(c.value - (3 / 0.09 + 5 / 0.16) / (1 / 0.09 + 1 / 0.16)) < 1e-14)
    #expect(abs(c.standardError - (1 / (1 / 0.09 + 1 / 0.16)).squareRoot()) < 1e-15)
    #expect(a.combined(with: .exact(4)) == .exact(4))
    #expect(Estimate.exact(4).combined(with: a) == .exact(4))
    #expect(Estimate.exact(4).combined(with: .exact(6)) == .exact(5))
    let tiny = Estimate(value: 1, standardError: 1e-200)
    #expect(abs(tiny.combined(with: tiny).standardError / 1e-200 - 0.5.squareRoot()) < 1e-15)
  }

  @Test func codesNonFiniteAsNull() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(
      decoding: try encoder.encode([a, Estimate(value: 1.5, standardError: .nan)]), as: UTF8.self)
    #expect(
      text == #"[{"standard_error":0.3,"value":3},{"standard_error":null,"value":1.5}]"#)
    let back = try JSONDecoder().decode([Estimate].self, from: Data(text.utf8))
    #expect(back[0] == a && back[1].value == 1.5 && back[1].standardError.isNaN)
  }
}
