import Statistics

/// The random order of samples in each epoch: a pure function of (seed, epoch, part).
///
/// A permutation is drawn by Fisher & Yates' method (Knuth, TAOCP vol. 2, algorithm 3.4.2 P) with
/// the numbers of a counter-based generator, whose stream is the epoch: any epoch's order is known
/// without those before it, so an interrupted training finds its place again.
public struct SampleOrder: Equatable, Sendable {
  /// The seed.
  public let seed: UInt64

  /// The orders that belong to a seed.
  public init(seed: UInt64) { self.seed = seed }

  /// Streams of the seed below this belong to others, such as initial weights.
  private static let firstStream: UInt64 = 0x5348_5546_0000_0000

  /// Permutes 0 ..< count. O(count).
  ///
  /// - Parameters:
  ///   - permutation: overwritten; its length is the count.
  ///   - epoch: the epoch.
  ///   - part: which of the epoch's permutations.
  public func fill(_ permutation: inout [Int32], epoch: Int, part: Int) {
    let generator = Philox(seed: seed, stream: Self.firstStream &+ UInt64(epoch))
    let count = permutation.count
    permutation.withUnsafeMutableBufferPointer { buffer in
      guard let p = buffer.baseAddress else { return }
      for i in 0..<count { p[i] = Int32(truncatingIfNeeded: i) }
      func exchange(_ i: Int, _ low: UInt32, _ high: UInt32) {
        let j = Self.index(low, high, below: i + 1)
        (p[i], p[j]) = (p[j], p[i])
      }
      // Exchange i draws from 0 ... i, downwards; one block of random bits does for two.
      for block in stride(from: (count - 1) / 2, through: 0, by: -1) {
        let words = generator.words(UInt64(block), UInt64(part))
        let i = 2 * block
        if i + 1 < count { exchange(i + 1, words.x, words.y) }
        if i > 0 { exchange(i, words.z, words.w) }
      }
    }
  }

  /// Uniform in 0 ..< bound, but for a bias below bound · 2⁻⁶⁴.
  private static func index(_ low: UInt32, _ high: UInt32, below bound: Int) -> Int {
    let bits = UInt64(low) | UInt64(high) << 32
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }
}
