/// The mean loss over all training samples as a function of the trained parameters, in double
/// precision.
///
/// The objective itself computes in single precision: its batches' losses and gradients are what is
/// summed.
final class FullBatchLoss<Objective: TrainingObjective> {
  /// The loss of the last evaluation, with its terms.
  private(set) var value = LossValue.zero
  private(set) var evaluations = 0
  private let objective: Objective
  private let groups: [ParameterGroup]
  private let batches: SequentialBatches
  private let count: Int
  private let isCancelled: () -> Bool
  private var parameters: [Float]
  private var gradient: [Float]

  /// The loss of a trainer; parameters that are not trained keep the values of the start.
  init(
    _ trainer: Trainer<Objective>, groups: [ParameterGroup], parameters: [Float],
    isCancelled: @escaping () -> Bool
  ) {
    objective = trainer.objective
    self.groups = groups
    batches = SequentialBatches(trainer.training, batchSize: trainer.settings.batchSize)
    count = trainer.training.count
    self.isCancelled = isCancelled
    self.parameters = parameters
    gradient = parameters
  }

  /// The trained parameters of the start.
  var packed: [Double] { groups.flatMap { parameters[$0.range].map(Double.init) } }

  /// Rounds trained parameters into their places.
  func unpack(_ position: [Double], into all: inout [Float]) {
    var n = 0
    for group in groups {
      for i in group.range {
        all[i] = Float(position[n])
        n += 1
      }
    }
  }

  /// The loss and its gradient.
  func evaluate(_ position: [Double], _ slope: inout [Double]) throws -> Double {
    unpack(position, into: &parameters)
    for i in slope.indices { slope[i] = 0 }
    var sum = LossValue.zero
    try parameters.withUnsafeBufferPointer { parameters in
      try gradient.withUnsafeMutableBufferPointer { gradient in
        // The same step each time: random numbers of the loss stay, so it is one function.
        try batches.forEach(step: 0, isTraining: true) { batch in
          if isCancelled() { throw TrainingSession<Objective>.Interruption() }
          let loss = try objective.evaluate(batch, parameters: parameters, gradient: gradient)
          let weight = Double(batch.count) / Double(count)
          sum.add(loss, weight: weight)
          var n = 0
          for group in groups {
            for i in group.range {
              slope[n] += weight * Double(gradient[i])
              n += 1
            }
          }
        }
      }
    }
    value = sum
    evaluations += 1
    return sum.total
  }
}
