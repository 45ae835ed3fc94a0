/// What one thread needs to evaluate a model at a block of points: passes and maps between the user's
/// numbers and those of the networks. Nothing is allocated after initialisation.
final class NetworkWorker {
  /// The most points of a block.
  static var capacity: Int { NetworkPass<Float>.capacity }

  /// Where the coordinates of a block of points lie: component i of point n is at
  /// [i · component + n · point].
  struct Strides {
    let component: Int
    let point: Int
  }

  private let pass: NetworkPass<Float>
  private let dimension: Int
  private let inputs: Int
  /// z = slope · q + offset: D⁻¹A_s (inputs × dimension, the diagonal alone for the identity) and
  /// D⁻¹(b_s − mean).
  private let slope: [Double]
  private let offset: [Double]
  private let isDiagonal: Bool
  private let scale: Double
  private let wall: Confinement?
  /// The points in work, and ∇z of one point.
  private var count = 0

  init(_ header: SurrogateModel.Header, scale index: Int) {
    pass = NetworkPass(header.architecture, order: 2)
    dimension = header.coordinates.count
    inputs = header.architecture.inputs
    let standard = header.standardisation
    let matrix = header.scales[index].matrix
    isDiagonal = matrix == nil
    let dimension = dimension
    slope =
      matrix.map { matrix in
        matrix.elements.indices.map { matrix.elements[$0] / standard.deviation[$0 / dimension] }
      } ?? standard.deviation.map { 1 / $0 }
    let shift = header.scales[index].offset ?? standard.mean.map { _ in 0 }
    offset = shift.indices.map { (shift[$0] - standard.mean[$0]) / standard.deviation[$0] }
    scale = standard.scale
    wall = header.confinement
  }

  // MARK: - Inputs

  /// Takes up to ``capacity`` points; those that fill the last vector are copies of the last one.
  func load(_ q: UnsafePointer<Double>, _ strides: Strides, count: Int) {
    self.count = count
    pass.begin(samples: count)
    let stride = pass.stride
    for lane in 0..<NetworkPass<Float>.lanes(count) {
      let at = q + min(lane, count - 1) * strides.point
      for r in 0..<inputs {
        var z = offset[r]
        if isDiagonal {
          z += slope[r] * at[r * strides.component]
        } else {
          for k in 0..<dimension { z += slope[r * dimension + k] * at[k * strides.component] }
        }
        pass.inputs[r * stride + lane] = Float(z)
      }
    }
  }

  // MARK: - Networks

  /// Adds weight · V of one network, without the wall, to the first values.
  func addValues(_ parameters: [Float], weight: Double, to values: UnsafeMutablePointer<Double>) {
    parameters.withUnsafeBufferPointer {
      guard let parameters = $0.baseAddress else { return }
      pass.forward(parameters, derivatives: 0)
    }
    let output = pass.outputs(0)
    for lane in 0..<count { values[lane] += weight * scale * Double(output[lane]) }
  }

  /// The second output of one network, the logarithm of a variance in the network's units; nil where there
  /// is none.
  func logVariances(_ parameters: [Float], to values: UnsafeMutablePointer<Double>) {
    precondition(pass.architecture.outputs > 1, "a network that predicts a variance")
    parameters.withUnsafeBufferPointer {
      guard let parameters = $0.baseAddress else { return }
      pass.forward(parameters, derivatives: 0)
    }
    let output = pass.outputs(0) + pass.stride
    for lane in 0..<count { values[lane] = Double(output[lane]) }
  }

  /// Adds weight · ∇V of one network, without the wall.
  func addGradients(
    _ parameters: [Float], weight: Double, to gradients: UnsafeMutablePointer<Double>,
    _ strides: Strides
  ) {
    parameters.withUnsafeBufferPointer {
      guard let parameters = $0.baseAddress else { return }
      pass.forward(parameters, derivatives: 1)
      pass.inputGradient(parameters)
    }
    let factor = weight * scale
    for r in 0..<inputs {
      let g = pass.gradient + r * pass.stride
      for k in isDiagonal ? r..<(r + 1) : 0..<dimension {
        let slope = factor * slope[isDiagonal ? r : r * dimension + k]
        let to = gradients + k * strides.component
        for lane in 0..<count { to[lane * strides.point] += slope * Double(g[lane]) }
      }
    }
  }

