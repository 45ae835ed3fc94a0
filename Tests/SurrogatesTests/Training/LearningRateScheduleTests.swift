import Foundation
import Surrogates
import Testing

@Suite("Learning rate schedules")
struct LearningRateScheduleTests {
  @Test("constant")
  func constant() {
    let schedule = LearningRateSchedule(base: 0.02)
    for step in [0, 1, 500, 5000] { #expect(schedule.rate(step: step, of: 1000) == 0.02) }
  }

  @Test("a linear warm-up that ends at the base")
  func warmUp() {
    let schedule = LearningRateSchedule(base: 0.02, warmUp: 4)
    let rates = (0..<6).map { schedule.rate(step: $0, of: 100) }
    #expect(rates == [0.005, 0.01, 0.015, 0.02, 0.02, 0.02])
  }

  @Test("half a cosine after the warm-up", arguments: [0, 10, 100])
  func cosine(warmUp: Int) {
    let schedule = LearningRateSchedule(base: 2, warmUp: warmUp, decay: .cosine(final: 0.1))
    let total = warmUp + 1200
    func rate(_ fraction: Double) -> Double {
      schedule.rate(step: warmUp + Int(1200 * fraction), of: total)
    }
    #expect(rate(0) == 2)
    // cos 60° = ½, cos 90° = 0, cos 120° = −½.
    #expect(abs(rate(1.0 / 3) - 2 * (0.1 + 0.9 * 0.75)) < 1e-14)
    #expect(abs(rate(0.5) - 2 * (0.1 + 0.9 * 0.5)) < 1e-14)
    #expect(abs(rate(2.0 / 3) - 2 * (0.1 + 0.9 * 0.25)) < 1e-14)
    #expect(abs(rate(1) - 0.2) < 1e-14)
    #expect(abs(rate(2) - 0.2) < 1e-14)
  }

  @Test("a warm-up longer than the training only warms up")
  func longWarmUp() {
    let schedule = LearningRateSchedule(base: 1, warmUp: 100, decay: .cosine(final: 0))
    #expect(schedule.rate(step: 49, of: 50) == 0.5)
    #expect(schedule.rate(step: 100, of: 50) == 1)
  }

  @Test("a monitor counts epochs without improvement")
  func monitor() {
    var monitor = PlateauMonitor()
    let losses = [10, 9, 9, 8.95, 8.9, .nan, 5, 5.1]
    let improved = losses.map { monitor.observe($0, minimumImprovement: 0.01) }
    // 8.95 is less than 1 % below 9, 8.9 is more.
    #expect(improved == [true, true, false, false, true, false, true, false])
    #expect(monitor == PlateauMonitor(reference: 5, epochsWithout: 1))
    monitor.restart()
    #expect(monitor == PlateauMonitor(reference: 5, epochsWithout: 0))
  }

  @Test("negative losses improve downwards too")
  func negative() {
    var monitor = PlateauMonitor()
    let improved = [-10, -10.05, -10.2].map { monitor.observe($0, minimumImprovement: 0.01) }
    #expect(improved == [true, false, true])
  }
}
