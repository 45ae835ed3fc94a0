import Foundation
import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Values of losses")
struct LossValueTests {
  private let network = Shape.twoOutputs.network(.tanh)
  private let samples: Samples<Double> = {
    var samples = Samples<Double>(300, dimension: 2)
    samples.weights = (0..<300).map { 0.5 + Double($0 % 3) }
    return samples
  }()

  private func value(_ loss: Loss) throws -> LossValue {
    try LossEvaluation<Double>(network.architecture, loss: loss).value(samples, network.parameters)
  }

  /// V, log variance, ∇V and the diagonal of the Hessian, by differences of a plain evaluation.
  private func plain(_ sample: Int) -> (v: Double, s: Double, g: [Double], h: [Double]) {
    let oracle = NetworkOracle(network: network)
    let x = Array(samples.positions[(2 * sample)..<(2 * sample + 2)])
    let at = oracle.value(x)
    var (g, h) = ([0.0, 0.0], [0.0, 0.0])
    for k in 0..<2 {
      func along(_ t: Double) -> Double {
        var moved = x
        moved[k] += t
        return oracle.value(moved)[0]
      }
      func first(_ t: Double) -> Double { (along(t) - along(-t)) / (2 * t) }
      func second(_ t: Double) -> Double { (along(t) - 2 * at[0] + along(-t)) / (t * t) }
      g[k] = (4 * first(1e-3) - first(2e-3)) / 3
      h[k] = (4 * second(2e-3) - second(4e-3)) / 3
    }
    return (at[0], at[1], g, h)
  }

  @Test("each term is what its definition says")
  func definitions() throws {
    let metric = [1.5, 0.4]
    var (value, gradient, score, gaussian) = (0.0, 0.0, 0.0, 0.0)
    for i in 0..<300 {
      let w = (samples.weights?[i] ?? 1) / 300
      let (v, s, g, h) = plain(i)
      let residual = v - samples.values[i]
      value += w * residual * residual
      gaussian += w * 0.5 * (log(2 * .pi) + s + residual * residual * exp(-s))
      for k in 0..<2 {
        let difference = g[k] - samples.gradients[2 * i + k]
        gradient += w * metric[k] * difference * difference
        score += w * metric[k] * (g[k] * g[k] / 2 - 0.7 * h[k])
      }
    }
    let all = try self.value(
      Loss(value: 2, gradient: 3, score: 4, decay: 5, metric: metric, temperatures: [0.7]))
    #expect(abs(all.terms[0] - value) < 1e-12 * value)
    #expect(abs(all.terms[1] - gradient) < 1e-9 * gradient)
    #expect(abs(all.terms[2] - score) < 1e-7 * abs(score))
    var squares = 0.0
    for tensor in network.layout.tensors where tensor.shape.count == 2 {
      for n in tensor.range { squares += network.parameters[n] * network.parameters[n] }
    }
    #expect(abs(all.terms[3] - squares / 2) < 1e-12 * squares)
    let total = 2 * all.terms[0] + 3 * all.terms[1] + 4 * all.terms[2] + 5 * all.terms[3]
    #expect(abs(all.total - total) < 1e-12 * abs(total))
    let likelihood = try self.value(Loss(value: 1, isGaussian: true))
    #expect(abs(likelihood.total - gaussian) < 1e-12 * abs(gaussian))
  }

  @Test("the likelihood of gradients is that of normal laws with variances eˢ/mₖ")
  func gradientLikelihood() throws {
    let metric = [1.5, 0.4]
    var expected = 0.0
    for i in 0..<300 {
      let (_, s, g, _) = plain(i)
      for k in 0..<2 {
        let variance = exp(s) / metric[k]
        let r = g[k] - samples.gradients[2 * i + k]
        expected +=
          (samples.weights?[i] ?? 1) / 300 * (log(2 * .pi * variance) + r * r / variance) / 2
      }
    }
    let loss = try value(Loss(gradient: 1, isGaussian: true, metric: metric))
    #expect(abs(loss.total - expected) < 1e-9 * abs(expected))
  }

  @Test("a network of scale s sees A_s q, and its gradient is A_sᵀ ∇g")
  func maps() throws {
    let map = Matrix(rows: [[0.5, 0.2], [-0.3, 1.4]])
    let loss = Loss(value: 1, gradient: 1)
    // The same data once with the map, once mapped beforehand: q' = A q, g = Aᵀ g'.
    var mapped = samples
    var pulled = samples
    for i in 0..<300 {
      for r in 0..<2 {
        mapped.positions[2 * i + r] =
          map[r, 0] * samples.positions[2 * i] + map[r, 1] * samples.positions[2 * i + 1]
      }
    }
    let evaluation = try LossEvaluation<Double>(
      network.architecture, loss: loss, maps: ScaleMaps([.identity(2), map]))
    let direct = try LossEvaluation<Double>(network.architecture, loss: loss)
    pulled.scales = [Int32](repeating: 1, count: 300)
    let viaMap = try evaluation.value(pulled, network.parameters)
    let before = try direct.value(mapped, network.parameters)
    #expect(abs(viaMap.terms[0] - before.terms[0]) < 1e-13)
    // Gradients: differences of V(A q).
    var expected = 0.0
    let oracle = NetworkOracle(network: network)
    for i in 0..<300 {
      for k in 0..<2 {
        func along(_ t: Double) -> Double {
          var q = [samples.positions[2 * i], samples.positions[2 * i + 1]]
          q[k] += t
          return oracle.value([
            map[0, 0] * q[0] + map[0, 1] * q[1], map[1, 0] * q[0] + map[1, 1] * q[1],
          ])[0]
        }
        func first(_ t: Double) -> Double { (along(t) - along(-t)) / (2 * t) }
        let r = (4 * first(1e-3) - first(2e-3)) / 3 - samples.gradients[2 * i + k]
        expected += (samples.weights?[i] ?? 1) / 300 * r * r
      }
    }
    #expect(abs(viaMap.terms[1] - expected) < 1e-9 * expected)
  }

  @Test("random directions agree with the exact score within five standard errors")
  func slices() throws {
    let exact = try value(Loss(score: 1)).total
    let sliced = (0..<200).map { seed in
      (try? LossEvaluation<Double>(
        network.architecture, loss: Loss(score: 1, slices: 1), seed: UInt64(seed)
      ).value(samples, network.parameters).total) ?? .nan
    }
    let mean = sliced.reduce(0, +) / 200
    let variance = sliced.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 199
    #expect(abs(mean - exact) < 5 * (variance / 200).squareRoot())
    #expect(variance > 0)
  }

  @Test("float agrees with double", arguments: LossCase.allCases)
  func precision(_ loss: LossCase) throws {
    let network = Shape.all.network(.tanh)
    let float = Samples<Float>(300, dimension: 2)
    var double = Samples<Double>(300, dimension: 2)
    double.positions = float.positions.map(Double.init)
    double.values = float.values.map(Double.init)
    double.gradients = float.gradients.map(Double.init)
    let parameters = network.parameters.map(Float.init)
    let a = try LossEvaluation<Float>(network.architecture, loss: loss.loss).result(
      float, parameters)
    let b = try LossEvaluation<Double>(network.architecture, loss: loss.loss).result(
      double, parameters.map(Double.init))
    #expect(abs(a.loss.total - b.loss.total) < 1e-5 * (1 + abs(b.loss.total)))
    let size = b.gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let error = zip(a.gradient, b.gradient).reduce(0) {
      $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
    }
    // Third derivatives lose some thousand units of single precision, where layers are normalised.
    #expect(error.squareRoot() < 2e-4 * size)
  }
}
