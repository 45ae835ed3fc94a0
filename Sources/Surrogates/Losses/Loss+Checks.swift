extension Loss {
  /// Whether this loss can be computed with a network of a shape.
  ///
  /// - Throws: ``LossError``.
  public func check(_ architecture: NetworkArchitecture, maps: ScaleMaps) throws {
    let weights = [value, gradient, score, decay]
    guard weights.allSatisfy({ $0.isFinite && $0 >= 0 }), value + gradient + score > 0 else {
      throw LossError.invalidWeights
    }
    guard (metric + temperatures).allSatisfy({ $0.isFinite && $0 > 0 }), slices ?? 1 > 0 else {
      throw LossError.invalidSettings
    }
    if isGaussian {
      guard (value > 0) != (gradient > 0) else { throw LossError.gaussianNeedsOneTerm }
      guard architecture.outputs > 1 else { throw LossError.gaussianNeedsTwoOutputs }
    }
    let dimension = maps.dimension(inputs: architecture.inputs)
    for map in maps.matrices {
      guard map.rows == architecture.inputs else {
        throw LossError.count("rows of a map", expected: architecture.inputs, found: map.rows)
      }
      guard map.columns == dimension else {
        throw LossError.count("columns of a map", expected: dimension, found: map.columns)
      }
    }
    guard metric.isEmpty || metric.count == dimension else {
      throw LossError.count("numbers in the metric", expected: dimension, found: metric.count)
    }
    guard [1, maps.count].contains(temperatures.count) else {
      throw LossError.count("temperatures", expected: maps.count, found: temperatures.count)
    }
  }

  /// Whether a batch has what this loss needs.
  func check<Scalar>(_ batch: TrainingBatch<Scalar>, dimension: Int, maps: ScaleMaps) throws {
    guard batch.dimension == dimension else {
      throw LossError.count("coordinates", expected: dimension, found: batch.dimension)
    }
    guard batch.count > 0 else { throw LossError.missing("samples") }
    if value > 0 && batch.values == nil { throw LossError.missing("values") }
    if gradient > 0 && batch.gradients == nil { throw LossError.missing("gradients") }
    // Without maps the scale decides the temperature only.
    let scales = max(maps.count, temperatures.count)
    if let unknown = batch.scales?.first(where: { $0 < 0 || $0 >= scales }),
      scales > 1 || !maps.matrices.isEmpty
    {
      throw LossError.unknownScale(Int(unknown))
    }
  }
}
