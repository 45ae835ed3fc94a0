import Foundation
import Statistics

/// The tables of docs/statistical-calibration.md.
///
/// Bold is what an honest program would show once in 370 figures: outside of three binomial standard deviations, or
/// what is as unlikely.
enum Tables {
  /// The chance of a bold figure where all is honest: that of ±3 σ.
  static let alpha = 0.0027

  /// Coverage of the estimates, case by case.
  static func coverage(_ results: [(name: String, runs: [Observations])]) -> String {
    var text = """
      | case | quantity | runs | ±1 se | ±1.96 se | mean of z | deviation of z |
      |---|---|---|---|---|---|---|

      """
    for (name, runs) in results {
      for (n, row) in (runs.first?.estimates ?? []).enumerated() {
        let values = runs.map(\.estimates[n].estimate)
        var tally = CoverageTally()
        let consensus = mean(ofIndependent: values.map(\.value).filter(\.isFinite)).value
        // A run's share of the mean pulls that towards it: less scatter than about the truth.
        let count = Double(values.count)
        let scale = (count / (count - 1)).squareRoot()
        for (value, truth) in zip(values, runs.map(\.estimates[n].truth)) {
          if let truth {
            tally.add(value, truth: truth)
          } else {
            tally.add(
              Estimate(
                value: scale * (value.value - consensus), standardError: value.standardError),
              truth: 0)
          }
        }
        text += "| \(name) | \(row.name)\(row.truth == nil ? " †" : "") | \(cells(tally)) |\n"
      }
    }
    return text
  }

  private static func cells(_ tally: CoverageTally) -> String {
    let complaints = tally.complaints(alpha: alpha)
    func mark(_ text: String, _ isBold: Bool) -> String { isBold ? "**\(text)**" : text }
    let spread = tally.spread
    let known = Double(tally.deviations.count - tally.undefined)
    var cells = [
      "\(tally.deviations.count)" + (tally.undefined > 0 ? " (\(tally.undefined) unknown)" : "")
    ]
    for (interval, name) in zip(CoverageTally.intervals, ["±1", "±1.96"]) {
      cells.append(
        mark(percent(tally.covered(within: interval.width).share), complaints.contains(name)))
    }
    cells.append(mark(estimate(tally.bias), complaints.contains("mean")))
    // Of n honest ones it scatters by 1/√(2n).
    cells.append(
      mark(estimate(spread), !(abs(spread.value - 1) <= 3 / (2 * known).squareRoot())))
    return cells.joined(separator: " | ")
  }

  /// How often what has a nominal probability happened.
  static func events(_ results: [(name: String, runs: [Observations])]) -> String {
    var text = """
      | case | what | nominal | runs | measured | 95 % interval |
      |---|---|---|---|---|---|

      """
    for (name, runs) in results {
      for (n, event) in (runs.first?.events ?? []).enumerated() {
        let hits = runs.count { $0.events[n].holds }
        let count = BinomialCount(hits: hits, trials: runs.count)
        let measured = percent(count.share)
        let isHonest = count.agrees(with: event.nominal, alpha: alpha)
        text +=
          "| \(name) | \(event.name) | \(percent(event.nominal)) | \(runs.count) | "
          + "\(isHonest ? measured : "**\(measured)**") | \(interval(count)) |\n"
      }
    }
    return text
  }

  /// How often each verdict failed where it should not.
  static func falseAlarms(_ results: [(name: String, runs: [Observations])]) -> String {
    var checks: [String] = []
    var counts: [String: (all: BinomialCount, cases: [String])] = [:]
    for (name, runs) in results {
      for run in runs {
        for (check, passed) in run.verdicts {
          if counts[check] == nil { checks.append(check) }
          counts[check, default: (BinomialCount(), [])].all.add(!passed)
          if !passed, counts[check]?.cases.last != name { counts[check]?.cases.append(name) }
        }
      }
    }
    var text = """
      | verdict | healthy runs | failed | 95 % interval | where |
      |---|---|---|---|---|

      """
    for check in checks {
      guard let (count, cases) = counts[check] else { continue }
      text +=
        "| `\(check)` | \(count.trials) | \(count.hits) | \(interval(count)) | "
        + "\(cases.joined(separator: ", ")) |\n"
    }
    return text
  }

  /// How often verdicts failed where they should.
  static func power(
    _ results: [(sickness: Sickness, doses: [(failed: [BinomialCount], stopped: Int)])]
  ) -> String {
    var text = """
      | sickness | dose | runs | failed |
      |---|---|---|---|

      """
    for (sickness, doses) in results {
      for (dose, result) in zip(sickness.doses, doses) {
        let trials = result.failed.first?.trials ?? 0
        var parts = zip(sickness.checks, result.failed).map {
          "`\($0)` " + (trials > 0 ? percent($1.share) : "–")
        }
        if result.stopped > 0 {
          parts.append("stopped with an error \(result.stopped)")
        }
        text +=
          "| \(sickness.name) | \(dose.name) | \(trials + result.stopped) | "
          + "\(parts.joined(separator: ", ")) |\n"
      }
    }
    return text
  }

  static func percent(_ share: Double) -> String {
    share == 0 || share == 1
      ? String(format: "%.0f %%", 100 * share) : String(format: "%.1f %%", 100 * share)
  }

  static func interval(_ count: BinomialCount) -> String {
    let interval = count.interval()
    return String(
      format: "%.1f to %.1f %%", 100 * interval.lowerBound, 100 * interval.upperBound)
  }

  static func estimate(_ estimate: Estimate) -> String {
    guard estimate.value.isFinite, estimate.standardError.isFinite else { return "–" }
    return String(format: "%.2f ± %.2f", estimate.value, estimate.standardError)
  }
}
