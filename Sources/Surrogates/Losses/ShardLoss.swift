import Foundation
import Statistics

/// The loss of one shard of samples: gathers them, runs the passes and turns residuals into seeds. One object
/// serves one thread; it allocates nothing after initialisation.
///
/// A term ℓ of outputs and input gradients g has ∂ℓ/∂θ = ∂/∂θ (Σ seed · output + v · ∇V) with v = ∂ℓ/∂g held
/// fixed, so one reverse pass over the jet of order 1 along v serves values and gradients together.
final class ShardLoss<Scalar: NetworkScalar> {
  let pass: NetworkPass<Scalar>
  let loss: Loss
  let dimension: Int
  let metric: [Scalar]
  let frozenLayers: Int
  private let maps: [[Scalar]]
  private let offsets: [[Scalar]]
  private let buffers = NetworkBuffers<Scalar>()
  /// Importance weight over the number of samples of the batch; 0 beyond the samples.
  let coefficients: UnsafeMutablePointer<Scalar>
  /// ∇ and directions in coordinates; those of the pass where there are no maps.
  let gradient: UnsafeMutablePointer<Scalar>
  let directions: UnsafeMutablePointer<Scalar>
  private let scales: UnsafeMutablePointer<Int>

  init(_ architecture: NetworkArchitecture, loss: Loss, maps: ScaleMaps, frozenLayers: Int) {
    pass = NetworkPass(
      architecture, order: loss.score > 0 ? 2 : loss.gradient > 0 ? 1 : 0)
    self.loss = loss
    self.frozenLayers = frozenLayers
    let dimension = maps.dimension(inputs: architecture.inputs)
    self.dimension = dimension
    metric =
      loss.metric.isEmpty ? [Scalar](repeating: 1, count: dimension) : loss.metric.map(Scalar.init)
    self.maps = maps.matrices.map { $0.elements.map(Scalar.init) }
    offsets =
      maps.offsets.isEmpty
      ? maps.matrices.map { [Scalar](repeating: 0, count: $0.rows) }
      : maps.offsets.map { $0.map(Scalar.init) }
    let stride = pass.stride
    coefficients = buffers.stack(1, units: 1, stride: stride).base
    let isMapped = !maps.matrices.isEmpty
    gradient = isMapped ? buffers.stack(1, units: dimension, stride: stride).base : pass.gradient
    directions =
      isMapped || pass.order == 0
      ? buffers.stack(1, units: dimension, stride: stride).base : pass.directions
    scales = .allocate(capacity: stride)
    scales.initialize(repeating: 0, count: stride)
  }

  deinit { scales.deallocate() }

  /// The terms, as sums that the shards of a batch add up to means; adds ∂(total loss)/∂θ to `into`.
  ///
  /// `total` is the number of samples of the batch, `first` the shard's place in it: the row of its first
  /// sample where the batch has no rows. Random directions come from `signs`.
  func evaluate(
    _ shard: TrainingBatch<Scalar>, of total: Int, first: Int,
    parameters: UnsafePointer<Scalar>, dropout: Dropout?, signs: Philox,
    into: UnsafeMutablePointer<Scalar>?
  ) -> SIMD8<Double> {
    gather(shard, of: total, first: first)
    let needed = loss.score > 0 ? 2 : loss.gradient > 0 ? 1 : 0
    pass.forward(
      parameters, derivatives: needed + (into == nil ? 0 : 1), dropout: dropout)
    var terms = SIMD8<Double>.zero
    let outputs = pass.architecture.outputs
    pass.seeds(0).update(repeating: 0, count: outputs * pass.stride)
    if loss.value > 0 { terms[0] = valueTerm(shard) }
    if loss.gradient > 0 {
      pass.inputGradient(parameters)
      pull(pass.gradient, to: gradient)
      terms[1] = gradientTerm(shard)
    }
    if let into, loss.value > 0 || loss.gradient > 0 {
      if loss.gradient > 0 {
        push(directions, to: pass.directions)
        pass.push(parameters, order: 1)
        pass.seeds(1).update(repeating: 1, count: pass.stride)
        if outputs > 1 {
          (pass.seeds(1) + pass.stride).update(repeating: 0, count: pass.stride)
        }
      }
      pass.reverse(
        parameters, order: loss.gradient > 0 ? 1 : 0, reusesCostates: loss.gradient > 0,
        frozenLayers: frozenLayers, into: into)
    }
    if loss.score > 0 {
      terms[2] = scoreTerm(shard, parameters: parameters, signs: signs, into: into)
    }
    return terms
  }

  /// Puts the samples in place; those that fill the last vector are copies without weight.
  private func gather(_ shard: TrainingBatch<Scalar>, of total: Int, first: Int) {
    pass.begin(samples: shard.count)
    guard let q = shard.positions.baseAddress else { return }
    let stride = pass.stride
    let inputs = pass.architecture.inputs
    for i in 0..<NetworkPass<Scalar>.lanes(shard.count) {
      let sample = min(i, shard.count - 1)
      let weight = i == sample ? shard.weights?[sample] ?? 1 : 0
      coefficients[i] = weight / Scalar(total)
      pass.rows[i] = Int64(shard.rows?[sample] ?? first + sample)
      scales[i] = Int(shard.scales?[sample] ?? 0)
      let at = q + sample * dimension
      if maps.isEmpty {
        for k in 0..<dimension { pass.inputs[k * stride + i] = at[k] }
      } else {
        maps[scales[i]].withUnsafeBufferPointer { map in
          offsets[scales[i]].withUnsafeBufferPointer { offset in
            for r in 0..<inputs {
              var sum = offset[r]
              for k in 0..<dimension { sum += map[r * dimension + k] * at[k] }
              pass.inputs[r * stride + i] = sum
            }
          }
        }
      }
    }
  }

  /// Directions of the network's inputs from those of the coordinates, A v.
  func push(_ from: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>) {
    guard !maps.isEmpty else { return }
    let stride = pass.stride
    for i in 0..<pass.width {
      maps[scales[i]].withUnsafeBufferPointer { map in
        for r in 0..<pass.architecture.inputs {
          var sum: Scalar = 0
          for k in 0..<dimension { sum += map[r * dimension + k] * from[k * stride + i] }
          to[r * stride + i] = sum
        }
      }
    }
  }

  /// Gradients with respect to the coordinates from those of the network's inputs, Aᵀ g.
  private func pull(_ from: UnsafePointer<Scalar>, to: UnsafeMutablePointer<Scalar>) {
    guard !maps.isEmpty else { return }
    let stride = pass.stride
    for i in 0..<pass.width {
      maps[scales[i]].withUnsafeBufferPointer { map in
        for k in 0..<dimension {
          var sum: Scalar = 0
          for r in 0..<pass.architecture.inputs {
            sum += map[r * dimension + k] * from[r * stride + i]
          }
          to[k * stride + i] = sum
        }
      }
    }
  }

  /// T of a sample.
  func temperature(_ sample: Int) -> Scalar {
    Scalar(loss.temperatures[loss.temperatures.count == 1 ? 0 : scales[sample]])
  }
}
