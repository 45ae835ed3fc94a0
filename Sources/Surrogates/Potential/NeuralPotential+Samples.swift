import Dynamics
import LinearAlgebra

/// Many points at once, in parallel; nothing depends on the number of threads.
extension NeuralPotential {
  /// V at the rows of n × d positions.
  public func values(at positions: Matrix, threads: Int = 1) -> [Double] {
    let weight = 1 / Double(memberCount)
    var result = [Double](repeating: 0, count: positions.rows)
    forEachBlock(of: positions, width: 1, into: &result, threads: threads) {
      worker, q, strides, into in
      for member in model.members { worker.addValues(member, weight: weight, to: into) }
      worker.addWall(q, strides, to: into)
    }
    return result.adding(bases.map { $0.values(at: positions, threads: threads) })
  }

  /// ∇V at the rows of n × d positions.
  public func gradients(at positions: Matrix, threads: Int = 1) -> Matrix {
    let weight = 1 / Double(memberCount)
    var result = Matrix(rows: positions.rows, columns: dimension)
    forEachBlock(of: positions, width: dimension, into: &result.elements, threads: threads) {
      worker, q, strides, into in
      for member in model.members { worker.addGradients(member, weight: weight, to: into, strides) }
      worker.addWallGradient(q, strides, to: into)
    }
    for base in bases { result += base.gradients(at: positions, threads: threads) }
    return result
  }

  /// V of every network, the wall and the V that it corrects included: [member][point].
  public func memberValues(at positions: Matrix, threads: Int = 1) -> [[Double]] {
    let base = [Double](repeating: 0, count: positions.rows).adding(
      bases.map { $0.values(at: positions, threads: threads) })
    return model.members.map { member in
      var result = base
      forEachBlock(of: positions, width: 1, into: &result, threads: threads) {
        worker, q, strides, into in
        worker.addValues(member, weight: 1, to: into)
        worker.addWall(q, strides, to: into)
      }
      return result
    }
  }

  /// The same of ∇V: for each member n × d numbers, row by row.
  public func memberGradients(at positions: Matrix, threads: Int = 1) -> [[Double]] {
    let base = [Double](repeating: 0, count: positions.elements.count).adding(
      bases.map { $0.gradients(at: positions, threads: threads).elements })
    return model.members.map { member in
      var result = base
      forEachBlock(of: positions, width: dimension, into: &result, threads: threads) {
        worker, q, strides, into in
        worker.addGradients(member, weight: 1, to: into, strides)
        worker.addWallGradient(q, strides, to: into)
      }
      return result
    }
  }

  /// The logarithms of the variances that every network predicts, in the network's units: [member][point].
  ///
  /// - Precondition: the networks have two outputs.
  public func memberLogVariances(at positions: Matrix, threads: Int = 1) -> [[Double]] {
    precondition(model.header.architecture.outputs > 1, "networks that predict a variance")
    return model.members.map { member in
      var result = [Double](repeating: 0, count: positions.rows)
      forEachBlock(of: positions, width: 1, into: &result, threads: threads) {
        worker, _, _, into in worker.logVariances(member, to: into)
      }
      return result
    }
  }

  /// V of the ensemble with its uncertainty, in the gauge of reference points.
  ///
  /// - Throws: `.tooFewSamples` for a single network.
  public func predictValues(
    at positions: Matrix, gauge: EnsembleGauge, threads: Int = 1
  ) throws(ValidationError) -> EnsemblePrediction {
    try EnsemblePrediction(members: memberValues(at: positions, threads: threads), gauge: gauge)
  }

  /// ∇V of the ensemble with its uncertainty: the components of each point one after the other.
  ///
  /// - Throws: `.tooFewSamples` for a single network.
  public func predictGradients(
    at positions: Matrix, threads: Int = 1
  ) throws(ValidationError) -> EnsemblePrediction {
    try EnsemblePrediction(members: memberGradients(at: positions, threads: threads))
  }

  /// The constants that align the members: their means over reference points, samples say.
  public func gauge(
    reference positions: Matrix, threads: Int = 1
  ) throws(ValidationError) -> EnsembleGauge {
    try EnsembleGauge(reference: memberValues(at: positions, threads: threads))
  }

  /// Calls `body` with every block of rows and the zeros, `width` for each row, that it adds to.
  private func forEachBlock(
    of positions: Matrix, width: Int, into result: inout [Double], threads: Int,
    _ body: (
      NetworkWorker, UnsafePointer<Double>, NetworkWorker.Strides, UnsafeMutablePointer<Double>
    ) -> Void
  ) {
    precondition(positions.columns == dimension, "points of \(dimension) coordinates expected")
    let (n, d) = (positions.rows, dimension)
    let size = NetworkWorker.capacity
    let strides = NetworkWorker.Strides(component: 1, point: d)
    positions.elements.withUnsafeBufferPointer { q in
      result.withUnsafeMutableBufferPointer { result in
        guard let q = q.baseAddress, let result = result.baseAddress else { return }
        withoutActuallyEscaping(body) { body in
          // Each block writes to numbers of its own.
          nonisolated(unsafe) let (q, result, body) = (q, result, body)
          parallelFor((n + size - 1) / size, threads: threads) { block, _ in
            let first = block * size
            pool.withWorker { worker in
              worker.load(q + first * d, strides, count: min(size, n - first))
              body(worker, q + first * d, strides, result + first * width)
            }
          }
        }
      }
    }
  }
}

extension [Double] {
  /// The sum with others of the same length.
  fileprivate func adding(_ others: [[Double]]) -> [Double] {
    others.reduce(self) { sum, other in zip(sum, other).map { $0 + $1 } }
  }
}
