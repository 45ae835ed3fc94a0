import Statistics
import Testing

@Suite struct DistributionsTests {
  // Reference: scipy.stats.
  @Test(arguments: [
    (normalQuantile(0.975), 1.959963984540054), (normalQuantile(1e-10), -6.361340902404056),
    (normalSurvival(10), 7.61985302416047e-24), (normalCumulative(-0.5), 0.3085375387259869),
    (studentQuantile(0.975, 5), 2.5705818356363146),
    (studentQuantile(0.01, 2.5), -5.353111173030874),
    (studentTwoSided(-2.3, 7), 0.05499109520437159),
    (chiSquaredSurvival(10, 3), 0.01856613546304325),
    (chiSquaredSurvival(200, 50), 7.857610724654791e-20),
    (chiSquaredQuantile(0.95, 4), 9.487729036781154),
    (kolmogorovSurvival(0.5), 0.9639452436648751), (kolmogorovSurvival(1), 0.26999967167735456),
    (kolmogorovSurvival(1.5), 0.022217962616525127),
    (kolmogorovSurvival(2.5), 7.453306344157342e-06),
  ])
  func matchesReference(value: Double, reference: Double) {
    #expect(abs(value / reference - 1) < 1e-11)
  }

  @Test func definesTheEdges() {
    #expect(normalQuantile(0) == -.infinity && normalQuantile(1) == .infinity)
    #expect(normalQuantile(-0.1).isNaN && normalQuantile(.nan).isNaN)
    #expect(studentQuantile(0.5, 0).isNaN && studentTwoSided(1, -1).isNaN)
    #expect(abs(studentQuantile(0.975, 1e12) - 1.959963984540054) < 1e-9)
    #expect(chiSquaredSurvival(-1, 3) == 1 && chiSquaredSurvival(1, 0).isNaN)
    #expect(chiSquaredSurvival(.infinity, 3) == 0 && chiSquaredSurvival(.nan, 3).isNaN)
    #expect(chiSquaredQuantile(0, 3) == 0 && chiSquaredQuantile(1, 3) == .infinity)
    #expect(kolmogorovSurvival(0) == 1 && kolmogorovSurvival(.infinity) == 0)
    #expect(kolmogorovSurvival(.nan).isNaN)
  }

  @Test func kolmogorovSeriesAgree() {
    let (below, above) = (kolmogorovSurvival(1.18.nextDown), kolmogorovSurvival(1.18))
    #expect(abs(below - above) < 1e-14)
  }

  // Reference: scipy.stats.binomtest(…).proportion_ci(method="wilson") and chi2.ppf.
  @Test func intervals() {
    let wilson = wilsonInterval(successes: 3, trials: 40)
    #expect(abs(wilson.lowerBound - 0.025836025774588198) < 1e-13)
    #expect(abs(wilson.upperBound - 0.19864233524310543) < 1e-13)
    let none = wilsonInterval(successes: 0, trials: 10)
    #expect(none.lowerBound == 0 && abs(none.upperBound - 0.27753279986288926) < 1e-13)
    #expect(wilsonInterval(successes: 10, trials: 10).upperBound == 1)
    #expect(wilsonInterval(successes: 0, trials: 0) == 0...1)
    let poisson = poissonInterval(events: 4)
    #expect(abs(poisson.lowerBound - 1.0898653736263249) < 1e-10)
    #expect(abs(poisson.upperBound - 10.241588675403694) < 1e-10)
    let nothing = poissonInterval(events: 0)
    #expect(nothing.lowerBound == 0 && abs(nothing.upperBound - 3.6888794541139354) < 1e-10)
  }
}
