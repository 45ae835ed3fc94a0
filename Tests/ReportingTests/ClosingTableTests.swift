import Reporting
import Testing

@Suite struct ClosingTableTests {
  @Test func oneDimensionalRunThatPassed() {
    let expected = """
      Double well with two small scales

        ✓  momentum_normality  The momenta are Gaussian: excess kurtosis −0.01, Anderson–Darling p = 0.42.
        ✓  trapped_walkers     No walker was trapped in 4·10⁶ walker times.
        ✓  split_r_hat         Split-R̂ is 1.0003, below 1.01.
        ✓  micro_correlation   The lag-one correlation of the microscopic gradient is 0.001 ± 0.002.
        ✓  effective_samples   The run is worth 41 000 independent samples.

        Temperature            0.2475 ± 0.0011
        Noise G (single-run)   0.4981 ± 0.0023
        Autocorrelation time   48.2 ± 1.7
        Effective samples      4.15·10⁴
        Trapped walkers        0.040 ± 0.020 %
        Gradient evaluations   323\u{202F}456\u{202F}000
        Time                   1 min 12 s on 2 threads
        Density against force  0.0410 ± 0.0040 rmse

        Effective potential               rmse  largest error  knot spacing
          density              0.0437 ± 0.0031          0.184        0.0541
          force              0.01130 ± 0.00080         0.0722        0.0541

      All checks passed.

      """
    #expect(closingTable(Fixtures.doubleWell().summary) == expected)
  }

  @Test func failuresComeFirstAndAreCounted() {
    let lines = closingTable(Fixtures.muellerBrown().summary).split(separator: "\n")
    #expect(lines[1].hasPrefix("  ✗  momentum_covariance"))
    #expect(lines[2].hasPrefix("  ✗  estimator_consistency"))
    #expect(lines.last == "Do not trust this result: 2 of 7 checks failed.")
    #expect(lines.contains("     6.705(27)  4.410(18)"))
  }

  @Test func largeMatricesAreLeftToTheFiles() {
    let text = closingTable(Fixtures.tenDimensional().summary)
    #expect(
      text.contains("Noise covariance G (mass-sweep): 10 × 10, in summary.json and report.html"))
  }
}
