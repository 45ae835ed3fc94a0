import LinearAlgebra
import Statistics
import Surrogates
import Testing

/// Losses, each with the network that it needs.
enum LossCase: CaseIterable {
  case value, gradient, sobolev, score, sliced, gaussianValue, gaussianGradient, everything

  var loss: Loss {
    switch self {
    case .value: Loss(value: 1)
    case .gradient: Loss(gradient: 1)
    case .sobolev: Loss(value: 0.3, gradient: 2, decay: 0.1)
    case .score: Loss(score: 1, temperatures: [0.7])
    case .sliced: Loss(score: 1, temperatures: [0.7], slices: 2)
    case .gaussianValue: Loss(value: 1, isGaussian: true)
    case .gaussianGradient: Loss(gradient: 1, isGaussian: true, metric: [1.5, 0.4])
    case .everything:
      Loss(
        value: 0.3, gradient: 0.6, score: 0.9, decay: 0.2, metric: [2, 0.5],
        temperatures: [0.7])
    }
  }

  var isGaussian: Bool { loss.isGaussian }
}

@Suite("Gradients of losses")
struct GradientCheckTests {
  /// ‖∂L/∂θ − differences‖ / ‖∂L/∂θ‖ over the trained parameters, from central differences with the leading
  /// errors cancelled. Two steps of ReLU, which has kinks, are so small that none crosses one.
  private func error(
    _ network: Network<Double>, _ evaluation: LossEvaluation<Double>, _ samples: Samples<Double>
  ) throws -> Double {
    let (loss, gradient) = try evaluation.result(samples, network.parameters, step: 4)
    #expect(try evaluation.value(samples, network.parameters, step: 4) == loss)
    var errors = 0.0
    var size = 0.0
    for n in 0..<network.layout.trainableCount {
      func difference(_ h: Double) throws -> Double {
        var moved = network.parameters
        moved[n] += h
        let above = try evaluation.value(samples, moved, step: 4).total
        moved[n] = network.parameters[n] - h
        return (above - (try evaluation.value(samples, moved, step: 4).total)) / (2 * h)
      }
      let isKinked = network.architecture.activation == .relu
      let h = isKinked ? 1e-6 : 1e-3
      let coarse = try difference(h)
      let fine = try difference(h / 2)
      let numeric = isKinked ? coarse : (4 * fine - coarse) / 3
      errors += (gradient[n] - numeric) * (gradient[n] - numeric)
      size += numeric * numeric
    }
    #expect(gradient[network.layout.trainableCount...].allSatisfy { $0 == 0 })
    #expect(size > 1e-6)
    return (errors / size).squareRoot()
  }

  @Test("every loss with every activation", arguments: LossCase.allCases, Activation.allCases)
  func activations(_ loss: LossCase, _ activation: Activation) throws {
    let network = (loss.isGaussian ? Shape.twoOutputs : .plain).network(activation)
    let evaluation = try LossEvaluation<Double>(network.architecture, loss: loss.loss, seed: 8)
    #expect(try error(network, evaluation, Samples(19, dimension: 2)) < 1e-6)
  }

  @Test(
    "every loss with every part of a network", arguments: LossCase.allCases,
    [Shape.residual, .normalised, .fourier, .all])
  func parts(_ loss: LossCase, _ shape: Shape) throws {
    if loss.isGaussian && shape != .all { return }
    for activation in [Activation.tanh, .gelu] {
      let network = shape.network(activation)
      let evaluation = try LossEvaluation<Double>(network.architecture, loss: loss.loss, seed: 8)
      #expect(try error(network, evaluation, Samples(19, dimension: 2)) < 1e-6)
    }
  }

  @Test("every loss with dropout, importance weights and two scales", arguments: LossCase.allCases)
  func conditions(_ loss: LossCase) throws {
    var architecture = Shape.all.architecture(.silu)
    architecture.dropout = 0.3
    let parameters = Shape.all.network(.silu).parameters
    let network = Network(architecture, parameters: parameters)
    var samples = Samples<Double>(19, dimension: 2)
    samples.weights = (0..<19).map { 0.5 + Double($0 % 4) }
    samples.scales = (0..<19).map { Int32($0 * 7 % 2) }
    let maps = ScaleMaps(
      [Matrix(rows: [[1, 0.2], [0, 0.8]]), Matrix(rows: [[0.5, 0], [-0.3, 1.4]])],
      offsets: [[0, 0.3], [-0.5, 0.2]])
    var form = loss.loss
    form.temperatures = [0.7, 1.3]
    let evaluation = try LossEvaluation<Double>(
      architecture, loss: form, maps: maps, threads: 2, seed: 8)
    #expect(try error(network, evaluation, samples) < 1e-6)
  }

  @Test("maps from three coordinates to two inputs", arguments: LossCase.allCases)
  func projection(_ loss: LossCase) throws {
    let network = Shape.twoOutputs.network(.softplus)
    var samples = Samples<Double>(11, dimension: 3)
    samples.scales = nil
    var form = loss.loss
    form.metric = [0.6, 1, 1.7]
    let evaluation = try LossEvaluation<Double>(
      network.architecture, loss: form,
      maps: ScaleMaps([Matrix(rows: [[1, 0.2, 0.5], [0, 0.8, -1]])]), seed: 8)
    #expect(try error(network, evaluation, samples) < 1e-6)
  }
}
