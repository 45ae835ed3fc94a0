import Dynamics

extension Network {
  /// The outputs at many points: n × outputs, row-major.
  ///
  /// - Parameters:
  ///   - inputs: n points, row-major.
  ///   - threads: the most threads that are used; the result does not depend on it.
  ///   - dropout: which units to drop, by the number of the point; nil: none.
  /// - Returns: the outputs.
  /// - Complexity: 2 operations per point and weight.
  public func outputs(
    at inputs: [Scalar], threads: Int = 1, dropout: Dropout? = nil
  ) -> [Scalar] {
    evaluate(at: inputs, threads: threads, dropout: dropout, gradients: false).outputs
  }

  /// The outputs, n × outputs, and the gradients of the first output, n × inputs, at many points.
  ///
  /// - Parameters:
  ///   - inputs: n points, row-major.
  ///   - threads: the most threads that are used; the result does not depend on it.
  ///   - dropout: which units to drop, by the number of the point; nil: none.
  /// - Returns: outputs and gradients, row-major.
  /// - Complexity: 4 operations per point and weight.
  public func outputsAndGradients(
    at inputs: [Scalar], threads: Int = 1, dropout: Dropout? = nil
  ) -> (outputs: [Scalar], gradients: [Scalar]) {
    evaluate(at: inputs, threads: threads, dropout: dropout, gradients: true)
  }

  private func evaluate(
    at inputs: [Scalar], threads: Int, dropout: Dropout?, gradients wantsGradients: Bool
  ) -> (outputs: [Scalar], gradients: [Scalar]) {
    let dimension = architecture.inputs
    precondition(inputs.count % dimension == 0, "points have \(dimension) coordinates")
    let count = inputs.count / dimension
    let capacity = NetworkPass<Scalar>.capacity
    let shards = (count + capacity - 1) / capacity
    let workers = max(min(threads, shards), 1)
    var outputs = [Scalar](repeating: 0, count: count * architecture.outputs)
    var gradients = [Scalar](repeating: 0, count: wantsGradients ? inputs.count : 0)
    // Each shard writes to rows of its own, and each thread has a pass of its own.
    nonisolated(unsafe) let passes = (0..<workers).map { _ in
      NetworkPass<Scalar>(architecture, order: wantsGradients ? 1 : 0)
    }
    outputs.withUnsafeMutableBufferPointer { outputs in
      gradients.withUnsafeMutableBufferPointer { gradients in
        nonisolated(unsafe) let outputs = outputs
        nonisolated(unsafe) let gradients = gradients
        parallelFor(shards, threads: workers) { shard, worker in
          let pass = passes[worker]
          let range = (shard * capacity)..<min(count, (shard + 1) * capacity)
          pass.begin(samples: range.count)
          for i in 0..<NetworkPass<Scalar>.lanes(range.count) {
            let sample = min(range.lowerBound + i, count - 1)
            pass.rows[i] = Int64(sample)
            for k in 0..<dimension {
              pass.inputs[k * pass.stride + i] = inputs[sample * dimension + k]
            }
          }
          pass.forward(parameters, derivatives: wantsGradients ? 1 : 0, dropout: dropout)
          for (i, sample) in range.enumerated() {
            for o in 0..<architecture.outputs {
              outputs[sample * architecture.outputs + o] = pass.outputs(0)[o * pass.stride + i]
            }
          }
          guard wantsGradients else { return }
          pass.inputGradient(parameters)
          for (i, sample) in range.enumerated() {
            for k in 0..<dimension {
              gradients[sample * dimension + k] = pass.gradient[k * pass.stride + i]
            }
          }
        }
      }
    }
    return (outputs, gradients)
  }
}
