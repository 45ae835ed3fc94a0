import Comparison
import Foundation
import Statistics

extension Fixtures {
  /// Orbits inside one well, and one over the barrier.
  static func doubleWellHamiltonian() -> HamiltonianResult {
    hamiltonian(
      starts: [[1.2], [1.35], [1.5]], records: 400, time: 20, small: 0.01,
      potential: { ($0[0] * $0[0] - 1) * ($0[0] * $0[0] - 1) }, minimum: 0)
  }

  /// Orbits in the wells of the levelled Müller–Brown potential.
  static func muellerBrownHamiltonian() -> HamiltonianResult {
    hamiltonian(
      starts: [[-0.5, 1.3], [0.6, 0.2]], records: 300, time: 10, small: 0.02,
      potential: { levelledMuellerBrown($0[0], $0[1]) }, minimum: -4.24)
  }

  /// Orbits in V as those of f, and in V scaled by 1 + `small` as those of the surrogate.
  private static func hamiltonian(
    starts: [[Double]], records: Int, time: Double, small: Double,
    potential: ([Double]) -> Double, minimum: Double
  ) -> HamiltonianResult {
    let trajectories = starts.enumerated().map { index, start in
      let energy = potential(start) - minimum
      let period = 2.2 + 0.3 * Double(index)
      return HamiltonianResult.Trajectory(
        initialPosition: start, initialMomentum: start.map { _ in 0 }, energy: energy,
        original: orbit(from: start, records: records, time: time, energy: energy) {
          potential($0)
        },
        surrogate: orbit(from: start, records: records, time: time, energy: energy) {
          (1 + small) * potential($0)
        },
        portraitDistance: 0.011 + 0.004 * Double(index),
        period: Compared(
          original: Estimate(value: period, standardError: 0.0013),
          surrogate: Estimate(value: period * (1 - small / 2), standardError: 0.0011)))
    }
    let distances = trajectories.map(\.portraitDistance)
    return HamiltonianResult(
      method: "force", step: Compared(original: 0.002, surrogate: 0.05),
      largestCurvature: Compared(original: 9800.25, surrogate: 12.5),
      gradientEvaluations: Compared(original: 30_003, surrogate: 1203),
      seconds: Compared(original: 0.31, surrogate: 0.012),
      time: (0...records).map { time * Double($0) / Double(records) },
      trajectories: trajectories,
      portraitDistance: Estimate(
        value: distances.reduce(0, +) / Double(distances.count), standardError: 0.0021),
      portraitResolution: 0.0034, energyError: Compared(original: 2.1e-5, surrogate: 8.7e-4),
      periodDifference: Estimate(value: -small / 2, standardError: 0.0007),
      unsupported: Estimate(value: 0.0012, standardError: 0.0004), tolerance: 0.05,
      isEquivalent: true)
  }

  /// Velocity Verlet with unit masses and ten steps between the records.
  private static func orbit(
    from start: [Double], records: Int, time: Double, energy: Double,
    potential: ([Double]) -> Double
  ) -> HamiltonianResult.Orbit {
    let steps = 10
    let h = time / Double(records * steps)
    func force(_ q: [Double]) -> [Double] {
      q.indices.map { i in
        var (above, below) = (q, q)
        above[i] += 1e-5
        below[i] -= 1e-5
        return (potential(below) - potential(above)) / 2e-5
      }
    }
    func total(_ q: [Double], _ p: [Double]) -> Double {
      potential(q) + p.reduce(0) { $0 + $1 * $1 / 2 }
    }
    var (q, p, f) = (start, start.map { _ in 0.0 }, force(start))
    let initial = total(q, p)
    var (positions, momenta) = ([q], [p])
    var errors = [0.0]
    for _ in 0..<records {
      for _ in 0..<steps {
        for i in q.indices {
          p[i] += h / 2 * f[i]
          q[i] += h * p[i]
        }
        f = force(q)
        for i in q.indices { p[i] += h / 2 * f[i] }
      }
      positions.append(q)
      momenta.append(p)
      errors.append((total(q, p) - initial) / energy)
    }
    return HamiltonianResult.Orbit(
      position: start.indices.map { i in positions.map { $0[i] } },
      momentum: start.indices.map { i in momenta.map { $0[i] } }, energyError: errors)
  }
}
