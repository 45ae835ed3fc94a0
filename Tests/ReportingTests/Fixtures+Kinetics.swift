import Comparison
import Statistics

extension Fixtures {
  /// Two wells as three systems populate them.
  static func doubleWellKinetics() -> KineticsResult {
    let share = [0.487, 0.491, 0.533].map { Estimate(value: $0, standardError: 0.006) }
    return KineticsResult(
      wells: [
        .init(
          minimum: [-0.9998], energy: 0, depth: .infinity, populations: share.map { .exact(1) - $0 }
        ),
        .init(minimum: [1.0003], energy: 0.0021, depth: 0.998, populations: share),
      ],
      passages: [
        .init(
          from: 0, to: 1, counts: [20_411, 20_633, 27_019],
          times: [3.86, 3.83, 2.93].map { Estimate(value: $0, standardError: 0.031) }),
        .init(
          from: 1, to: 0, counts: [20_399, 20_580, 27_102],
          times: [3.79, 3.81, 2.90].map { Estimate(value: $0, standardError: 0.029) }),
      ], populationTolerance: 0.05, passageTolerance: 0.25, isEquivalent: true)
  }

  /// Three wells; the passage between the outer ones is too rare for a time.
  static func muellerBrownKinetics() -> KineticsResult {
    func pair(_ a: Double, _ b: Double, _ error: Double) -> [Estimate] {
      [Estimate(value: a, standardError: error), Estimate(value: b, standardError: error)]
    }
    return KineticsResult(
      wells: [
        .init(
          minimum: [-0.558, 1.441], energy: 0, depth: .infinity,
          populations: pair(0.471, 0.466, 0.011)),
        .init(
          minimum: [0.623, 0.028], energy: 0.031, depth: 3.21,
          populations: pair(0.329, 0.336, 0.01)),
        .init(
          minimum: [-0.05, 0.467], energy: 0.204, depth: 0.62,
          populations: pair(0.2, 0.198, 0.005)),
      ],
      passages: [
        .init(from: 0, to: 1, counts: [4, 3], times: [.undefined, .undefined]),
        .init(from: 0, to: 2, counts: [911, 894], times: pair(62.1, 63.8, 2.1)),
        .init(from: 1, to: 0, counts: [2, 5], times: [.undefined, .undefined]),
        .init(from: 1, to: 2, counts: [1210, 1188], times: pair(41.2, 40.6, 1.2)),
        .init(from: 2, to: 0, counts: [903, 899], times: pair(9.13, 9.28, 0.29)),
        .init(from: 2, to: 1, counts: [1203, 1179], times: pair(6.81, 6.74, 0.2)),
      ], populationTolerance: 0.05, passageTolerance: 0.25, isEquivalent: true)
  }
}
