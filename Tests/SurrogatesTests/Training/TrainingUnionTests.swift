import Foundation
import Statistics
import Surrogates
import Testing

/// Own samples together with weighted ones of another law.
@Suite("Samples of two laws")
struct TrainingUnionTests {
  private static func set(_ count: Int, from first: Double) throws -> TrainingSet {
    let x = (0..<count).map { first + Double($0) }
    return try TrainingSet(dimension: 1, positions: x, gradients: x.map { -$0 })
  }

  private static func rows(_ set: TrainingSet) throws -> (
    positions: [Float], gradients: [Float], weights: [Float], rows: [Int]
  ) {
    let buffer = try #require(set.resident)
    return (
      Array(buffer.positions), Array(try #require(buffer.gradients)),
      Array(try #require(buffer.weights)), Array(buffer.rows)
    )
  }

  @Test("weights have a mean of one, and the others count what they are worth")
  func weights() throws {
    let weights = [1.0, 2, 3, 0, 4]
    let union = try TrainingUnion(
      Self.set(3, from: 0), Self.set(5, from: 100), weights: weights, firstRow: 50)
    #expect(union.count == 8 && union.columns.contains(.weights))
    let all = try Self.rows(TrainingSet(reading: union))
    #expect(all.positions == [0, 1, 2, 100, 101, 102, 103, 104])
    #expect(all.gradients == all.positions.map { -$0 })
    #expect(all.rows == [0, 1, 2, 50, 51, 52, 53, 54])
    #expect(abs(all.weights.reduce(0, +) / 8 - 1) < 1e-6)
    // 1/Σw² of normalised weights: 10²/30.
    let own = all.weights[..<3].reduce(0, +)
    let others = all.weights[3...].reduce(0, +)
    #expect(abs(others / own - Float(100.0 / 30 / 3)) < 1e-6)
    #expect(all.weights[0] == all.weights[2])
    #expect(abs(all.weights[7] / all.weights[3] - 4) < 1e-6 && all.weights[6] == 0)
  }

  @Test("any range can be read")
  func ranges() throws {
    let union = try TrainingUnion(
      Self.set(3, from: 0), Self.set(5, from: 100), weights: [1, 1, 1, 1, 1], firstRow: 3)
    let all = try Self.rows(TrainingSet(reading: union))
    for lower in 0..<8 {
      for upper in (lower + 1)...8 {
        let buffer = TrainingBuffer(
          capacity: 10, dimension: 1, columns: [.gradients, .weights])
        try union.read(lower..<upper, into: buffer, at: 1)
        for n in lower..<upper {
          let place = 1 + n - lower
          #expect(buffer.positions[place] == all.positions[n])
          #expect(buffer.weights?[place] == all.weights[n])
          #expect(buffer.rows[place] == all.rows[n])
        }
      }
    }
  }

  @Test("weights that are none are refused")
  func refusals() throws {
    let (own, others) = (try Self.set(2, from: 0), try Self.set(3, from: 5))
    for weights in [[1.0, 1], [0, 0, 0], [1, -1, 1], [1, .nan, 1], [1, .infinity, 1]] {
      #expect(throws: TrainingError.self) {
        try TrainingUnion(own, others, weights: weights, firstRow: 2)
      }
    }
    let wide = try TrainingSet(dimension: 1, positions: [1], values: [1], gradients: [1])
    #expect(throws: TrainingError.self) {
      try TrainingUnion(own, wide, weights: [1], firstRow: 2)
    }
  }

  /// Gaussian laws of a harmonic V at two temperatures.
  @Test("the effective size between two temperatures is that of the closed form")
  func temperatures() throws {
    let count = 40_000
    let random = Philox(seed: 31, stream: 0)
    let x = (0..<count).map { random.normals(UInt64($0), 0).0 }
    let energies = x.map { $0 * $0 / 2 }
    for target in [0.6, 0.8, 1.0, 1.15] {
      let weights = try ImportanceWeights(
        source: energies, target: energies, targetTemperature: target, treatment: .raw)
      // N(0, 1) → N(0, s²), s² = T: n s √(2 − s²). Its sampling error is below 1 % at these temperatures.
      let exact = Double(count) * (target * (2 - target)).squareRoot()
      #expect(abs(weights.effectiveSampleSize - exact) < 0.03 * exact, "T = \(target)")
      let square = try weights.mean(of: x.map { $0 * $0 })
      #expect(abs(square.value - target) < 5 * square.standardError)
    }
  }
}
