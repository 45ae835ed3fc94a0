import CKernels
import Glibc
import Testing

private let key: (UInt32, UInt32) = (0x1BD1_1BDA, 0xA9FC_1A22)
/// The error allowed, in units of the radius (ckernels.h).
private let tolerance = 0x1p-38

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
      for lane in [0, 1, 6, 7, 40, 127] {
        let first = reference.walker &- UInt64(lane)
        let result = isa.normals(
          key: NormalReference.key, walker: first, from: reference.index, blocks: 1,
          lanes: (lane / 8 + 1) * 8)
        for (row, number) in reference.numbers.enumerated() {
          let radius = hypot(number, reference.numbers[row ^ 1])
          #expect(abs(result[row, lane] - number) <= tolerance * radius)
        }
      }
    }
  }

  /// Random counters, among them walkers on both sides of a carry into the high word and past the
  /// last one, blocks likewise.
  @Test(arguments: InstructionSet.available)
  func agreesWithOracle(_ isa: InstructionSet) {
    let oracle = PhiloxOracle(key: key)
    let walkers: [UInt64] = [
      0, 4096, 0xffff_ffc3, 0x1_0000_0000, 0x1234_5678_9abc_def0, 0xffff_ffff_ffff_ffb1,
    ]
    for walker in walkers {
      for first: UInt64 in [0, 77, 0xffff_fffc, 0xffff_ffff_ffff_fffd] {
        let result = isa.normals(key: key, walker: walker, from: first, blocks: 6)
        for k in 0..<6 {
          for lane in 0..<block {
            let truth = oracle.normals(walker &+ UInt64(lane), first &+ UInt64(k))
            for (member, (number, radius)) in truth.enumerated() {
              #expect(abs(Wide(result[4 * k + member, lane]) - number) <= Wide(tolerance) * radius)
            }
          }
        }
      }
    }
  }

  /// A number depends on key, walker and block alone, and nothing else is written.
  @Test(arguments: InstructionSet.available)
  func anyCutting(_ isa: InstructionSet) {
    for walker: UInt64 in [1000, 0xffff_ffe0] {
      let whole = isa.normals(key: key, walker: walker, from: 5, blocks: 10)
      for (lane, lanes) in [(0, 8), (8, 24), (32, 40), (72, 56), (120, 8)] {
        for (from, blocks) in [(0, 1), (2, 5), (9, 1), (1, 9)] {
          let part = isa.normals(
            key: key, walker: walker + UInt64(lane), from: 5 + UInt64(from), blocks: blocks,
            lanes: lanes, filling: 99)
          for row in 0..<(4 * blocks) {
            for l in 0..<block {
              let expected = l < lanes ? whole[4 * from + row, lane + l] : 99
              #expect(part[row, l].bitPattern == expected.bitPattern)
            }
          }
          #expect((0..<block).allSatisfy { part[4 * blocks, $0] == 99 })
        }
      }
    }
  }
}

/// 2²² numbers: their law and their independence.
@Suite struct NormalLawTests {
  private static let blocks = 1 << 13

  /// The four members of all blocks, each in the order of walkers, then of blocks.
  private func sample(_ isa: InstructionSet) -> [[Double]] {
    let result = isa.normals(key: (7, 11), walker: 0, from: 0, blocks: Self.blocks)
    return (0..<4).map { member in
      (0..<Self.blocks).flatMap { k in (0..<block).map { result[4 * k + member, $0] } }
    }
  }

  private func mean(_ values: some Sequence<Double>) -> Double {
    var (sum, count) = (0.0, 0.0)
    for value in values { (sum, count) = (sum + value, count + 1) }
    return sum / count
  }

  /// Moments 1 … 6, whose errors are those of the exact higher moments, within 4.5 of them.
  @Test(arguments: InstructionSet.available)
  func moments(_ isa: InstructionSet) {
    let moments: [Double] = [1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395]
    for values in sample(isa) {
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
    for values in sample(isa) {
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
    let values = sample(isa).flatMap { $0 }
    for bound in [3.0, 4, 4.5] {
      for sign in [1.0, -1] {
        let count = values.count { sign * $0 > bound }
        let expected = 0.5 * erfc(bound * 0.5.squareRoot()) * Double(values.count)
        #expect(abs(Double(count) - expected) <= 4.5 * expected.squareRoot() + 1)
      }
    }
  }

  /// No correlation, of numbers or of their squares, within a block, between blocks that follow one
  /// another and between neighbouring walkers, within 5 standard errors.
  @Test(arguments: InstructionSet.available)
  func independence(_ isa: InstructionSet) {
    let sample = sample(isa)
    for (i, a) in sample.enumerated() {
      for (j, b) in sample.enumerated() {
        for (name, shift) in [("block", 0), ("next walker", 1), ("next block", block)] {
          guard shift > 0 || i < j else { continue }
          let shifted = b[shift...]
          let n = Double(shifted.count).squareRoot()
          let products = zip(a, shifted).lazy.map { $0 * $1 }
          #expect(abs(mean(products)) * n <= 5, "\(i), \(j) of \(name)")
          let squares = zip(a, shifted).lazy.map { ($0 * $0 - 1) * ($1 * $1 - 1) }
          #expect(abs(mean(squares)) * n <= 5 * 2, "\(i), \(j) of \(name)")
        }
      }
    }
  }
}
