import LinearAlgebra
import Statistics

/// How far a point is from the training positions, and whether that is too far to trust a fit there.
///
/// The score is the distance in whitened coordinates to the nearest of some hundred prototypes, in units
/// of the rms distance of that prototype's own training points: of order 1 on the data, dense or thin,
/// and growing without bound away from them, in holes between wells as well as outside. Unlike the
/// Mahalanobis distance it knows holes and bananas; unlike a grid of occupied cells it works in ten
/// dimensions, and unlike a k-d tree of the samples its cost is the same for every point: K·d
/// multiplications, 0.1 to 0.7 µs (docs/surrogate-validation.md).
public struct OutOfDistributionScore: Sendable {
  /// A point with a larger score counts as outside.
  public let threshold: Double
  /// The fraction of points of the training law that may count as outside.
  public let falseAlarmRate: Double
  /// The fraction of the held-out points that do, with its error from their blocks.
  public let heldOutAlarms: Estimate
  private let whitening: Whitening
  private let prototypes: Prototypes
  private let search: NearestPrototype

  /// The number of coordinates.
  public var dimension: Int { whitening.dimension }

  /// Fits prototypes to training positions and a threshold to held-out ones.
  ///
  /// The threshold is the ⌈(n + 1)(1 − rate)⌉-th smallest of the n held-out scores: at most `rate` of new
  /// independent points of the same law lie beyond it (conformal prediction; Vovk, Gammerman &
  /// Shafer, 2005).
  ///
  /// - Parameters:
  ///   - training: n × d positions.
  ///   - heldOut: positions of the same law that are not among them: another walker or time block.
  ///   - blocks: the blocks of the held-out positions; nil: all independent.
  ///   - falseAlarmRate: in (0, 1).
  ///   - limit: at most so many prototypes.
  ///   - seed: of the first prototypes.
  /// - Throws: `.degenerate` for linearly dependent coordinates; `.tooFewSamples` when the held-out
  ///   positions cannot resolve the rate.
  /// - Complexity: O(min(n, 64 K) · K · d) for K prototypes.
  public init(
    training: Matrix, heldOut: Matrix, blocks: SampleBlocks? = nil, falseAlarmRate: Double = 0.01,
    prototypes limit: Int = 256, seed: UInt64
  ) throws(ValidationError) {
    precondition(falseAlarmRate > 0 && falseAlarmRate < 1, "a rate in (0, 1) expected")
    precondition(limit > 0, "at least one prototype")
    let (d, n) = (training.columns, heldOut.rows)
    guard heldOut.columns == d else {
      throw .mismatch(what: "coordinates", expected: d, found: heldOut.columns)
    }
    guard heldOut.isFinite else { throw .notFinite("positions") }
    let blocks = blocks ?? .independent(n)
    guard blocks.sampleCount == n else {
      throw .mismatch(what: "block labels", expected: n, found: blocks.sampleCount)
    }
    let rank = ((Double(n) + 1) * (1 - falseAlarmRate)).rounded(.up)
    guard rank <= Double(n) else {
      throw .tooFewSamples(needed: Int((1 / falseAlarmRate).rounded(.up)) - 1, found: n)
    }
    let whitening = try Whitening(training)
    var points = [Float](repeating: 0, count: training.elements.count)
    points.withUnsafeMutableBufferPointer { points in
      training.elements.withUnsafeBufferPointer { q in
        guard let start = q.baseAddress else { return }
        for k in 0..<training.rows {
          whitening.apply(
            start + k * d, stride: 1,
            into: UnsafeMutableBufferPointer(rebasing: points[(k * d)..<((k + 1) * d)]))
        }
      }
    }
    let prototypes = Prototypes(points, dimension: d, limit: limit, seed: seed)
    let untested = OutOfDistributionScore(
      whitening, prototypes, threshold: .infinity, rate: falseAlarmRate, alarms: .undefined)
    let scores = untested.scores(of: heldOut)
    let threshold = scores.sorted()[Int(rank) - 1]
    self.init(
      whitening, prototypes, threshold: threshold, rate: falseAlarmRate,
      alarms: blocks.mean(of: scores.map { $0 > threshold ? 1 : 0 }))
  }

  private init(
    _ whitening: Whitening, _ prototypes: Prototypes, threshold: Double, rate: Double,
    alarms: Estimate
  ) {
    self.whitening = whitening
    self.prototypes = prototypes
    self.threshold = threshold
    falseAlarmRate = rate
    heldOutAlarms = alarms
    search = NearestPrototype(
      dimension: whitening.dimension, centres: prototypes.centres,
      scales: prototypes.radii.map { 1 / ($0 * $0) })
  }

  /// The score of a point; infinite where a coordinate is not finite.
  public func score(_ q: [Double]) -> Double {
    precondition(q.count == dimension, "a point of \(dimension) coordinates expected")
    return q.withUnsafeBufferPointer { q in
      q.baseAddress.map { score($0, stride: 1) } ?? .infinity
    }
  }

  /// The score of the point whose coordinate i is at q[i · stride], as walkers lie in a block.
  public func score(_ q: UnsafePointer<Double>, stride: Int) -> Double {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: dimension) { z in
      whitening.apply(q, stride: stride, into: z)
      return Double(search.leastSquare(UnsafeBufferPointer(z)).squareRoot())
    }
  }

  /// The scores of the rows of n × d positions.
  public func scores(of positions: Matrix) -> [Double] {
    precondition(positions.columns == dimension, "points of \(dimension) coordinates expected")
    return positions.elements.withUnsafeBufferPointer { q in
      guard let start = q.baseAddress else { return [] }
      return (0..<positions.rows).map { score(start + $0 * dimension, stride: 1) }
    }
  }

  /// Whether a point is farther from the training positions than the threshold allows.
  public func isOutside(_ q: [Double]) -> Bool { !(score(q) <= threshold) }

  /// Whether the point whose coordinate i is at q[i · stride] is too far.
  public func isOutside(_ q: UnsafePointer<Double>, stride: Int) -> Bool {
    !(score(q, stride: stride) <= threshold)
  }
}

extension OutOfDistributionScore: Equatable {
  public static func == (a: Self, b: Self) -> Bool {
    a.threshold == b.threshold && a.whitening == b.whitening && a.prototypes == b.prototypes
  }
}

/// Coded with everything that scores need, for the header of a model file.
extension OutOfDistributionScore: Codable {
  private enum CodingKeys: String, CodingKey {
    case threshold, whitening, prototypes
    case falseAlarmRate = "false_alarm_rate"
    case heldOutAlarms = "held_out_alarms"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let whitening = try container.decode(Whitening.self, forKey: .whitening)
    let prototypes = try container.decode(Prototypes.self, forKey: .prototypes)
    let d = whitening.dimension
    guard d > 0, prototypes.dimension == d, whitening.triangle.count == d * (d + 1) / 2,
      prototypes.count > 0, prototypes.centres.count == prototypes.count * d,
      prototypes.radii.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .prototypes, in: container,
        debugDescription: "prototypes and coordinates do not belong together")
    }
    self.init(
      whitening, prototypes, threshold: try container.decode(Double.self, forKey: .threshold),
      rate: try container.decode(Double.self, forKey: .falseAlarmRate),
      alarms: try container.decode(Estimate.self, forKey: .heldOutAlarms))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(whitening, forKey: .whitening)
    try container.encode(prototypes, forKey: .prototypes)
    try container.encode(falseAlarmRate, forKey: .falseAlarmRate)
    try container.encode(heldOutAlarms, forKey: .heldOutAlarms)
  }
}
