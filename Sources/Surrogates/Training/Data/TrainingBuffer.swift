/// Room for samples: contiguous arrays that batches are views of.
///
/// The arrays live as long as the buffer: whoever uses them keeps it (`withExtendedLifetime`),
/// since its last use by name may be its end. Whoever fills a buffer must be the only one who uses
/// it at that time; reading it from several threads is safe.
public final class TrainingBuffer: @unchecked Sendable {
  /// Which arrays beside the positions there are.
  public struct Columns: OptionSet, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    public static let values = Columns(rawValue: 1)
    public static let gradients = Columns(rawValue: 2)
    public static let weights = Columns(rawValue: 4)
    public static let scales = Columns(rawValue: 8)
  }

  public let capacity: Int
  public let dimension: Int
  public let columns: Columns
  /// As in ``TrainingBatch``; nil where there is no such column.
  public let positions: UnsafeMutableBufferPointer<Float>
  public let values: UnsafeMutableBufferPointer<Float>?
  public let gradients: UnsafeMutableBufferPointer<Float>?
  public let weights: UnsafeMutableBufferPointer<Float>?
  public let scales: UnsafeMutableBufferPointer<Int32>?
  /// The row of each sample in the data it was taken from.
  public let rows: UnsafeMutableBufferPointer<Int>

  /// Zeros for `capacity` samples of `dimension` coordinates.
  public init(capacity: Int, dimension: Int, columns: Columns) {
    precondition(capacity >= 0 && dimension > 0, "room for samples")
    self.capacity = capacity
    self.dimension = dimension
    self.columns = columns
    func room<T: BitwiseCopyable>(_ count: Int, _ zero: T) -> UnsafeMutableBufferPointer<T> {
      let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: count)
      buffer.initialize(repeating: zero)
      return buffer
    }
    positions = room(capacity * dimension, 0)
    values = columns.contains(.values) ? room(capacity, 0) : nil
    gradients = columns.contains(.gradients) ? room(capacity * dimension, 0) : nil
    weights = columns.contains(.weights) ? room(capacity, 0) : nil
    scales = columns.contains(.scales) ? room(capacity, 0) : nil
    rows = room(capacity, 0)
  }

  deinit {
    positions.deallocate()
    values?.deallocate()
    gradients?.deallocate()
    weights?.deallocate()
    scales?.deallocate()
    rows.deallocate()
  }

  /// The first samples as a batch; valid for as long as the buffer lives and is not written to.
  public func batch(count: Int, step: Int = 0, isTraining: Bool = true) -> TrainingBatch<Float> {
    func first<T>(
      _ buffer: UnsafeMutableBufferPointer<T>, _ count: Int
    ) -> UnsafeBufferPointer<T> {
      UnsafeBufferPointer(rebasing: buffer[..<count])
    }
    return TrainingBatch(
      dimension: dimension, positions: first(positions, count * dimension),
      values: values.map { first($0, count) },
      gradients: gradients.map { first($0, count * dimension) },
      weights: weights.map { first($0, count) }, scales: scales.map { first($0, count) },
      rows: first(rows, count), step: step, isTraining: isTraining)
  }

  /// Copies neighbouring samples of a buffer with at least the same columns; see `gather`.
  func copy(_ range: Range<Int>, of other: TrainingBuffer, at offset: Int) {
    func copy<T: BitwiseCopyable>(
      _ source: UnsafeMutableBufferPointer<T>?, _ target: UnsafeMutableBufferPointer<T>?,
      width: Int
    ) {
      guard let from = source?.baseAddress, let to = target?.baseAddress else { return }
      (to + offset * width).update(
        from: from + range.lowerBound * width, count: range.count * width)
    }
    copy(other.positions, positions, width: dimension)
    copy(other.gradients, gradients, width: dimension)
    copy(other.values, values, width: 1)
    copy(other.weights, weights, width: 1)
    copy(other.scales, scales, width: 1)
    copy(other.rows, rows, width: 1)
  }

  /// Copies samples of a buffer with at least the same columns.
  ///
  /// - Parameters:
  ///   - indices: where they are in the other buffer.
  ///   - other: the other buffer.
  ///   - offset: where the first of them goes.
  func gather(_ indices: UnsafeBufferPointer<Int32>, of other: TrainingBuffer, at offset: Int) {
    let d = dimension
    Self.gather(indices, other.positions, to: positions, at: offset, width: d)
    Self.gather(indices, other.gradients, to: gradients, at: offset, width: d)
    Self.gather(indices, other.values, to: values, at: offset, width: 1)
    Self.gather(indices, other.weights, to: weights, at: offset, width: 1)
    Self.gather(indices, other.scales, to: scales, at: offset, width: 1)
    Self.gather(indices, other.rows, to: rows, at: offset, width: 1)
  }

  private static func gather<T: BitwiseCopyable>(
    _ indices: UnsafeBufferPointer<Int32>, _ source: UnsafeMutableBufferPointer<T>?,
    to target: UnsafeMutableBufferPointer<T>?, at offset: Int, width: Int
  ) {
    guard let from = source?.baseAddress, let target = target?.baseAddress else { return }
    let to = target + offset * width
    // The inner loop of few coordinates would cost more than the copies.
    switch width {
    case 1: for n in 0..<indices.count { to[n] = from[Int(indices[n])] }
    case 2:
      for n in 0..<indices.count {
        let row = 2 * Int(indices[n])
        to[2 * n] = from[row]
        to[2 * n + 1] = from[row + 1]
      }
    default:
      for n in 0..<indices.count {
        (to + n * width).update(from: from + Int(indices[n]) * width, count: width)
      }
    }
  }
}
