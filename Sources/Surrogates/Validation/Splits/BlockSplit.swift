/// k folds for cross-validation: which samples each fold holds out and which it trains on.
///
/// Whole blocks are held out, so that a held-out sample has no close relative among the training
/// samples; a random split puts neighbours in time and space on both sides, and a model looks as
/// good as its memory (Roberts et al., Ecography 40, 913 (2017)). Blocks are dealt to folds by
/// size: sizes of folds differ by at most one block. Everything is a function of the data and the
/// seed. docs/surrogate-validation.md compares the kinds.
public struct BlockSplit: Equatable, Sendable {
  /// What a block is.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// All samples of one walker.
    case walker
    /// A stretch of one walker's time.
    case time
    /// A box of space.
    case space
    /// A single sample: for contrast with the others.
    case random
  }

  /// What a block is.
  public let kind: Kind
  /// The blocks.
  public let blocks: SampleBlocks
  /// The fold that holds each block out.
  public let foldOfBlock: [Int]
  /// For each fold the samples, ascending, that it neither holds out nor trains on: its buffer.
  public let dropped: [[Int]]

  /// The number of folds.
  public var foldCount: Int { dropped.count }
  /// The number of samples.
  public var sampleCount: Int { blocks.sampleCount }

  /// The fold that holds a sample out.
  public func fold(of sample: Int) -> Int { foldOfBlock[blocks.index[sample]] }

  /// The samples that a fold holds out, ascending. O(samples).
  public func heldOut(_ fold: Int) -> [Int] {
    (0..<sampleCount).filter { self.fold(of: $0) == fold }
  }

  /// The samples that a fold trains on, ascending: all that it neither holds out nor drops. O(samples).
  public func training(_ fold: Int) -> [Int] {
    let buffer = dropped[fold]
    var next = 0
    return (0..<sampleCount).filter { sample in
      if next < buffer.count, buffer[next] == sample {
        next += 1
        return false
      }
      return self.fold(of: sample) != fold
    }
  }

  /// A split from its blocks, dealt to folds; `buffer` gives what each fold drops.
  init(
    kind: Kind, blocks: SampleBlocks, folds: Int, seed: UInt64,
    buffer: (_ fold: Int, _ foldOfBlock: [Int]) -> [Int] = { _, _ in [] }
  ) throws(ValidationError) {
    precondition(folds >= 2, "cross-validation needs at least two folds")
    guard blocks.count >= folds else {
      throw .tooFewBlocks(needed: folds, found: blocks.count)
    }
    let dealt = Self.deal(sizes: blocks.sizes, folds: folds, seed: seed)
    self.kind = kind
    self.blocks = blocks
    foldOfBlock = dealt
    dropped = (0..<folds).map { buffer($0, dealt) }

    var heldOut = [Int](repeating: 0, count: folds)
    for (size, fold) in zip(blocks.sizes, dealt) { heldOut[fold] += size }
    for fold in 0..<folds where heldOut[fold] + dropped[fold].count >= blocks.sampleCount {
      throw .noTrainingSamples(fold: fold)
    }
  }
}
