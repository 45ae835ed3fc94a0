/// Clipping of a gradient by its global norm (Pascanu, Mikolov & Bengio, ICML 2013).
public enum GradientClipping {
  /// ‖g‖₂ over the groups, summed in double precision; not finite where a component is not.
  ///
  /// The order of summation is fixed: equal gradients give equal bits.
  public static func norm(
    _ gradient: UnsafeBufferPointer<Float>, groups: [ParameterGroup]
  ) -> Double {
    var sum = 0.0
    for group in groups {
      sum += squares(UnsafeBufferPointer(rebasing: gradient[group.range]))
    }
    return sum.squareRoot()
  }

  /// Scales a gradient down to the norm `limit` where it is longer; its direction stays.
  ///
  /// - Returns: the norm before clipping. Where that is not finite nothing is scaled.
  @discardableResult
  public static func clip(
    _ gradient: UnsafeMutableBufferPointer<Float>, to limit: Double, groups: [ParameterGroup]
  ) -> Double {
    let norm = norm(UnsafeBufferPointer(gradient), groups: groups)
    guard norm.isFinite, norm > limit else { return norm }
    let factor = Float(limit / norm)
    for group in groups {
      let part = UnsafeMutableBufferPointer(rebasing: gradient[group.range])
      guard let g = part.baseAddress else { continue }
      for i in 0..<part.count { g[i] *= factor }
    }
    return norm
  }

  /// Σ gᵢ² in eight interleaved sums: one alone would wait for every addition before it.
  private static func squares(_ values: UnsafeBufferPointer<Float>) -> Double {
    guard let g = values.baseAddress else { return 0 }
    var low = SIMD4<Double>.zero
    var high = SIMD4<Double>.zero
    let whole = values.count / 8 * 8
    var i = 0
    while i < whole {
      let a = SIMD4(Double(g[i]), Double(g[i + 1]), Double(g[i + 2]), Double(g[i + 3]))
      let b = SIMD4(Double(g[i + 4]), Double(g[i + 5]), Double(g[i + 6]), Double(g[i + 7]))
      low += a * a
      high += b * b
      i += 8
    }
    var sum = (low + high).sum()
    while i < values.count {
      sum += Double(g[i]) * Double(g[i])
      i += 1
    }
    return sum
  }
}
