import Comparison
import Testing

@Suite struct ResolvedStepTests {
  @Test func resolvesTheCurvatureAndDividesTheInterval() {
    let step = ResolvedStep(largestCurvature: 1111, interval: 0.05)
    #expect(step.step * 1111.0.squareRoot() <= 0.2)
    #expect(abs(step.step * Double(step.stepsPerRecord) - 0.05) < 1e-15)
    #expect(step.step * 1111.0.squareRoot() > 0.9 * 0.2)
  }

  @Test func takesAGivenStepThatDividesTheIntervalAsItIs() {
    for divisor in 1...100 {
      let given = 0.3 / Double(divisor)
      let step = ResolvedStep(largestCurvature: 4, interval: 0.3, given: given)
      #expect(step.stepsPerRecord == divisor)
    }
  }

  @Test func takesOneStepWhereOneIsEnough() {
    #expect(ResolvedStep(largestCurvature: 1, interval: 0.1).stepsPerRecord == 1)
    #expect(ResolvedStep(largestCurvature: 0, interval: 0.1).stepsPerRecord == 10)
  }
}
