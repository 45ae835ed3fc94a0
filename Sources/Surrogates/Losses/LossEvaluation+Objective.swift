extension LossEvaluation: TrainingObjective where Scalar == Float {
  public var parameterCount: Int { layout.count }

  /// All parameters but the Fourier frequencies and those of frozen layers; the weight matrices decay.
  public var parameterGroups: [ParameterGroup] {
    let decaying = Set(layout.weights.map(\.offset))
    let trained = layout.firstTrained(frozenLayers: frozenLayers)..<layout.trainableCount
    return layout.tensors.filter { trained.contains($0.offset) }.map {
      ParameterGroup($0.range, decays: decaying.contains($0.offset))
    }
  }
}
