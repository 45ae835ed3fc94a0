import Foundation
import Statistics
import Testing

@Suite struct PhiloxTests {
  // Known-answer vectors of Random123 (kat_vectors, philox4x32 10).
  @Test func matchesKnownAnswers() {
    #expect(
      Philox.block(key: SIMD2(0, 0), counter: SIMD4(0, 0, 0, 0))
        == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    #expect(
      Philox.block(key: SIMD2(repeating: .max), counter: SIMD4(repeating: .max))
        == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    #expect(
      Philox.block(
        key: SIMD2(0xa409_3822, 0x299f_31d0),
        counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344))
        == SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  @Test func countersFillTheWordsInOrder() {
    let generator = Philox(seed: 9, stream: 4)
    #expect(generator.seed == 9 && generator.stream == 4)
    #expect(
      generator.words(0x85a3_08d3_243f_6a88, 0x0370_7344_1319_8a2e)
        == Philox.block(
          key: generator.key,
          counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)))
  }

  @Test func streamsHaveDistinctKeys() {
    var keys = Set<SIMD2<UInt32>>()
    for seed in 0..<20 as Range<UInt64> {
      for stream in 0..<500 as Range<UInt64> { keys.insert(Philox(seed: seed, stream: stream).key) }
    }
    #expect(keys.count == 10_000)
  }

  @Test func isAPureFunction() {
    let a = Philox(seed: 7, stream: 3)
    #expect(a == Philox(seed: 7, stream: 3))
    #expect(a.words(5, 6) == a.words(5, 6))
    #expect(a.uniform(5, 6) == a.uniforms(5, 6).0)
    #expect(a.words(5, 6) != a.words(6, 5))
  }

  // Bounds: 5σ level of Kolmogorov's test.
  @Test func uniformsAreUniform() throws {
    let generator = Philox(seed: 11, stream: 0)
    let pairs = (0..<20_000).map { generator.uniforms(UInt64($0), 9) }
    for values in [pairs.map(\.0), pairs.map(\.1)] {
      #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
      #expect(try KolmogorovSmirnov(values) { $0 }.distance < uniformityBound(20_000))
    }
    // The two of a pair are uncorrelated, within 5σ = 5 / (12 √n).
    let covariance = pairs.reduce(0) { $0 + ($1.0 - 0.5) * ($1.1 - 0.5) } / 20_000
    #expect(abs(covariance) < 5 / (12 * 20_000.0.squareRoot()))
  }

  @Test func normalsAreNormal() throws {
    let generator = Philox(seed: 12, stream: 0)
    let pairs = (0..<20_000).map { generator.normals(UInt64($0), 0) }
    for values in [pairs.map(\.0), pairs.map(\.1)] {
      let distance = try KolmogorovSmirnov(values, cumulative: normalCumulative).distance
      #expect(distance < uniformityBound(20_000))
    }
    // Neither correlated nor dependent through their squares, within 5σ.
    let product = pairs.reduce(0) { $0 + $1.0 * $1.1 } / 20_000
    let squares = pairs.reduce(0) { $0 + ($1.0 * $1.0 - 1) * ($1.1 * $1.1 - 1) } / 20_000
    #expect(abs(product) < 5 / 20_000.0.squareRoot())
    #expect(abs(squares) < 10 / 20_000.0.squareRoot())
  }

  // Each frequency within 5σ of its binomial law.
  @Test func integersAreUniform() {
    let generator = Philox(seed: 13, stream: 0)
    var counts = [Int](repeating: 0, count: 7)
    for i in 0..<70_000 { counts[generator.integer(below: 7, UInt64(i), 1)] += 1 }
    let sigma = (70_000.0 / 7 * 6 / 7).squareRoot()
    #expect(counts.allSatisfy { abs(Double($0) - 10_000) < 5 * sigma })
    #expect(generator.integer(below: 1, 3, 4) == 0)
  }
}
