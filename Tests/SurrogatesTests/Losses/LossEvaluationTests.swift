import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Evaluation of losses")
struct LossEvaluationTests {
  /// A network with dropout, a loss with random directions: all that could depend on the order of work.
  private func evaluation(threads: Int) throws -> LossEvaluation<Float> {
    try LossEvaluation<Float>(
      architecture,
      loss: Loss(value: 1, gradient: 0.5, score: 0.1, decay: 1e-3, slices: 1), threads: threads,
      seed: 12)
  }

  private let architecture = NetworkArchitecture(
    inputs: 2, hidden: [33, 16], normalisesLayers: true, dropout: 0.2)

  private var parameters: [Float] {
    Network<Float>(architecture, generator: Philox(seed: 1, stream: 0)).parameters
  }

  @Test("the same bits for any number of threads", arguments: [1, 100, 128, 1000, 5000])
  func threads(_ count: Int) throws {
    let samples = Samples<Float>(count, dimension: 2)
    let one = try evaluation(threads: 1).result(samples, parameters, step: 3)
    for threads in [2, 3, 7] {
      let several = try evaluation(threads: threads)
      for _ in 0..<3 {
        let result = try several.result(samples, parameters, step: 3)
        #expect(result.loss == one.loss)
        #expect(result.gradient == one.gradient)
      }
    }
    #expect(one.gradient.contains { $0 != 0 })
  }

  @Test("means over parts of a batch add up to the whole")
  func parts() throws {
    let samples = Samples<Double>(300, dimension: 2)
    let network = Shape.plain.network(.tanh)
    let evaluation = try LossEvaluation<Double>(network.architecture, loss: Loss(gradient: 1))
    let whole = try evaluation.value(samples, network.parameters).total
    let parts = try samples.withBatch { batch in
      try network.parameters.withUnsafeBufferPointer { parameters in
        try [0..<77, 77..<300].map {
          try evaluation.evaluate(batch[$0], parameters: parameters, gradient: nil).total
            * Double($0.count) / 300
        }
      }
    }
    #expect(abs(parts.reduce(0, +) - whole) < 1e-13)
  }

  @Test("dropout follows the step, and is off in validation")
  func dropout() throws {
    let samples = Samples<Float>(200, dimension: 2)
    let evaluation = try LossEvaluation<Float>(architecture, loss: Loss(value: 1), seed: 12)
    let first = try evaluation.result(samples, parameters, step: 0)
    let second = try evaluation.result(samples, parameters, step: 1)
    #expect(first.loss != second.loss)
    var still = architecture
    still.dropout = 0
    let plain = try LossEvaluation<Float>(still, loss: Loss(value: 1)).result(samples, parameters)
    let validation = try evaluation.result(samples, parameters, step: 1, isTraining: false)
    #expect(validation.loss == plain.loss)
    #expect(validation.gradient == plain.gradient)
  }

  @Test("what is not a number shows in the loss", arguments: [Float.nan, .infinity])
  func notFinite(_ value: Float) throws {
    var samples = Samples<Float>(200, dimension: 2)
    samples.positions[77] = value
    for activation in Activation.allCases {
      let network = Network<Float>(
        NetworkArchitecture(inputs: 2, hidden: [8, 8], activation: activation),
        generator: Philox(seed: 1, stream: 0))
      let evaluation = try LossEvaluation<Float>(
        network.architecture, loss: Loss(value: 1, gradient: 1))
      let loss = try evaluation.value(samples, network.parameters)
      if value.isNaN { #expect(loss.total.isNaN) }
      var broken = network.parameters
      broken[3] = .nan
      samples.positions[77] = 0
      #expect(try evaluation.value(samples, broken).total.isNaN)
      samples.positions[77] = value
    }
  }

  @Test("the weight matrices decay, and the Fourier frequencies are no group")
  func groups() throws {
    let architecture = Shape.all.architecture(.tanh)
    let evaluation = try LossEvaluation<Float>(architecture, loss: Loss(value: 1))
    let layout = evaluation.layout
    #expect(evaluation.parameterCount == layout.count)
    #expect(evaluation.parameterGroups.last?.range.upperBound == layout.trainableCount)
    for (group, tensor) in zip(evaluation.parameterGroups, layout.tensors) {
      #expect(group.range == tensor.range)
      #expect(group.decays == (tensor.shape.count == 2))
    }
    #expect(evaluation.termNames == ["value", "gradient", "score", "decay"])
  }

  @Test("losses that make no sense are refused")
  func errors() throws {
    let shape = NetworkArchitecture(inputs: 2, hidden: [4])
    func refused(_ loss: Loss, maps: ScaleMaps = ScaleMaps(), _ error: LossError) {
      #expect(throws: error) { try LossEvaluation<Float>(shape, loss: loss, maps: maps) }
    }
    refused(Loss(), .invalidWeights)
    refused(Loss(value: -1, gradient: 1), .invalidWeights)
    refused(Loss(value: .nan), .invalidWeights)
    refused(Loss(decay: 1), .invalidWeights)
    refused(Loss(value: 1, metric: [1, 0]), .invalidSettings)
    refused(Loss(score: 1, temperatures: [-1]), .invalidSettings)
    refused(Loss(score: 1, slices: 0), .invalidSettings)
    refused(Loss(value: 1, isGaussian: true), .gaussianNeedsTwoOutputs)
    refused(Loss(value: 1, gradient: 1, isGaussian: true), .gaussianNeedsOneTerm)
    refused(
      Loss(gradient: 1, metric: [1]), .count("numbers in the metric", expected: 2, found: 1))
    refused(
      Loss(score: 1, temperatures: [1, 2]), .count("temperatures", expected: 1, found: 2))
    refused(
      Loss(value: 1), maps: ScaleMaps([.identity(3)]),
      .count("rows of a map", expected: 2, found: 3))

    let parameters = Network<Float>(shape, generator: Philox(seed: 1, stream: 0)).parameters
    let evaluation = try LossEvaluation<Float>(
      shape, loss: Loss(value: 1), maps: ScaleMaps([.identity(2)]))
    var samples = Samples<Float>(5, dimension: 2)
    samples.scales = [0, 0, 1, 0, 0]
    #expect(throws: LossError.unknownScale(1)) { try evaluation.value(samples, parameters) }
    #expect(throws: LossError.count("coordinates", expected: 2, found: 3)) {
      try evaluation.value(Samples<Float>(5, dimension: 3), parameters)
    }
    let positions: [Float] = [1, 2]
    try positions.withUnsafeBufferPointer { positions in
      try parameters.withUnsafeBufferPointer { parameters in
        let batch = TrainingBatch(dimension: 2, positions: positions)
        #expect(throws: LossError.missing("values")) {
          try evaluation.evaluate(batch, parameters: parameters, gradient: nil)
        }
        let forces = try LossEvaluation<Float>(shape, loss: Loss(gradient: 1))
        #expect(throws: LossError.missing("gradients")) {
          try forces.evaluate(batch, parameters: parameters, gradient: nil)
        }
      }
    }
  }
}
