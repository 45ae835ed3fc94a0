import Statistics

extension BlockSplit {
  /// Folds of whole walkers.
  ///
  /// Walkers are independent, so this is the split that trajectories suggest; but all of them visit
  /// the same places, so it says nothing about places that none of them has seen.
  ///
  /// - Parameters:
  ///   - walkers: the walker of each sample.
  ///   - folds: at least two.
  ///   - seed: decides among equal walkers.
  /// - Returns: a split without buffers.
  /// - Throws: `.tooFewBlocks` for fewer walkers than folds.
  public static func byWalker(
    _ walkers: [Int], folds: Int, seed: UInt64
  ) throws(ValidationError) -> BlockSplit {
    try BlockSplit(
      kind: .walker, blocks: SampleBlocks(labels: walkers), folds: folds, seed: seed)
  }

  /// Folds of stretches of time, where there are fewer walkers than folds, or very long trajectories.
  ///
  /// The time of each walker is cut into equal stretches of at least `blockLength`. A sample within
  /// `buffer` of a held-out sample of the same walker is dropped from training. Samples that are to
  /// count as simultaneous relatives (replicas that share their noise) get the same walker.
  ///
  /// - Parameters:
  ///   - walkers: the walker of each sample.
  ///   - times: its time, in the units of the other times.
  ///   - correlationTime: the integrated autocorrelation time τ_int of the slowest quantity that the
  ///     model is to predict.
  ///   - blockLength: by default 20 τ_int.
  ///   - buffer: by default 3 τ_int, where an exponential correlation is below 5 %.
  ///   - folds: at least two.
  ///   - seed: decides among equal blocks.
  /// - Returns: a split whose buffers are the neighbours of held-out samples.
  /// - Throws: `.blockTooShort` unless blockLength > correlationTime; `.tooFewBlocks`.
  public static func byTime(
    walkers: [Int], times: [Double], correlationTime: Double, blockLength: Double? = nil,
    buffer: Double? = nil, folds: Int, seed: UInt64
  ) throws(ValidationError) -> BlockSplit {
    try requireFinite(times, count: walkers.count, "times")
    guard correlationTime >= 0, correlationTime.isFinite else {
      throw .notPositive("correlation time")
    }
    let length = blockLength ?? 20 * correlationTime
    let gap = buffer ?? 3 * correlationTime
    guard length > correlationTime, length.isFinite else {
      throw .blockTooShort(length: length, correlationTime: correlationTime)
    }
    guard gap >= 0, gap.isFinite else { throw .notPositive("buffer") }

    let owners = SampleBlocks(labels: walkers)
    let trajectories = owners.members.map { samples in
      samples.sorted { (times[$0], $0) < (times[$1], $1) }
    }
    var labels = [Int](repeating: 0, count: times.count)
    var next = 0
    for samples in trajectories {
      guard let first = samples.first, let last = samples.last else { continue }
      let span = times[last] - times[first]
      // Clamped while still a floating-point number; no more blocks than samples.
      let count = Int(min(max(span / length, 1), Double(samples.count)))
      for sample in samples {
        let share = span > 0 ? (times[sample] - times[first]) / span : 0
        labels[sample] = next + min(Int(share * Double(count)), count - 1)
      }
      next += count
    }
    let blocks = SampleBlocks(labels: labels)
    return try BlockSplit(kind: .time, blocks: blocks, folds: folds, seed: seed) { fold, foldOf in
      trajectories.flatMap { samples in
        Self.near(samples, times: times, within: gap) { foldOf[blocks.index[$0]] == fold }
      }.sorted()
    }
  }

  /// Single samples dealt at random: what is usually done, and flatters where samples are related.
  public static func random(
    _ count: Int, folds: Int, seed: UInt64
  ) throws(ValidationError) -> BlockSplit {
    try BlockSplit(kind: .random, blocks: .independent(count), folds: folds, seed: seed)
  }

  /// The samples (ordered by time) that are not held out but within `gap` of one that is.
  private static func near(
    _ samples: [Int], times: [Double], within gap: Double, isHeldOut: (Int) -> Bool
  ) -> [Int] {
    var result = Set<Int>()
    func sweep(_ ordered: some Sequence<Int>) {
      var last: Double?
      for sample in ordered {
        if isHeldOut(sample) {
          last = times[sample]
        } else if let last, abs(times[sample] - last) <= gap {
          result.insert(sample)
        }
      }
    }
    sweep(samples)
    sweep(samples.reversed())
    return Array(result)
  }

  /// The fold of each block: the largest block goes first, each to the fold with the fewest samples so
  /// far; equal blocks in random order. Sizes of folds differ by at most the largest block.
  static func deal(sizes: [Int], folds: Int, seed: UInt64) -> [Int] {
    let generator = Philox(seed: seed, stream: 0xF01D)
    let keys = sizes.indices.map { block in
      let words = generator.words(UInt64(block), 0)
      return UInt64(words.x) << 32 | UInt64(words.y)
    }
    let order = sizes.indices.sorted {
      (-sizes[$0], keys[$0], $0) < (-sizes[$1], keys[$1], $1)
    }
    var filled = [Int](repeating: 0, count: folds)
    var result = [Int](repeating: 0, count: sizes.count)
    for block in order {
      var smallest = 0
      for fold in 1..<folds where filled[fold] < filled[smallest] { smallest = fold }
      result[block] = smallest
      filled[smallest] += sizes[block]
    }
    return result
  }
}
