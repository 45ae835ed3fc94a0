import CKernels

extension Tape {
  /// The outputs at each point, by the fastest kernels of this machine.
  ///
  /// Convenient rather than fast: the engine hands the tape to the kernels directly and keeps its
  /// walkers in blocks. Every point must have `dimension` components.
  public func evaluate(_ points: [[Double]]) -> [[Double]] {
    var results: [[Double]] = []
    results.reserveCapacity(points.count)
    let block = Int(CK_BLOCK)
    for start in stride(from: 0, to: points.count, by: block) {
      results += evaluate(block: points[start..<min(start + block, points.count)])
    }
    return results
  }

  /// The outputs at one point.
  public func evaluate(_ point: [Double]) -> [Double] {
    evaluate(block: [point][...])[0]
  }

  private func evaluate(block points: ArraySlice<[Double]>) -> [[Double]] {
    let block = Int(CK_BLOCK)
    let width = Int(CK_LANES)
    let lanes = (points.count + width - 1) / width * width
    let kernels = ck_kernels.best
    let input = AlignedBuffer(count: max(dimension, 1) * block)
    let output = AlignedBuffer(count: outputs * block)
    let scratch = AlignedBuffer(count: registerCount * block)
    for lane in 0..<lanes {
      // Unused lanes repeat the first point, so that they cannot fault where no walker is.
      let point = points[points.startIndex + (lane < points.count ? lane : 0)]
      precondition(point.count == dimension, "a point has the wrong number of components")
      for (component, value) in point.enumerated() {
        input.pointer[component * block + lane] = value
      }
    }
    withUnsafeTape { tape in
      kernels.tape_evaluate?(
        tape, input.pointer, output.pointer, scratch.pointer, Int32(lanes))
    }
    return points.indices.map { index in
      let lane = index - points.startIndex
      return (0..<outputs).map { output.pointer[$0 * block + lane] }
    }
  }
}
