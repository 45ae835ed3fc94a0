import Reporting
import Statistics
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (6.7034, 0.0123, "6.703 ± 0.012", "6.703(12)"),
    (1.0, 0.0996, "1.00 ± 0.10", "1.00(10)"),
    (-0.00451, 0.0015, "−0.0045 ± 0.0015", "−0.0045(15)"),
    (12_345.6, 561.0, "12350 ± 560", "12350(560)"),
    (6.71, 1.23, "6.7 ± 1.2", "6.7(1.2)"),
    (1.2e-5, 3.5e-6, "(1.20 ± 0.35)·10⁻⁵", "1.20(35)·10⁻⁵"),
    (3.21e8, 4.4e6, "(3.210 ± 0.044)·10⁸", "3.210(44)·10⁸"),
    (0.0, 0.02, "0.000 ± 0.020", "0.000(20)"),
    (-0.0001, 0.02, "0.000 ± 0.020", "0.000(20)"),
    (0.5, 30.0, "0 ± 30", "0(30)"),
    (1.5, 0.0, "1.5", "1.5"),
    (1.5, .nan, "1.5", "1.5"),
    (.nan, 0.1, "—", "—"),
    (1.0, 1e-300, "1", "1"),
    (0.0, 0.0, "0", "0"),
    // Beyond what units of last digits can be written for.
    (1e308, 1e307, "1·10³⁰⁸", "1·10³⁰⁸"), (0.0, .leastNonzeroMagnitude, "0", "0"),
  ])
  func estimates(value: Double, error: Double, text: String, compact: String) {
    let estimate = Estimate(value: value, standardError: error)
    #expect(NumberFormat.text(estimate) == text)
    #expect(NumberFormat.compact(estimate) == compact)
  }

  @Test(arguments: [
    (0.05, "0.05"), (-1.5, "−1.5"), (80_000, "8·10⁴"), (1.234567, "1.235"), (1e-7, "1·10⁻⁷"),
    (.infinity, "—"),
  ])
  func numbers(value: Double, text: String) {
    #expect(NumberFormat.number(value) == text)
  }

  @Test(arguments: [
    (0, "0"), (1000, "1000"), (80_000, "80\u{202F}000"), (-1_234_567, "−1\u{202F}234\u{202F}567"),
  ])
  func integers(value: Int, text: String) {
    #expect(NumberFormat.integer(value) == text)
  }

  @Test(arguments: [(0.0421, "0.042"), (2e-5, "< 10⁻⁴"), (.nan, "—")])
  func probabilities(value: Double, text: String) {
    #expect(NumberFormat.probability(value) == text)
  }

  @Test(arguments: [
    (0.123456, "0.123 s"), (59.4, "59.4 s"), (72.4, "1 min 12 s"), (3723, "1 h 2 min"),
    (1e308, "1·10³⁰⁸ s"),
  ])
  func durations(value: Double, text: String) {
    #expect(NumberFormat.duration(value) == text)
  }
}
