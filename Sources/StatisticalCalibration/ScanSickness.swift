import Foundation
import Macroscope

/// Scans and runs at several steps that find nothing, or what is not there.
enum ScanSickness {
  private static let two = "x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)"

  static let all: [Sickness] = [
    Sickness(
      name: "two steps between which nothing is resolved",
      checks: ["component_1_strength"],
      doses: [0, 0.2, 0.3, 0.4, 0.6].map { amplitude in
        .init(
          name: "strength \(amplitude == 0 ? "0" : percent(amplitude)) of the noise"
        ) { seed in
          try DecompositionCase.run(
            DecompositionCase.text(seed: seed, steps: "[0.5, 0.08]", amplitude: amplitude)
          ).summary.verdicts
        }
      }),
    Sickness(
      name: "a ladder of steps between two scales, ε = 0.1 and 0.001",
      checks: ["spectrum_plateaus", "spectrum_precision", "spectrum_variogram"],
      doses: [(0.35, 0.13), (0.3, 0.15), (0.25, 0.18)].map { from, to in
        .init(name: "h from \(from) to \(to)") {
          try SpectrumCase.scan(
            seed: $0, value: two, scan: "points = 12\ntime = 50.0\nfrom = \(from)\nto = \(to)"
          ).verdicts
        }
      }),
    Sickness(
      name: "a short scan", checks: ["spectrum_precision", "spectrum_plateaus"],
      doses: [10.0, 1.0, 0.1].map { time in
        .init(name: "time = \(time)") {
          try SpectrumCase.scan(seed: $0, scan: "points = 12\ntime = \(time)").verdicts
        }
      }),
    Sickness(
      name: "a coarse scale in a steep anharmonic well, x⁴/4 + x²/2",
      checks: ["spectrum_variogram", "spectrum_plateaus"],
      doses: [0.3, 0.8].map { from in
        .init(name: "h from \(from)") {
          try SpectrumCase.scan(
            seed: $0, value: "x^2/2 + x^4/4 + 0.001*cos(x/0.001)",
            scan: "points = 12\ntime = 50.0\nfrom = \(from)"
          ).verdicts
        }
      }),
  ]

  /// The strength a²/2 of a wave beside that of the noise, ½ + a²/2.
  private static func percent(_ amplitude: Double) -> String {
    String(format: "%.1f %%", 100 * amplitude * amplitude / (1 + amplitude * amplitude))
  }
}
