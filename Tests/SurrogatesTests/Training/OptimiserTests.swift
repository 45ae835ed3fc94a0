import Foundation
import Surrogates
import Testing

@Suite("Optimisers of mini-batches")
struct OptimiserTests {
  /// Three steps from (0.5, −1.5) at rate 0.01 with these gradients; the results are those of NumPy in
  /// double precision, from the formulas in the documentation.
  static let gradients: [[Float]] = [[1, -2], [0.5, 0.25], [-3, 1e-3]]

  @Test(
    "Adam by hand",
    arguments: [
      (
        0.0, true,
        [
          [0.4900000001, -1.49000000005], [0.48067820382981613, -1.4842746543328955],
          [0.4841504388806656, -1.4798521186032507],
        ]
      ),
      (
        0.1, true,
        [
          [0.4895000001, -1.48850000005], [0.4796887038297161, -1.4812861543328455],
          [0.4826812501767359, -1.475382332448868],
        ]
      ),
      (
        0.1, false,
        [
          [0.4900000000952381, -1.4900000000465117],
          [0.48061345562585933, -1.4836561666889343], [0.483841885448574, -1.4783270544942078],
        ]
      ),
    ])
  func adam(weightDecay: Double, isDecoupled: Bool, expected: [[Double]]) {
    var optimiser = Adam(
      count: 2, settings: .init(weightDecay: weightDecay, isDecoupled: isDecoupled))
    var parameters: [Float] = [0.5, -1.5]
    for (gradient, expected) in zip(Self.gradients, expected) {
      step(&optimiser, &parameters, gradient, rate: 0.01)
      for (a, b) in zip(parameters, expected) { #expect(abs(Double(a) - b) < 3e-7) }
    }
    #expect(optimiser.steps == 3)
  }

  @Test(
    "descent with momentum by hand",
    arguments: [
      (false, 0.0, [0.4934, -1.45056]), (false, 0.1, [0.4906403895, -1.4422256785]),
      (true, 0.0, [0.50906, -1.438014]), (true, 0.1, [0.5051634119805, -1.4261581495315]),
    ])
  func momentum(isNesterov: Bool, weightDecay: Double, expected: [Double]) {
    var optimiser = StochasticGradientDescent(
      count: 2, settings: .init(isNesterov: isNesterov, weightDecay: weightDecay))
    var parameters: [Float] = [0.5, -1.5]
    for gradient in Self.gradients { step(&optimiser, &parameters, gradient, rate: 0.01) }
    for (a, b) in zip(parameters, expected) { #expect(abs(Double(a) - b) < 3e-7) }
  }

  static let optimisers: [any FirstOrderOptimiser] = [
    Adam(count: 37, settings: .init(weightDecay: 0.5)),
    Adam(count: 37, settings: .init(weightDecay: 0.5, isDecoupled: false)),
    StochasticGradientDescent(count: 37, settings: .init(weightDecay: 0.5)),
  ]

  @Test("frozen parameters keep their bits, biases do not decay", arguments: optimisers.indices)
  func groups(index: Int) {
    var optimiser = Self.optimisers[index]
    var parameters = (0..<37).map { Float($0) - 18 }
    let before = parameters
    let groups = [ParameterGroup(3..<10), ParameterGroup(20..<33, decays: false)]
    let none = [Float](repeating: 0, count: 37)
    for _ in 0..<5 { step(&optimiser, &parameters, none, rate: 0.1, groups: groups) }
    for i in 0..<37 {
      // Without a gradient only decay can have moved a parameter.
      if (3..<10).contains(i) {
        #expect(abs(parameters[i]) < abs(before[i]))
      } else {
        #expect(parameters[i] == before[i])
      }
    }
  }

  @Test("a restored optimiser goes on with the same bits", arguments: optimisers.indices)
  func restores(index: Int) {
    var optimiser = Self.optimisers[index]
    var parameters = (0..<37).map { Float($0) - 18 }
    func gradient(_ n: Int) -> [Float] { (0..<37).map { sin(Float($0 * 7 + n)) } }
    for n in 0..<3 { step(&optimiser, &parameters, gradient(n), rate: 0.1) }
    var other = Self.optimisers[index]
    let isRestored = other.restore(steps: optimiser.steps, moments: optimiser.moments)
    #expect(isRestored)
    var otherParameters = parameters
    for n in 3..<6 {
      step(&optimiser, &parameters, gradient(n), rate: 0.1)
      step(&other, &otherParameters, gradient(n), rate: 0.1)
    }
    #expect(parameters == otherParameters && optimiser.moments == other.moments)
    let foreign: [[String: [Float]]] = [
      ["else": [1]], optimiser.moments.mapValues { _ in [1] },
    ]
    let isForeignRestored = foreign.map { other.restore(steps: 1, moments: $0) }
    #expect(isForeignRestored == [false, false])
    #expect(other.moments == optimiser.moments)
  }

  @Test("moments of parameters without gradient end at zero, not in subnormal numbers")
  func noSubnormals() {
    var adam = Adam(count: 9)
    var descent = StochasticGradientDescent(count: 9)
    var parameters = [Float](repeating: 1, count: 9)
    step(&adam, &parameters, [Float](repeating: 1e-3, count: 9), rate: 1e-3)
    step(&descent, &parameters, [Float](repeating: 1e-3, count: 9), rate: 1e-3)
    let none = [Float](repeating: 0, count: 9)
    for _ in 0..<1100 {
      step(&adam, &parameters, none, rate: 1e-3)
      step(&descent, &parameters, none, rate: 1e-3)
    }
    #expect(adam.moments["first"] == none)
    #expect(descent.moments["velocity"] == none)
  }

  private func step<O: FirstOrderOptimiser>(
    _ optimiser: inout O, _ parameters: inout [Float], _ gradient: [Float], rate: Double,
    groups: [ParameterGroup]? = nil
  ) {
    let groups = groups ?? [ParameterGroup(0..<parameters.count)]
    parameters.withUnsafeMutableBufferPointer { parameters in
      gradient.withUnsafeBufferPointer {
        optimiser.step(parameters, gradient: $0, rate: rate, groups: groups)
      }
    }
  }
}
