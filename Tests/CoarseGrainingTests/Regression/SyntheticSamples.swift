import CKernels
import CoarseGraining
import Foundation
import Statistics

/// A stream of random numbers for tests: repeatable, and independent between (seed, stream) pairs.
struct Draws {
  private let philox: Philox
  private var counter: UInt64 = 0
  private var spare: Double?

  init(seed: UInt64, stream: Int = 0) {
    philox = Philox(seed: seed, stream: UInt64(stream))
  }

  mutating func uniform() -> Double {
    counter += 1
    return philox.uniform(counter, 0)
  }

  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    counter += 1
    let (a, b) = philox.normals(counter, 1)
    spare = b
    return a
  }
}

/// A target law exp(−V/T) with its gradient, and a box that holds all of it.
struct TestLaw {
  let dimension: Int
  let temperature: Double
  let value: @Sendable ([Double]) -> Double
  let gradient: @Sendable ([Double]) -> [Double]
  /// An exact draw.
  let draw: @Sendable (inout Draws) -> [Double]

  static func harmonic(stiffness k: Double, temperature t: Double) -> TestLaw {
    TestLaw(
      dimension: 1, temperature: t, value: { 0.5 * k * $0[0] * $0[0] }, gradient: { [k * $0[0]] },
      draw: { [$0.normal() * (t / k).squareRoot()] })
  }

  /// V = (x² − 1)².
  static func doubleWell(temperature t: Double) -> TestLaw {
    TestLaw(
      dimension: 1, temperature: t,
      value: { ($0[0] * $0[0] - 1) * ($0[0] * $0[0] - 1) },
      gradient: { [4 * $0[0] * ($0[0] * $0[0] - 1)] },
      draw: { draws in
        while true {
          let x = 4 * draws.uniform() - 2
          let v = (x * x - 1) * (x * x - 1)
          if draws.uniform() < exp(-v / t) { return [x] }
        }
      })
  }

  /// V = x² + xy/2 + ¾y².
  static func anisotropic(temperature t: Double) -> TestLaw {
    TestLaw(
      dimension: 2, temperature: t,
      value: { $0[0] * $0[0] + 0.5 * $0[0] * $0[1] + 0.75 * $0[1] * $0[1] },
      gradient: { [2 * $0[0] + 0.5 * $0[1], 0.5 * $0[0] + 1.5 * $0[1]] },
      draw: { draws in
        // y has stiffness 3/2 − 1/8; x given y has mean −y/4 and stiffness 2.
        let y = draws.normal() * (t / 1.375).squareRoot()
        return [-0.25 * y + draws.normal() * (t / 2).squareRoot(), y]
      })
  }

  /// V = (x² − 1)² + (y − x/2)².
  static func twoWells(temperature t: Double) -> TestLaw {
    let well = doubleWell(temperature: t)
    return TestLaw(
      dimension: 2, temperature: t,
      value: { q in
        let s = q[1] - 0.5 * q[0]
        return well.value(q) + s * s
      },
      gradient: { q in
        let s = q[1] - 0.5 * q[0]
        return [4 * q[0] * (q[0] * q[0] - 1) - s, 2 * s]
      },
      draw: { draws in
        let x = well.draw(&draws)[0]
        return [x, 0.5 * x + draws.normal() * (t / 2).squareRoot()]
      })
  }
}

/// Blocks of samples for the accumulators.
final class SampleBlock {
  let positions: UnsafeMutablePointer<Double>
  let gradients: UnsafeMutablePointer<Double>
  private let dimension: Int
  private(set) var lanes = 0

  init(dimension: Int) {
    self.dimension = dimension
    positions = .allocate(capacity: dimension * Int(CK_BLOCK))
    gradients = .allocate(capacity: dimension * Int(CK_BLOCK))
  }

  deinit {
    positions.deallocate()
    gradients.deallocate()
  }

  /// Adds a sample; true when the block is full.
  func append(_ q: [Double], _ g: [Double]? = nil) -> Bool {
    for i in 0..<dimension {
      positions[i * Int(CK_BLOCK) + lanes] = q[i]
      gradients[i * Int(CK_BLOCK) + lanes] = g?[i] ?? 0
    }
    lanes += 1
    return lanes == Int(CK_BLOCK)
  }

  func clear() { lanes = 0 }
}

/// Feeds samples of several cohorts to the accumulators.
///
/// `next` gives sample `k` of a cohort: a position and, where wanted, a gradient.
func accumulate(
  histogram: Histogram? = nil, forces: ForceNormalEquations? = nil, dimension: Int,
  samplesPerCohort: [Int], next: (_ cohort: Int, _ k: Int) -> (q: [Double], g: [Double]?)
) {
  let block = SampleBlock(dimension: dimension)
  for (cohort, count) in samplesPerCohort.enumerated() {
    func flush() {
      histogram?.add(block.positions, lanes: 0..<block.lanes, cohort: cohort)
      forces?.add(
        midpoint: block.positions, gradient: block.gradients, lanes: 0..<block.lanes,
        cohort: cohort)
      block.clear()
    }
    for k in 0..<count {
      let (q, g) = next(cohort, k)
      if block.append(q, g) { flush() }
    }
    flush()
  }
}

/// Independent samples of a law.
func independentSamples(
  of law: TestLaw, into histogram: Histogram, perCohort: Int, seed: UInt64
) {
  var draws = (0..<histogram.cohorts).map { Draws(seed: seed, stream: $0) }
  accumulate(
    histogram: histogram, dimension: law.dimension,
    samplesPerCohort: [Int](repeating: perCohort, count: histogram.cohorts)
  ) { cohort, _ in (law.draw(&draws[cohort]), nil) }
}

/// One Metropolis chain per cohort, from an exact draw of the law: stationary and correlated.
func correlatedSamples(
  of law: TestLaw, into histogram: Histogram, perCohort: Int, stepSize: Double, seed: UInt64
) {
  var draws = (0..<histogram.cohorts).map { Draws(seed: seed, stream: $0) }
  var states = draws.indices.map { law.draw(&draws[$0]) }
  accumulate(
    histogram: histogram, dimension: law.dimension,
    samplesPerCohort: [Int](repeating: perCohort, count: histogram.cohorts)
  ) { cohort, _ in
    let proposal = states[cohort].map { $0 + stepSize * draws[cohort].normal() }
    let rise = law.value(proposal) - law.value(states[cohort])
    if draws[cohort].uniform() < exp(-rise / law.temperature) { states[cohort] = proposal }
    return (states[cohort], nil)
  }
}
