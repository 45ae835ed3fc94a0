import Foundation
import LinearAlgebra
import Statistics
import Surrogates

/// (1/2n) Σ wᵢ (a·qᵢ + b − Vᵢ)²: parameters a, then b. Its minimum solves the normal equations.
struct LeastSquares: TrainingObjective {
  var dimension: Int
  var parameterGroups: [ParameterGroup]
  var termNames: [String] { ["value"] }
  var parameterCount: Int { dimension + 1 }

  init(dimension: Int, groups: [ParameterGroup]? = nil) {
    self.dimension = dimension
    parameterGroups = groups ?? [ParameterGroup(0..<(dimension + 1))]
  }

  func evaluate(
    _ batch: TrainingBatch<Float>, parameters: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> LossValue {
    let d = dimension
    var sum = 0.0
    var slopes = [Double](repeating: 0, count: d + 1)
    for n in 0..<batch.count {
      var residual = Double(parameters[d]) - Double(batch.values?[n] ?? 0)
      for i in 0..<d { residual += Double(parameters[i]) * Double(batch.positions[n * d + i]) }
      let weight = Double(batch.weights?[n] ?? 1) / Double(batch.count)
      sum += 0.5 * weight * residual * residual
      for i in 0..<d { slopes[i] += weight * residual * Double(batch.positions[n * d + i]) }
      slopes[d] += weight * residual
    }
    if let gradient {
      for i in 0...d { gradient[i] = 0 }
      for group in parameterGroups {
        for i in group.range { gradient[i] = Float(slopes[i]) }
      }
    }
    return LossValue(total: sum, terms: SIMD8(sum, 0, 0, 0, 0, 0, 0, 0))
  }

  /// The minimum, in double precision.
  static func solution(_ positions: [[Double]], _ values: [Double]) throws -> [Double] {
    let d = positions[0].count
    var normal = Matrix(rows: d + 1, columns: d + 1)
    var right = [Double](repeating: 0, count: d + 1)
    for (q, v) in zip(positions, values) {
      let row = q + [1]
      for i in 0...d {
        right[i] += row[i] * v
        for j in 0...d { normal[i, j] += row[i] * row[j] }
      }
    }
    return try normal.solve(right)
  }
}

/// Rosenbrock's function of two parameters, whatever the samples: (1 − x)² + 100 (y − x²)².
struct Rosenbrock: TrainingObjective {
  var parameterCount: Int { 2 }

  func evaluate(
    _ batch: TrainingBatch<Float>, parameters: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> LossValue {
    let (loss, x, y) = Self.value(Double(parameters[0]), Double(parameters[1]))
    gradient?[0] = Float(x)
    gradient?[1] = Float(y)
    return LossValue(total: loss)
  }

  static func value(_ x: Double, _ y: Double) -> (value: Double, dx: Double, dy: Double) {
    let (a, b) = (1 - x, y - x * x)
    return (a * a + 100 * b * b, -2 * a - 400 * x * b, 200 * b)
  }
}

/// Mean logistic loss of a·q + b, values being 0 or 1.
struct LogisticRegression: TrainingObjective {
  var parameterCount: Int { 2 }

  func evaluate(
    _ batch: TrainingBatch<Float>, parameters: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) -> LossValue {
    var (sum, da, db) = (0.0, 0.0, 0.0)
    for n in 0..<batch.count {
      let q = Double(batch.positions[n])
      let y = Double(batch.values?[n] ?? 0)
      let z = Double(parameters[0]) * q + Double(parameters[1])
      sum += max(z, 0) - y * z + log1p(exp(-abs(z)))
      let residual = 1 / (1 + exp(-z)) - y
      da += residual * q
      db += residual
    }
    gradient?[0] = Float(da / Double(batch.count))
    gradient?[1] = Float(db / Double(batch.count))
    return LossValue(total: sum / Double(batch.count))
  }
}

/// Another objective with something done to its results; counts the evaluations that train.
final class Wrapped<Base: TrainingObjective>: TrainingObjective {
  let base: Base
  private(set) var evaluations = 0
  private(set) var validations = 0
  /// Called with the number of the evaluation (from 1); may change the loss and the gradient.
  var change: (Int, inout LossValue, UnsafeMutableBufferPointer<Float>) -> Void = { _, _, _ in }
  var changeValidation: (Int, inout LossValue) -> Void = { _, _ in }

  init(_ base: Base) { self.base = base }

  var parameterCount: Int { base.parameterCount }
  var parameterGroups: [ParameterGroup] { base.parameterGroups }
  var termNames: [String] { base.termNames }

  func evaluate(
    _ batch: TrainingBatch<Float>, parameters: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>?
  ) throws -> LossValue {
    var loss = try base.evaluate(batch, parameters: parameters, gradient: gradient)
    if let gradient {
      evaluations += 1
      change(evaluations, &loss, gradient)
    } else {
      validations += 1
      changeValidation(validations, &loss)
    }
    return loss
  }
}

/// A linear law with noise.
struct LinearLaw {
  var positions: [[Double]]
  var values: [Double]

  init(count: Int, dimension: Int, noise: Double, seed: UInt64 = 1) {
    let draws = Philox(seed: seed, stream: 0)
    positions = (0..<count).map { n in
      (0..<dimension).map { draws.normals(UInt64(n), UInt64($0)).0 }
    }
    values = positions.enumerated().map { n, q in
      let mean = q.enumerated().reduce(0.3) { $0 + Double($1.offset + 1) * $1.element }
      return mean + noise * draws.normals(UInt64(n), 1000).0
    }
  }

  func set(weights: [Double]? = nil) throws -> TrainingSet {
    try TrainingSet(
      dimension: positions[0].count, positions: positions.flatMap { $0 }, values: values,
      weights: weights)
  }

  func solution() throws -> [Double] { try LeastSquares.solution(positions, values) }
}

/// Samples in memory that pretend to be in a file with chunks.
struct Chunked: TrainingData {
  let base: TrainingSet
  let chunkRows: Int
  var count: Int { base.count }
  var dimension: Int { base.dimension }
  var columns: TrainingBuffer.Columns { base.columns }
  var resident: TrainingBuffer? { nil }

  func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) {
    base.read(range, into: buffer, at: offset)
  }
}

/// A fresh folder that is removed when `body` ends.
func withTrainingFolder<R>(_ body: (URL) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("training-tests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
