import LinearAlgebra
import Surrogates
import Testing

@Suite("Block splits")
struct BlockSplitTests {
  private static let walkers = (0..<600).map { $0 % 7 + ($0 % 11 == 0 ? 20 : 0) }
  private static let times = (0..<600).map { Double($0 / 7) * 0.5 }
  private static let positions = ValidationSamples.cloud(600, dimension: 2, seed: 3)

  private static func split(
    _ kind: BlockSplit.Kind, folds: Int = 4, seed: UInt64 = 1
  ) throws -> BlockSplit {
    switch kind {
    case .walker: try .byWalker(walkers, folds: folds, seed: seed)
    case .time:
      try .byTime(
        walkers: walkers, times: times, correlationTime: 0.3, blockLength: 5, buffer: 1,
        folds: folds, seed: seed)
    case .space: try .bySpace(positions, buffer: 0.1, folds: folds, seed: seed)
    case .random: try .random(600, folds: folds, seed: seed)
    }
  }

  @Test("folds are disjoint, complete and of whole blocks", arguments: BlockSplit.Kind.allCases)
  func partition(kind: BlockSplit.Kind) throws {
    let split = try Self.split(kind)
    #expect(split.kind == kind)
    var timesHeldOut = [Int](repeating: 0, count: 600)
    for fold in 0..<split.foldCount {
      let (heldOut, training) = (split.heldOut(fold), split.training(fold))
      for sample in heldOut { timesHeldOut[sample] += 1 }
      let parts = heldOut + training + split.dropped[fold]
      #expect(parts.count == 600 && Set(parts) == Set(0..<600))
      let blocks = Set(heldOut.map { split.blocks.index[$0] })
      #expect(training.allSatisfy { !blocks.contains(split.blocks.index[$0]) })
      #expect(training == training.sorted() && heldOut == heldOut.sorted())
    }
    #expect(timesHeldOut.allSatisfy { $0 == 1 })
  }

  @Test("folds differ in size by one block at most", arguments: BlockSplit.Kind.allCases)
  func balance(kind: BlockSplit.Kind) throws {
    let split = try Self.split(kind, folds: 3)
    let sizes = (0..<3).map { split.heldOut($0).count }
    let largest = split.blocks.sizes.max() ?? 0
    #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= largest)
  }

  @Test("the seed fixes the split", arguments: BlockSplit.Kind.allCases)
  func determinism(kind: BlockSplit.Kind) throws {
    let split = try Self.split(kind)
    #expect(try Self.split(kind) == split)
    // A few blocks can be split alike by chance.
    let others = try (2...7).map { try Self.split(kind, seed: $0).foldOfBlock }
    #expect(others.contains { $0 != split.foldOfBlock })
  }

  @Test("time blocks are long enough, and keep their distance")
  func timeBuffer() throws {
    let split = try Self.split(.time)
    for fold in 0..<split.foldCount {
      let heldOut = split.heldOut(fold)
      let gap = { (sample: Int) in
        heldOut.filter { Self.walkers[$0] == Self.walkers[sample] }
          .map { abs(Self.times[$0] - Self.times[sample]) }.min() ?? .infinity
      }
      #expect(split.training(fold).allSatisfy { gap($0) > 1 })
      #expect(split.dropped[fold].allSatisfy { gap($0) <= 1 })
      #expect(!split.dropped[fold].isEmpty)
    }
    for block in split.blocks.members {
      #expect(Set(block.map { Self.walkers[$0] }).count == 1)
    }
    // Each walker's time is cut into floor(span/5) equal stretches.
    let expected = Set(Self.walkers).reduce(0) { sum, walker in
      let own = Self.times.indices.filter { Self.walkers[$0] == walker }.map { Self.times[$0] }
      return sum + max(1, Int(((own.max() ?? 0) - (own.min() ?? 0)) / 5))
    }
    #expect(split.blocks.count == expected)
  }

  @Test("training samples keep their distance from held-out boxes", arguments: [1, 2, 5])
  func spaceBuffer(dimension: Int) throws {
    let points = ValidationSamples.cloud(400, dimension: dimension, seed: 8)
    let lengths = (0..<dimension).map { 0.5 + Double($0) }
    let split = try BlockSplit.bySpace(
      points, buffer: 0.2, lengths: lengths, blocksPerFold: 2, folds: 3, seed: 5)
    #expect(split.blocks.count == 6)
    #expect((split.blocks.sizes.max() ?? 0) - (split.blocks.sizes.min() ?? 0) <= 1)
    let scaled = points.rowArrays.map { zip($0, lengths).map { $0 / $1 } }
    for fold in 0..<3 {
      let heldOut = split.heldOut(fold)
      for sample in split.training(fold) {
        let nearest = heldOut.map { Self.distance(scaled[sample], scaled[$0]) }.min() ?? 0
        #expect(nearest > 0.2)
      }
      // What is dropped is near the box of a held-out block.
      let boxes = split.blocks.members.indices.filter { split.foldOfBlock[$0] == fold }
        .map { block in split.blocks.members[block].map { scaled[$0] } }
      for sample in split.dropped[fold] {
        let near = boxes.contains { box in
          let nearest = (0..<dimension).map { i in
            let column = box.map { $0[i] }
            return min(max(scaled[sample][i], column.min() ?? 0), column.max() ?? 0)
          }
          return Self.distance(nearest, scaled[sample]) <= 0.2
        }
        #expect(near)
      }
    }
  }

  @Test("impossible splits say why")
  func failures() {
    #expect(throws: ValidationError.tooFewBlocks(needed: 5, found: 3)) {
      try BlockSplit.byWalker([0, 1, 2, 0, 1, 2], folds: 5, seed: 1)
    }
    #expect(throws: ValidationError.blockTooShort(length: 1, correlationTime: 2)) {
      try BlockSplit.byTime(
        walkers: [0, 0], times: [0, 1], correlationTime: 2, blockLength: 1, folds: 2, seed: 1)
    }
    #expect(throws: ValidationError.mismatch(what: "times", expected: 2, found: 1)) {
      try BlockSplit.byTime(walkers: [0, 0], times: [0], correlationTime: 1, folds: 2, seed: 1)
    }
    #expect(throws: ValidationError.noTrainingSamples(fold: 0)) {
      try BlockSplit.bySpace(Self.positions, buffer: 100, folds: 2, seed: 1)
    }
    #expect(throws: ValidationError.notFinite("positions")) {
      try BlockSplit.bySpace(
        Matrix(rows: [[1], [.nan], [2], [3]]), buffer: 0, blocksPerFold: 1, folds: 2, seed: 1)
    }
    #expect(throws: ValidationError.degenerate(coordinate: 1)) {
      try BlockSplit.bySpace(
        Matrix(rows: [[1, 2], [3, 2], [2, 2], [3, 2]]), buffer: 0, blocksPerFold: 1, folds: 2,
        seed: 1)
    }
  }

  private static func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }
}
