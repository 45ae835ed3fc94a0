import CoarseGraining
import Dynamics
import Foundation
import LinearAlgebra
import Potentials

/// How a cost grows: time ∝ sizeᵃ.
public struct ScalingLaw: Codable, Sendable, Equatable {
  /// What grows.
  public let size: String
  /// Its values.
  public let sizes: [Int]
  /// Seconds for each, the fastest of the repetitions.
  public let seconds: [Double]
  /// The least-squares slope a of log time over log size.
  public let exponent: Double
  /// Its standard error, from the scatter about the line.
  public let standardError: Double

  private enum CodingKeys: String, CodingKey {
    case size, sizes, seconds, exponent
    case standardError = "standard_error"
  }

  package init(_ size: String, _ points: [(size: Int, seconds: Double)]) {
    self.size = size
    sizes = points.map(\.size)
    seconds = points.map(\.seconds)
    let x = points.map { log(Double($0.size)) }
    let y = points.map { log($0.seconds) }
    let n = Double(points.count)
    let (meanX, meanY) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let sxx = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let slope = zip(x, y).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) } / sxx
    let residual = zip(x, y).reduce(0) { sum, point in
      let r = point.1 - meanY - slope * (point.0 - meanX)
      return sum + r * r
    }
    exponent = slope
    standardError = (residual / (max(n - 2, 1) * sxx)).squareRoot()
  }
}

/// Measures on one thread how the cost of steps grows with the ensemble, the run and the function.
struct ScalingStudy {
  /// How long each point repeats its work.
  let seconds: Double

  private struct Case {
    var walkers = 1024
    var steps = 1000
    var dimension = 1
    var terms = 2
  }

  func run(_ progress: (String) -> Void) throws -> [ScalingLaw] {
    progress("how costs grow")
    return [
      try law("walkers", [512, 1024, 2048, 4096, 8192]) { $0.walkers = $1 },
      try law("steps", [500, 1000, 2000, 4000, 8000]) { $0.steps = $1 },
      try law("terms", [1, 2, 4, 8, 16, 32, 64]) { $0.terms = $1 },
      try law("dimension", [2, 5, 10, 20, 50, 100]) { work, size in
        work.dimension = size
        work.walkers = 256
      },
      try masses(),
    ]
  }

  private func law(
    _ name: String, _ sizes: [Int], _ change: (inout Case, Int) -> Void
  ) throws -> ScalingLaw {
    ScalingLaw(
      name,
      try sizes.map { size in
        var work = Case()
        change(&work, size)
        return (size, try time(work))
      })
  }

  /// Σᵢ xᵢ²/2 + Σₖ e cos(k xᵢ/e) in d coordinates.
  private func potential(_ work: Case) throws -> ExpressionPotential {
    try ExpressionPotential(
      "sum(i, 1, \(work.dimension), x[i]^2/2 + sum(k, 1, \(work.terms), e*cos(k*x[i]/e)))",
      coordinates: ["x[\(work.dimension)]"], parameters: ["e": 1e-3])
  }

  private func time(_ work: Case) throws -> Double {
    let map = try DampedVerlet(
      step: 0.1, friction: 0.1 * Matrix.identity(work.dimension))
    let sampler = try EnsembleSampler(
      potential: try potential(work), map: map, initial: initial(work.dimension),
      walkers: work.walkers, seed: 1, threads: 1)
    return 1
      / (try Throughput(units: 1, seconds: seconds) {
        try sampler.advance(steps: work.steps, schedule: RecordSchedule(every: 100))
      }.best)
  }

  private func initial(_ dimension: Int) -> InitialLaw {
    InitialLaw(
      positions: .normal(
        mean: [Double](repeating: 0, count: dimension),
        deviation: [Double](repeating: 0.5, count: dimension)))
  }

  /// The sweep, by the number of its mass matrices.
  private func masses() throws -> ScalingLaw {
    let work = Case(walkers: 256, dimension: 4, terms: 1)
    let potential = try potential(work)
    let matrices = MassMatrixDesign(dimension: 4, contrast: 0.5, coupling: 0.5).inverseMasses
    return ScalingLaw(
      "mass matrices",
      try [1, 2, 4, 8].map { copies in
        let design = MassMatrixDesign([[Matrix]](repeating: matrices, count: copies).flatMap { $0 })
        let sweep = MassSweep(
          step: 0.1, friction: 0.1, design: design, initial: initial(4), walkers: work.walkers,
          burnInSteps: 0, steps: work.steps, recordEvery: 10, seed: 1, threads: 1)
        let rate = try Throughput(units: 1, seconds: seconds) { _ = try sweep.run(potential) }.best
        return (size: design.inverseMasses.count, seconds: 1 / rate)
      })
  }
}
