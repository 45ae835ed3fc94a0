import Foundation

extension BenchmarkResult {
  /// The figures as text for a terminal.
  public var table: String {
    let limits = [
      ("sine", machine.sine), ("exponential", machine.exponential),
      ("logarithm", machine.logarithm), ("normal number", machine.normal),
      ("multiply-add, double", machine.multiplyAdd),
      ("multiply-add, matrix product of floats", machine.matrixProduct),
    ]
    var lines = ["Limits of one core (\(instructionSet)), millions per second"]
    lines += limits.map { "  " + pad($0.0, 40) + number($0.1 / 1e6) }
    lines += ["", "Workloads, millions per second"]
    lines.append(
      "  " + pad("", 44)
        + [
          "one thread", "\(threads) threads", "speed-up", "of tape", "of limit", "of expert",
          "at equal sine",
        ]
        .map(column).joined())
    for entry in workloads {
      let figures = [
        number(entry.one.best / 1e6), number(entry.all.best / 1e6), ratio(entry.speedup),
        entry.ofInterpreted.map(ratio) ?? "–",
        ratio(entry.ofLimit), entry.ofExpert.map(ratio) ?? "–",
        entry.ofExpertAtEqualSine.map(ratio) ?? "–",
      ]
      lines.append(
        (entry.passed ? "✓ " : "✗ ") + pad(entry.title, 44) + figures.map(column).joined())
      if let least = entry.leastOfLimit, entry.ofLimit < least {
        lines.append("    of limit: at least \(ratio(least)) is asked")
      }
      if let measured = entry.ofInterpreted, measured < Entry.leastOfInterpreted {
        lines.append("    of tape: native code should not be slower")
      }
      if let least = entry.leastScaling, entry.speedup < least * Double(threads), threads > 1 {
        lines.append("    speed-up: at least \(ratio(least * Double(threads))) is asked")
      }
    }
    if !scaling.isEmpty { lines += ["", "Cost ∝ sizeᵃ"] }
    lines += scaling.map { law in
      "  " + pad(law.size, 16) + pad("\(law.sizes[0]) … \(law.sizes[law.sizes.count - 1])", 14)
        + String(format: "a = %.3f ± %.3f", law.exponent, law.standardError)
    }
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func column(_ text: String) -> String {
    String(repeating: " ", count: max(1, 14 - text.count)) + text
  }

  private func number(_ value: Double) -> String {
    String(format: value < 100 ? "%.2f" : "%.0f", value)
  }

  private func ratio(_ value: Double) -> String { String(format: "%.2f", value) }
}