  /// Adds weight · ∇²V of one network at a point, without the wall, to d × d numbers: second derivatives
  /// along the axes and the diagonals of pairs of them, from jets of order 2.
  func addHessian(
    _ parameters: [Float], at q: UnsafePointer<Double>, weight: Double,
    to hessian: UnsafeMutablePointer<Double>
  ) {
    let d = dimension
    // Direction n < d is axis n, the others are sums of pairs.
    var (i, j, n) = (0, -1, 0)
    let total = d * (d + 1) / 2
    let factor = weight * scale
    while n < total {
      let lanes = min(Self.capacity, total - n)
      load(q, Strides(component: 1, point: 0), count: lanes)
      let (firstI, firstJ) = (i, j)
      pass.directions.update(repeating: 0, count: inputs * pass.stride)
      for lane in 0..<lanes {
        fillDirection(lane, i, j)
        (i, j) = Self.next(i, j, dimension: d)
      }
      parameters.withUnsafeBufferPointer {
        guard let parameters = $0.baseAddress else { return }
        pass.forward(parameters, derivatives: 2)
        pass.push(parameters, order: 2)
      }
      let second = pass.outputs(2)
      (i, j) = (firstI, firstJ)
      for lane in 0..<lanes {
        let value = factor * Double(second[lane])
        if j < 0 {
          // Every pair's sum holds both squares, which are taken off here.
          hessian[i * d + i] += value
          for k in 0..<d where k != i {
            hessian[i * d + k] -= value / 2
            hessian[k * d + i] -= value / 2
          }
        } else {
          hessian[i * d + j] += value / 2
          hessian[j * d + i] += value / 2
        }
        (i, j) = Self.next(i, j, dimension: d)
      }
      n += lanes
    }
  }

  /// The direction after axis i (j < 0) or after the pair i < j.
  private static func next(_ i: Int, _ j: Int, dimension: Int) -> (Int, Int) {
    if j < 0 { return i + 1 < dimension ? (i + 1, -1) : (0, 1) }
    return j + 1 < dimension ? (i, j + 1) : (i + 1, i + 2)
  }

  private func fillDirection(_ lane: Int, _ i: Int, _ j: Int) {
    for r in 0..<inputs {
      var v = 0.0
      if isDiagonal {
        v = r == i || r == j ? slope[r] : 0
      } else {
        v = slope[r * dimension + i] + (j < 0 ? 0 : slope[r * dimension + j])
      }
      pass.directions[r * pass.stride + lane] = Float(v)
    }
  }

  // MARK: - Wall

  /// Adds W at the points.
  func addWall(
    _ q: UnsafePointer<Double>, _ strides: Strides, to values: UnsafeMutablePointer<Double>
  ) {
    guard let wall else { return }
    for i in 0..<dimension {
      for lane in 0..<count {
        let r = wall.excess(q[i * strides.component + lane * strides.point], i)
        values[lane] += 0.5 * wall.stiffness[i] * r * r
      }
    }
  }

  /// Adds ∇W at the points.
  func addWallGradient(
    _ q: UnsafePointer<Double>, _ strides: Strides, to gradients: UnsafeMutablePointer<Double>
  ) {
    guard let wall else { return }
    for i in 0..<dimension {
      for lane in 0..<count {
        let at = i * strides.component + lane * strides.point
        gradients[at] += wall.stiffness[i] * wall.excess(q[at], i)
      }
    }
  }

  /// Adds ∇²W at a point, which jumps across the faces of the box.
  func addWallHessian(_ q: UnsafePointer<Double>, to hessian: UnsafeMutablePointer<Double>) {
    guard let wall else { return }
    for i in 0..<dimension where wall.excess(q[i], i) != 0 {
      hessian[i * dimension + i] += wall.stiffness[i]
    }
  }
}
