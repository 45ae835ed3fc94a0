import Foundation
import Surrogates

/// A model evaluated as its formulas are written, in double precision and by plain loops: what the
/// ONNX file and the fast network are compared with. Derivatives are carried forwards, one
/// coordinate at a time, so that they share nothing with a backward pass.
struct ReferenceNetwork {
  /// A number and its derivative along one direction.
  struct Dual {
    var value: Double
    var slope: Double

    static func + (a: Dual, b: Dual) -> Dual {
      Dual(value: a.value + b.value, slope: a.slope + b.slope)
    }
    static func * (a: Dual, b: Dual) -> Dual {
      Dual(value: a.value * b.value, slope: a.value * b.slope + a.slope * b.value)
    }
    static func * (a: Double, b: Dual) -> Dual { Dual(value: a * b.value, slope: a * b.slope) }

    /// f(self), given f and f′ there.
    func mapped(_ value: Double, _ derivative: Double) -> Dual {
      Dual(value: value, slope: derivative * slope)
    }
  }

  let model: SurrogateModel

  /// V of scale `s` at `q`, the mean of the members.
  func value(at q: [Double], scale s: Int = 0) -> Double {
    let members = model.members.indices.map { memberValue($0, at: q, scale: s) }
    return members.reduce(0, +) / Double(members.count)
      + model.bases.reduce(0) { $0 + ReferenceNetwork(model: $1).value(at: q) }
  }

  /// V of one member, without what it corrects.
  func memberValue(_ n: Int, at q: [Double], scale s: Int = 0) -> Double {
    potential(n, q.map { Dual(value: $0, slope: 0) }, scale: s).value
  }

  /// ∇V of scale `s` at `q`.
  func gradient(at q: [Double], scale s: Int = 0) -> [Double] {
    q.indices.map { i in
      let x = q.indices.map { Dual(value: q[$0], slope: $0 == i ? 1 : 0) }
      let members = model.members.indices.map { potential($0, x, scale: s).slope }
      return members.reduce(0, +) / Double(members.count)
        + model.bases.reduce(0) { $0 + ReferenceNetwork(model: $1).gradient(at: q)[i] }
    }
  }

  private func potential(_ n: Int, _ q: [Dual], scale s: Int) -> Dual {
    let header = model.header
    var x = q
    if let matrix = header.scales[s].matrix {
      x = (0..<matrix.rows).map { i in
        var sum = Dual(value: 0, slope: 0)
        for j in 0..<matrix.columns { sum = sum + matrix[i, j] * q[j] }
        return sum
      }
    }
    if let offset = header.scales[s].offset {
      x = x.indices.map { Dual(value: x[$0].value + offset[$0], slope: x[$0].slope) }
    }
    let standard = header.standardisation
    let z = x.indices.map { i in
      Dual(
        value: (x[i].value - standard.mean[i]) / standard.deviation[i],
        slope: x[i].slope / standard.deviation[i])
    }
    return standard.scale * output(n, z)[0] + wall(q)
  }

  private func wall(_ q: [Dual]) -> Dual {
    var sum = Dual(value: 0, slope: 0)
    guard let wall = model.header.confinement else { return sum }
    for i in q.indices {
      let clamped = min(max(q[i].value, wall.lower[i]), wall.upper[i])
      let r = Dual(
        value: q[i].value - clamped, slope: q[i].value == clamped ? 0 : q[i].slope)
      sum = sum + (0.5 * wall.stiffness[i]) * (r * r)
    }
    return sum
  }

  /// All outputs of member `n` for standardised inputs.
  func output(_ n: Int, _ z: [Dual]) -> [Dual] {
    let (layout, p) = (model.layout, model.members[n])
    func matrix(_ t: ParameterLayout.Tensor, _ x: [Dual]) -> [Dual] {
      (0..<t.shape[0]).map { i in
        var sum = Dual(value: 0, slope: 0)
        for j in x.indices { sum = sum + Double(p[t.offset + i * t.shape[1] + j]) * x[j] }
        return sum
      }
    }
    func added(_ x: [Dual], _ t: ParameterLayout.Tensor) -> [Dual] {
      x.indices.map { Dual(value: x[$0].value + Double(p[t.offset + $0]), slope: x[$0].slope) }
    }
    var x = z
    if let frequencies = layout.frequencies {
      let angles = matrix(frequencies, z).map { 2 * Double.pi * $0 }
      x =
        angles.map { $0.mapped(cos($0.value), -sin($0.value)) }
        + angles.map { $0.mapped(sin($0.value), cos($0.value)) }
    }
    for (index, layer) in layout.layers.enumerated() {
      var u = added(matrix(layer.weight, x), layer.bias)
      if let norm = layer.normalisation {
        let n = Double(u.count)
        let mean = (1 / n) * u.reduce(Dual(value: 0, slope: 0), +)
        let centred = u.map { $0 + -1 * mean }
        var variance = (1 / n) * centred.map { $0 * $0 }.reduce(Dual(value: 0, slope: 0), +)
        variance.value += 1e-5
        let root = variance.value.squareRoot()
        let inverse = variance.mapped(1 / root, -0.5 / (variance.value * root))
        u = added(
          centred.indices.map { Double(p[norm.scale.offset + $0]) * (centred[$0] * inverse) },
          norm.shift)
      }
      var y = u.map { Self.apply(model.header.architecture.activation, $0) }
      if !layout.masks.isEmpty {
        y = y.indices.map { Double(p[layout.masks[index].offset + $0]) * y[$0] }
      }
      x = layer.isResidual ? zip(y, x).map { $0 + $1 } : y
    }
    return added(matrix(layout.outputWeight, x), layout.outputBias)
  }

  private static func apply(_ activation: Activation, _ u: Dual) -> Dual {
    let x = u.value
    let logistic = 1 / (1 + exp(-x))
    switch activation {
    case .tanh: return u.mapped(tanh(x), 1 / (cosh(x) * cosh(x)))
    case .silu: return u * u.mapped(logistic, logistic * (1 - logistic))
    case .gelu:
      let density = exp(-0.5 * x * x) / (2 * Double.pi).squareRoot()
      return u * u.mapped(0.5 * erfc(-x / 2.0.squareRoot()), density)
    case .softplus: return u.mapped(max(x, 0) + log1p(exp(-abs(x))), logistic)
    case .sine: return u.mapped(sin(x), cos(x))
    case .relu: return x > 0 ? u : Dual(value: 0, slope: 0)
    }
  }
}
