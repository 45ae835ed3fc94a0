import Dynamics
import LinearAlgebra
import Surrogates

/// The stored samples of a run as networks are trained on them: the last gradient of every stored window.
struct TrainingSamples: Sendable {
  /// q½, and ∇f there: n × d.
  let positions: Matrix
  let gradients: Matrix
  /// q at the ends of the steps: of the same law, and not trained on.
  let endpoints: Matrix
  /// The walker and the time of each sample.
  let walkers: [Int]
  let times: [Double]
  /// The box of positions and endpoints.
  let bounds: Bounds

  /// A box that holds points.
  struct Bounds: Sendable {
    private(set) var lower: [Double]
    private(set) var upper: [Double]

    /// The empty one.
    init(dimension: Int) {
      lower = [Double](repeating: .infinity, count: dimension)
      upper = [Double](repeating: -.infinity, count: dimension)
    }

    /// Makes it hold more points, n × d.
    mutating func include(_ points: [Double]) {
      let d = lower.count
      for (n, x) in points.enumerated() {
        lower[n % d] = min(lower[n % d], x)
        upper[n % d] = max(upper[n % d], x)
      }
    }

    /// The box that holds both.
    func union(_ other: Bounds) -> Bounds {
      var both = self
      both.include(other.lower)
      both.include(other.upper)
      return both
    }
  }

  var count: Int { positions.rows }
  var dimension: Int { positions.columns }

  /// Samples in the order of time, and at one time in that of the `walkers`; they are spread evenly over
  /// `time`. Those of a stream are some of its samples, and have its box.
  init(
    _ samples: StoredSamples, walkers: Int, time: Double, of stream: SampleStream? = nil
  ) throws(TrainingError) {
    let d = samples.dimension
    let n = samples.midpoint.count / max(d, 1)
    guard n >= SurrogateSection.fewestSamples else {
      throw .invalidData(
        "the results hold \(n) samples, and networks need at least \(SurrogateSection.fewestSamples)"
      )
    }
    guard n % walkers == 0, samples.gradient.count == n * d, samples.position.count == n * d else {
      throw .invalidData("the stored samples are not those of \(walkers) walkers")
    }
    guard (samples.midpoint + samples.gradient).allSatisfy(\.isFinite) else {
      throw .invalidData("the stored samples hold a value that is not finite")
    }
    positions = Matrix(rows: n, columns: d, elements: samples.midpoint)
    gradients = Matrix(rows: n, columns: d, elements: samples.gradient)
    endpoints = Matrix(rows: n, columns: d, elements: samples.position)
    var bounds = stream?.bounds ?? Bounds(dimension: d)
    if stream == nil {
      bounds.include(samples.midpoint)
      bounds.include(samples.position)
    }
    self.bounds = bounds
    self.walkers = (0..<n).map { $0 % walkers }
    let interval = time / Double(n / walkers)
    times = (0..<n).map { Double($0 / walkers) * interval }
  }

  /// Some rows of one of the matrices.
  static func rows(_ indices: [Int], of matrix: Matrix) -> Matrix {
    let d = matrix.columns
    var result = Matrix(rows: indices.count, columns: d)
    for (n, row) in indices.enumerated() {
      for i in 0..<d { result.elements[n * d + i] = matrix.elements[row * d + i] }
    }
    return result
  }

  /// About so many rows, spread evenly over the samples.
  func thinned(to count: Int) -> [Int] {
    Array(stride(from: 0, to: self.count, by: max(1, self.count / count)))
  }

  /// |∇V − ∇f|² at the samples of some rows, for their predicted gradients.
  func squaredErrors(_ predicted: Matrix, rows: [Int]) -> [Double] {
    let d = dimension
    return rows.indices.map { n in
      var sum = 0.0
      for i in 0..<d {
        let r = predicted.elements[n * d + i] - gradients.elements[rows[n] * d + i]
        sum += r * r
      }
      return sum
    }
  }
}
