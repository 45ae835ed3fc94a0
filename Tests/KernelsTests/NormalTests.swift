import CKernels
import Glibc
import Testing

private let key: (UInt32, UInt32) = (0x1BD1_1BDA, 0xA9FC_1A22)
/// The error allowed, in units of the radius; without 80-bit arithmetic the oracle has one as well.
private let tolerance = MemoryLayout<Wide>.size > 8 ? 0x5p-53 : 0xAp-53

@Suite struct NormalTests {
  /// The oracle itself, against the known answers of Random123.
  @Test func oracleKnowsPhilox() {
    #expect(
      PhiloxOracle(key: (0, 0)).words(0, 0) == [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8])
    #expect(
      PhiloxOracle(key: (.max, .max)).words(.max, .max)
        == [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd])
    #expect(
      PhiloxOracle(key: (0xa409_3822, 0x299f_31d0)).words(
        0x85a3_08d3_243f_6a88, 0x0370_7344_1319_8a2e)
        == [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1])
  }

  /// Special words, on every lane.
  @Test(arguments: InstructionSet.available)
  func hardWords(_ isa: InstructionSet) {
    for reference in normalReferences {
      let radius = hypot(reference.cosine, reference.sine)
      for lane in [0, 1, 6, 7, 40, 127] {
        let first = reference.walker &- UInt64(lane)
        let result = isa.normals(
          key: NormalReference.key, walker: first, pair: reference.pair, pairs: 1,
          lanes: (lane / 8 + 1) * 8)
        #expect(abs(result[0, lane] - reference.cosine) <= tolerance * radius)
        #expect(abs(result[1, lane] - reference.sine) <= tolerance * radius)
      }
    }
  }

  /// Random counters, among them walkers on both sides of a carry into the high word and past the
  /// last one, pairs likewise.
  @Test(arguments: InstructionSet.available)
  func agreesWithOracle(_ isa: InstructionSet) {
    let oracle = PhiloxOracle(key: key)
    let walkers: [UInt64] = [
      0, 4096, 0xffff_ffc3, 0x1_0000_0000, 0x1234_5678_9abc_def0, 0xffff_ffff_ffff_ffb1,
    ]
    for walker in walkers {
      for pair: UInt64 in [0, 77, 0xffff_fffa, 0xffff_ffff_ffff_fffc] {
        let result = isa.normals(key: key, walker: walker, pair: pair, pairs: 11)
        for k in 0..<11 {
          for lane in 0..<block {
            let truth = oracle.normals(walker &+ UInt64(lane), pair &+ UInt64(k))
            let allowed = Wide(tolerance) * truth.radius
            #expect(abs(Wide(result[2 * k, lane]) - truth.cosine) <= allowed)
            #expect(abs(Wide(result[2 * k + 1, lane]) - truth.sine) <= allowed)
          }
        }
      }
    }
  }

  /// A number depends on key, walker and pair alone, and nothing else is written.
  @Test(arguments: InstructionSet.available)
  func anyCutting(_ isa: InstructionSet) {
    for walker: UInt64 in [1000, 0xffff_ffe0] {
      let whole = isa.normals(key: key, walker: walker, pair: 5, pairs: 20)
      for (lane, lanes) in [(0, 8), (8, 24), (32, 40), (72, 56), (120, 8)] {
        for (from, pairs) in [(0, 1), (3, 9), (19, 1), (2, 17)] {
          let part = isa.normals(
            key: key, walker: walker + UInt64(lane), pair: 5 + UInt64(from), pairs: pairs,
            lanes: lanes, filling: 99)
          for row in 0..<(2 * pairs) {
            for l in 0..<block {
              let expected = l < lanes ? whole[2 * from + row, lane + l] : 99
              #expect(part[row, l].bitPattern == expected.bitPattern)
            }
          }
          #expect((0..<block).allSatisfy { part[2 * pairs, $0] == 99 })
        }
      }
    }
  }
}

/// 2²² numbers: their law and their independence.
@Suite struct NormalLawTests {
  private static let pairs = 1 << 14

  private func sample(_ isa: InstructionSet) -> (cosines: [Double], sines: [Double]) {
    let result = isa.normals(key: (7, 11), walker: 0, pair: 0, pairs: Self.pairs)
    var cosines: [Double] = []
    var sines: [Double] = []
    for k in 0..<Self.pairs {
      for lane in 0..<block {
        cosines.append(result[2 * k, lane])
        sines.append(result[2 * k + 1, lane])
      }
    }
    return (cosines, sines)
  }

  private func mean(_ values: some Sequence<Double>) -> Double {
    var (sum, count) = (0.0, 0.0)
    for value in values { (sum, count) = (sum + value, count + 1) }
    return sum / count
  }

  /// Moments 1 … 6, whose errors are those of the exact higher moments, within 4.5 of them.
  @Test(arguments: InstructionSet.available)
  func moments(_ isa: InstructionSet) {
    let (cosines, sines) = sample(isa)
    let moments: [Double] = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395]
    for values in [cosines, sines] {
      for order in 1...6 {
        let variance = moments[2 * order] - moments[order] * moments[order]
        let error = (variance / Double(values.count)).squareRoot()
        let estimate = mean(values.lazy.map { pow($0, Double(order)) })
        #expect(abs(estimate - moments[order]) <= 4.5 * error, "moment \(order)")
      }
    }
  }

  /// Kolmogorov & Smirnov's distance: P(√n D > 2.2) = 1.3·10⁻⁴.
  @Test(arguments: InstructionSet.available)
  func distribution(_ isa: InstructionSet) {
    let (cosines, sines) = sample(isa)
    for values in [cosines, sines] {
      let n = Double(values.count)
      var distance = 0.0
      for (rank, value) in values.sorted().enumerated() {
        let probability = 0.5 * erfc(-value * 0.5.squareRoot())
        distance = max(
          distance, probability - Double(rank) / n, Double(rank + 1) / n - probability)
      }
      #expect(n.squareRoot() * distance < 2.2)
    }
  }

  /// The numbers beyond 3, 4 and 5 standard deviations on each side, within 4.5 Poisson errors.
  @Test(arguments: InstructionSet.available)
  func tails(_ isa: InstructionSet) {
    let (cosines, sines) = sample(isa)
    for bound in [3.0, 4, 4.5] {
      for sign in [1.0, -1] {
        let count = (cosines + sines).count { sign * $0 > bound }
        let expected = 0.5 * erfc(bound * 0.5.squareRoot()) * Double(2 * cosines.count)
        #expect(abs(Double(count) - expected) <= 4.5 * expected.squareRoot() + 1)
      }
    }
  }

  /// No correlation, of numbers or of their squares, within a pair, between pairs that follow one
  /// another and between neighbouring walkers, within 4.5 standard errors.
  @Test(arguments: InstructionSet.available)
  func independence(_ isa: InstructionSet) {
    let (cosines, sines) = sample(isa)
    let shifts: [(String, [Double], [Double])] = [
      ("pair", cosines, sines), ("next pair", cosines, Array(cosines[block...])),
      ("next walker", cosines, Array(cosines[1...])),
      ("across", sines, Array(cosines[block...])),
    ]
    for (name, a, b) in shifts {
      let n = Double(min(a.count, b.count)).squareRoot()
      let products = zip(a, b).lazy.map { $0 * $1 }
      #expect(abs(mean(products)) * n <= 4.5, "\(name)")
      let squares = zip(a, b).lazy.map { ($0 * $0 - 1) * ($1 * $1 - 1) }
      #expect(abs(mean(squares)) * n <= 4.5 * 2, "\(name)")
    }
  }
}
