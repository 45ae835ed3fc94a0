import Statistics

extension ShardLoss {
  /// Σ c Σ_v (½ (D_v V)² − T D_v² V) over directions v; adds its ∂/∂θ to `into`.
  ///
  /// With v = √mₖ eₖ for all k the sum is exact. With v = (±√mₖ)ₖ, independent signs, it is unbiased because
  /// E[v vᵀ] is the metric.
  func scoreTerm(
    _ shard: TrainingBatch<Scalar>, parameters: UnsafePointer<Scalar>, signs: Philox,
    into: UnsafeMutablePointer<Scalar>?
  ) -> Double {
    let slices = loss.slices ?? (dimension <= 3 ? 0 : 1)
    var sum = 0.0
    for n in 0..<(slices > 0 ? slices : dimension) {
      if slices > 0 { fillSigns(slice: n, generator: signs) } else { fillAxis(n) }
      push(directions, to: pass.directions)
      pass.push(parameters, order: 2)
      sum += sliceTerm(shard, factor: 1 / Double(max(slices, 1)))
      if let into { pass.reverse(parameters, order: 2, frozenLayers: frozenLayers, into: into) }
    }
    return sum
  }

  /// The term of the directions in place; leaves the seeds.
  private func sliceTerm(_ shard: TrainingBatch<Scalar>, factor: Double) -> Double {
    let outputs = pass.architecture.outputs
    for order in 0...2 {
      pass.seeds(order).update(repeating: 0, count: outputs * pass.stride)
    }
    let first = UnsafePointer(pass.outputs(1))
    let second = UnsafePointer(pass.outputs(2))
    let weight = Scalar(factor * loss.score)
    var sum = 0.0
    for i in 0..<shard.count {
      let c = coefficients[i]
      let temperature = temperature(i)
      sum += factor * Double(c * (first[i] * first[i] / 2 - temperature * second[i]))
      pass.seeds(1)[i] = weight * c * first[i]
      pass.seeds(2)[i] = -weight * c * temperature
    }
    return sum
  }

  private func fillAxis(_ axis: Int) {
    directions.update(repeating: 0, count: dimension * pass.stride)
    (directions + axis * pass.stride).update(
      repeating: metric[axis].squareRoot(), count: pass.stride)
  }

  /// Independent signs, functions of the row, the slice and the generator alone; 128 from one block.
  private func fillSigns(slice: Int, generator: Philox) {
    let blocks = (dimension + 127) / 128
    for i in 0..<pass.width {
      for block in 0..<blocks {
        let words = generator.words(
          UInt64(bitPattern: pass.rows[i]), UInt64(slice * blocks + block))
        for k in (block * 128)..<min(dimension, block * 128 + 128) {
          let bit = words[k % 128 / 32] >> UInt32(k % 32) & 1
          let length = metric[k].squareRoot()
          directions[k * pass.stride + i] = bit == 0 ? length : -length
        }
      }
    }
  }
}
