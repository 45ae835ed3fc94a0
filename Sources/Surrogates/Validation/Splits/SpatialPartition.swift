import LinearAlgebra

/// Space cut into boxes of nearly equal numbers of samples, by recursive cuts at quantiles across the
/// direction in which the samples of a box scatter most: the leaves of a k-d tree.
///
/// Unlike a grid it has no empty cells, works in any dimension, and its boxes follow the data.
struct SpatialPartition {
  /// The box of each sample.
  private(set) var labels: [Int]
  /// For each box the smallest and the largest scaled coordinates of its samples.
  private(set) var lower: [[Double]] = []
  private(set) var upper: [[Double]] = []
  private let positions: Matrix
  private let lengths: [Double]

  /// Cuts n × d positions, measured in units of one length per coordinate, into `boxes`.
  init(_ positions: Matrix, lengths: [Double], boxes: Int) {
    self.positions = positions
    self.lengths = lengths
    labels = [Int](repeating: 0, count: positions.rows)
    cut(Array(0..<positions.rows), into: min(boxes, positions.rows))
  }

  /// Whether a sample is at most `distance` (in scaled units) from a box.
  func isNear(_ sample: Int, box: Int, within distance: Double) -> Bool {
    var sum = 0.0
    for i in lengths.indices {
      let x = coordinate(sample, i)
      let gap = max(lower[box][i] - x, x - upper[box][i], 0)
      sum += gap * gap
    }
    return sum <= distance * distance
  }

  private func coordinate(_ sample: Int, _ i: Int) -> Double {
    positions.elements[sample * positions.columns + i] / lengths[i]
  }

  private mutating func cut(_ samples: [Int], into boxes: Int) {
    guard boxes > 1 else {
      for sample in samples { labels[sample] = lower.count }
      let columns = lengths.indices.map { i in samples.map { coordinate($0, i) } }
      lower.append(columns.map { $0.min() ?? 0 })
      upper.append(columns.map { $0.max() ?? 0 })
      return
    }
    let i = widest(samples)
    let ordered = samples.sorted { (coordinate($0, i), $0) < (coordinate($1, i), $1) }
    let first = boxes / 2
    let middle = samples.count * first / boxes
    cut(Array(ordered[..<middle]), into: first)
    cut(Array(ordered[middle...]), into: boxes - first)
  }

  /// The coordinate of largest scaled variance.
  private func widest(_ samples: [Int]) -> Int {
    var best = (coordinate: 0, variance: -1.0)
    for i in lengths.indices {
      let origin = samples.first.map { coordinate($0, i) } ?? 0
      var (sum, squares) = (0.0, 0.0)
      for sample in samples {
        let x = coordinate(sample, i) - origin
        sum += x
        squares += x * x
      }
      let variance = squares - sum * sum / Double(samples.count)
      if variance > best.variance { best = (i, variance) }
    }
    return best.coordinate
  }
}

extension BlockSplit {
  /// Folds of boxes in space: how well the model does where it has seen nothing.
  ///
  /// Boxes are the leaves of a k-d tree, of equal numbers of samples (± 1). From the training of a fold
  /// all samples are dropped that are within `buffer` of a held-out box, the smallest one that holds
  /// the samples of the block; hence every training sample is farther than `buffer` from every
  /// held-out one. O(n (log n + boxes · d)) for n samples.
  ///
  /// - Parameters:
  ///   - positions: n × d.
  ///   - buffer: in units of `lengths`; take the distance over which errors are correlated.
  ///   - lengths: one unit of length per coordinate (the resolution length, say); nil: the standard
  ///     deviations of the positions.
  ///   - blocksPerFold: many small boxes ask for interpolation, few large ones for extrapolation.
  ///   - folds: at least two.
  ///   - seed: decides which boxes go to which fold.
  /// - Returns: a split whose buffers are the neighbours of held-out boxes.
  /// - Throws: `.tooFewSamples` for fewer samples than boxes, `.noTrainingSamples` for too wide a buffer.
  public static func bySpace(
    _ positions: Matrix, buffer: Double, lengths: [Double]? = nil, blocksPerFold: Int = 4,
    folds: Int, seed: UInt64
  ) throws(ValidationError) -> BlockSplit {
    precondition(blocksPerFold >= 1, "at least one block per fold")
    guard positions.isFinite else { throw .notFinite("positions") }
    guard buffer >= 0, buffer.isFinite else { throw .notPositive("buffer") }
    let units: [Double]
    if let lengths {
      units = lengths
    } else {
      units = try Standardisation(positions: positions).deviation
    }
    guard units.count == positions.columns else {
      throw .mismatch(what: "lengths", expected: positions.columns, found: units.count)
    }
    guard units.allSatisfy({ $0 > 0 && $0.isFinite }) else { throw .notPositive("lengths") }
    guard positions.rows >= folds * blocksPerFold else {
      throw .tooFewSamples(needed: folds * blocksPerFold, found: positions.rows)
    }
    let partition = SpatialPartition(positions, lengths: units, boxes: folds * blocksPerFold)
    // The boxes are numbered from 0 without gaps, so labels and numbers of blocks agree.
    let blocks = SampleBlocks(labels: partition.labels)
    return try BlockSplit(kind: .space, blocks: blocks, folds: folds, seed: seed) { fold, foldOf in
      let boxes = foldOf.indices.filter { foldOf[$0] == fold }
      return (0..<positions.rows).filter { sample in
        foldOf[blocks.index[sample]] != fold
          && boxes.contains { partition.isNear(sample, box: $0, within: buffer) }
      }
    }
  }
}
