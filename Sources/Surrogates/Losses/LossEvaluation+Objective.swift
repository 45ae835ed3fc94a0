extension LossEvaluation: TrainingObjective where Scalar == Float {
  public var parameterCount: Int { layout.count }

  /// All parameters but the Fourier frequencies; the weight matrices decay.
  public var parameterGroups: [ParameterGroup] {
    let decaying = Set(layout.weights.map(\.offset))
    return layout.tensors.filter { $0.offset < layout.trainableCount }.map {
      ParameterGroup($0.range, decays: decaying.contains($0.offset))
    }
  }
}
