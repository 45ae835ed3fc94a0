import Statistics

/// A partition of samples into blocks that count as independent: the units from which the standard
/// errors of validation statistics come.
///
/// Samples of one walker, of one stretch of time or of one region share their errors; n of them say
/// less than n independent ones. So a mean over samples gets its error from the scatter of the means
/// of blocks, weighted with their sizes.
public struct SampleBlocks: Equatable, Sendable {
  /// The block of each sample, in 0..<count.
  public let index: [Int]
  /// The samples in each block, all positive.
  public let sizes: [Int]
  /// The label that each block was given, in ascending order.
  public let labels: [Int]

  /// The number of blocks.
  public var count: Int { sizes.count }
  /// The number of samples.
  public var sampleCount: Int { index.count }

  /// Blocks from one label per sample; equal labels make a block. O(n log n).
  public init(labels given: [Int]) {
    labels = Set(given).sorted()
    let number = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    index = given.map { number[$0] ?? 0 }
    var sizes = [Int](repeating: 0, count: labels.count)
    for block in index { sizes[block] += 1 }
    self.sizes = sizes
  }

  /// Every sample a block of its own: right for independent samples only.
  public static func independent(_ count: Int) -> SampleBlocks {
    SampleBlocks(labels: Array(0..<count))
  }

  /// The mean of the values of each block.
  public func means(of values: [Double]) -> [Double] {
    precondition(values.count == sampleCount, "one value per sample expected")
    var sums = [Double](repeating: 0, count: count)
    for (value, block) in zip(values, index) { sums[block] += value }
    return zip(sums, sizes).map { $0 / Double($1) }
  }

  /// The mean over all samples, with its standard error from the scatter of the blocks; NaN for fewer
  /// than two blocks.
  public func mean(of values: [Double]) -> Estimate {
    Statistics.mean(ofIndependent: means(of: values), weights: sizes.map(Double.init))
  }

  /// The samples of each block, in ascending order.
  public var members: [[Int]] {
    var result = sizes.map { size in
      var block: [Int] = []
      block.reserveCapacity(size)
      return block
    }
    for (sample, block) in index.enumerated() { result[block].append(sample) }
    return result
  }

  /// The blocks of some of the samples, in the order given.
  public func restricted(to samples: [Int]) -> SampleBlocks {
    SampleBlocks(labels: samples.map { labels[index[$0]] })
  }
}
