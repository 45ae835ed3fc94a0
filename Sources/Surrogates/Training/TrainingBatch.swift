/// Samples that an objective is evaluated on: a view of contiguous arrays, one row for each sample.
///
/// The view owns nothing. It is valid, and its memory does not change, until the call that it was
/// passed to returns; within that call it may be read from several threads, which is why it is
/// `Sendable`. Copying it, or cutting a part out of it, allocates nothing.
public struct TrainingBatch<Scalar: BinaryFloatingPoint & BitwiseCopyable & Sendable>:
  @unchecked Sendable
{
  /// The number of samples n.
  public let count: Int
  /// The number of coordinates d.
  public let dimension: Int
  /// Positions q: n × d, row-major.
  public let positions: UnsafeBufferPointer<Scalar>
  /// What V is fitted to: n; nil where there are no values.
  public let values: UnsafeBufferPointer<Scalar>?
  /// What ∇V is fitted to: n × d, row-major; nil where there are no forces. The *gradient* ∇f(q) as
  /// it is sampled, hence minus the force.
  public let gradients: UnsafeBufferPointer<Scalar>?
  /// Importance weights, n; nil: all are 1.
  public let weights: UnsafeBufferPointer<Scalar>?
  /// Which of the scales a sample belongs to, n; nil: all belong to scale 0.
  public let scales: UnsafeBufferPointer<Int32>?
  /// The row of each sample in the data it was taken from, n; nil: 0, 1, 2 ….
  ///
  /// Random numbers of an objective (signs of sliced score matching, dropout) should be functions
  /// of (seed, row, step): then they depend neither on how a batch is cut into shards nor on an
  /// interruption.
  public let rows: UnsafeBufferPointer<Int>?
  /// The optimiser's steps before this evaluation.
  public let step: Int
  /// Whether the evaluation trains (dropout acts) or validates.
  public let isTraining: Bool

  /// A view of arrays with the stated shapes.
  public init(
    dimension: Int, positions: UnsafeBufferPointer<Scalar>,
    values: UnsafeBufferPointer<Scalar>? = nil, gradients: UnsafeBufferPointer<Scalar>? = nil,
    weights: UnsafeBufferPointer<Scalar>? = nil, scales: UnsafeBufferPointer<Int32>? = nil,
    rows: UnsafeBufferPointer<Int>? = nil, step: Int = 0, isTraining: Bool = true
  ) {
    precondition(dimension > 0 && positions.count % dimension == 0, "positions are n × d")
    let count = positions.count / dimension
    precondition(
      values?.count ?? count == count && weights?.count ?? count == count
        && scales?.count ?? count == count && rows?.count ?? count == count
        && gradients?.count ?? positions.count == positions.count,
      "the arrays of a batch have the same number of rows")
    self.count = count
    self.dimension = dimension
    self.positions = positions
    self.values = values
    self.gradients = gradients
    self.weights = weights
    self.scales = scales
    self.rows = rows
    self.step = step
    self.isTraining = isTraining
  }

  /// A part of the samples, such as the shard of one thread.
  public subscript(range: Range<Int>) -> TrainingBatch {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows of the batch")
    let vectors = (range.lowerBound * dimension)..<(range.upperBound * dimension)
    return TrainingBatch(
      dimension: dimension,
      positions: UnsafeBufferPointer(rebasing: positions[vectors]),
      values: values.map { UnsafeBufferPointer(rebasing: $0[range]) },
      gradients: gradients.map { UnsafeBufferPointer(rebasing: $0[vectors]) },
      weights: weights.map { UnsafeBufferPointer(rebasing: $0[range]) },
      scales: scales.map { UnsafeBufferPointer(rebasing: $0[range]) },
      rows: rows.map { UnsafeBufferPointer(rebasing: $0[range]) },
      step: step, isTraining: isTraining)
  }
}
