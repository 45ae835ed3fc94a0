import Foundation
import LinearAlgebra
import Statistics
import Surrogates

/// Samples in arrays of their own.
struct Samples<Scalar: NetworkScalar> {
  var dimension: Int
  var positions: [Scalar]
  var values: [Scalar]
  var gradients: [Scalar]
  var weights: [Scalar]?
  var scales: [Int32]?

  /// Samples with random labels.
  init(_ count: Int, dimension: Int, seed: UInt64 = 3) {
    self.dimension = dimension
    let random = Philox(seed: seed, stream: 0)
    func numbers(_ count: Int, _ index: UInt64) -> [Scalar] {
      (0..<count).map { Scalar(random.normals(UInt64($0), index).0) }
    }
    positions = numbers(count * dimension, 0)
    values = numbers(count, 1)
    gradients = numbers(count * dimension, 2)
  }

  func withBatch<R>(
    step: Int = 0, isTraining: Bool = true, _ body: (TrainingBatch<Scalar>) throws -> R
  ) rethrows -> R {
    try positions.withUnsafeBufferPointer { positions in
      try values.withUnsafeBufferPointer { values in
        try gradients.withUnsafeBufferPointer { gradients in
          try (weights ?? []).withUnsafeBufferPointer { weights in
            try (scales ?? []).withUnsafeBufferPointer { scales in
              try body(
                TrainingBatch(
                  dimension: dimension, positions: positions, values: values,
                  gradients: gradients, weights: self.weights == nil ? nil : weights,
                  scales: self.scales == nil ? nil : scales, step: step, isTraining: isTraining))
            }
          }
        }
      }
    }
  }
}

extension LossEvaluation {
  /// The loss and its gradient.
  func result(
    _ samples: Samples<Scalar>, _ parameters: [Scalar], step: Int = 0, isTraining: Bool = true
  ) throws -> (loss: LossValue, gradient: [Scalar]) {
    // Filled with what must not stay.
    var gradient = [Scalar](repeating: 17, count: parameters.count)
    let loss = try samples.withBatch(step: step, isTraining: isTraining) { batch in
      try gradient.withUnsafeMutableBufferPointer { gradient in
        try parameters.withUnsafeBufferPointer {
          try evaluate(batch, parameters: $0, gradient: gradient)
        }
      }
    }
    return (loss, gradient)
  }

  /// The loss alone.
  func value(_ samples: Samples<Scalar>, _ parameters: [Scalar], step: Int = 0) throws -> LossValue
  {
    try samples.withBatch(step: step) { batch in
      try parameters.withUnsafeBufferPointer {
        try evaluate(batch, parameters: $0, gradient: nil)
      }
    }
  }
}
