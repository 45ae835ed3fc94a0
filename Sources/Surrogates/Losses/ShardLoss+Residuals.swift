import Foundation

extension ShardLoss {
  /// Σ c (V − y)², or the likelihood's negative logarithm; leaves seeds of the outputs.
  func valueTerm(_ shard: TrainingBatch<Scalar>) -> Double {
    guard let values = shard.values?.baseAddress else { return 0 }
    let outputs = UnsafePointer(pass.outputs(0))
    let seeds = pass.seeds(0)
    let stride = pass.stride
    let factor = Scalar(loss.value)
    var sum = 0.0
    for i in 0..<shard.count {
      let residual = outputs[i] - values[i]
      let c = coefficients[i]
      if loss.isGaussian {
        let logVariance = outputs[stride + i]
        let precision = Scalar(exp(-Double(logVariance)))
        let square = residual * residual * precision
        sum += Double(c) * 0.5 * (logTwoPi + Double(logVariance) + Double(square))
        seeds[i] += factor * c * residual * precision
        seeds[stride + i] += factor * c * (1 - square) / 2
      } else {
        sum += Double(c * residual * residual)
        seeds[i] += 2 * factor * c * residual
      }
    }
    return sum
  }

  /// Σ c Σₖ mₖ (∂ₖV − gₖ)², or the likelihood's negative logarithm; leaves ∂/∂(∇V) as the directions, and a
  /// seed of the log variance.
  func gradientTerm(_ shard: TrainingBatch<Scalar>) -> Double {
    guard let truth = shard.gradients?.baseAddress else { return 0 }
    let stride = pass.stride
    let factor = Scalar(loss.gradient)
    let d = dimension
    var sum = 0.0
    metric.withUnsafeBufferPointer { metric in
      for i in 0..<shard.count {
        let c = coefficients[i]
        let scale = 2 * factor * c
        var total: Scalar = 0
        for k in 0..<d {
          let residual = gradient[k * stride + i] - truth[i * d + k]
          let weighted = metric[k] * residual
          total += weighted * residual
          directions[k * stride + i] = scale * weighted
        }
        sum += Double(c * total)
      }
      // What fills the last vector.
      for i in shard.count..<pass.width {
        for k in 0..<d { directions[k * stride + i] = 0 }
      }
    }
    return loss.isGaussian ? gaussianGradientTerm(shard, truth) : sum
  }

  /// Turns what the squared term left into the Gaussian term.
  private func gaussianGradientTerm(
    _ shard: TrainingBatch<Scalar>, _ truth: UnsafePointer<Scalar>
  ) -> Double {
    let stride = pass.stride
    let d = dimension
    let logVariances = pass.outputs(0) + stride
    let seeds = pass.seeds(0) + stride
    let constant = Double(d) * logTwoPi - metric.reduce(0) { $0 + log(Double($1)) }
    var sum = 0.0
    for i in 0..<shard.count {
      let c = coefficients[i]
      let precision = Scalar(exp(-Double(logVariances[i])))
      var square: Scalar = 0
      for k in 0..<d {
        let residual = gradient[k * stride + i] - truth[i * d + k]
        square += metric[k] * residual * residual
        directions[k * stride + i] *= precision / 2
      }
      square *= precision
      sum +=
        Double(c) * 0.5 * (constant + Double(d) * Double(logVariances[i]) + Double(square))
      seeds[i] += Scalar(loss.gradient) * c * (Scalar(d) - square) / 2
    }
    return sum
  }

  private var logTwoPi: Double { 1.8378770664093453 }
}
