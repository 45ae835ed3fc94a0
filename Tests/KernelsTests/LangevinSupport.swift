import CKernels
import Glibc
import Testing

/// The maps of ckernels.h for one walker in plain Swift.
struct SplitMap {
  let dimension: Int
  let step: Double
  let inverseMass, decay, noise: [Double]
  let noiseInterval: Int
  let oracle: PhiloxOracle

  private func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    (0..<dimension).map { i in
      (0..<dimension).reduce(0) { $0 + matrix[i * dimension + $1] * vector[$1] }
    }
  }

  private func kick(_ p: inout [Double], _ g: [Double]) {
    for i in p.indices { p[i] -= 0.5 * step * g[i] }
  }

  private func drift(_ q: inout [Double], _ p: [Double], _ time: Double) {
    let velocity = product(inverseMass, p)
    for i in q.indices { q[i] += time * velocity[i] }
  }

  func velocityVerlet(
    _ q: inout [Double], _ p: inout [Double], gradient: ([Double]) -> [Double]
  ) {
    kick(&p, gradient(q))
    drift(&q, p, step)
    kick(&p, gradient(q))
  }

  func baoab(
    _ q: inout [Double], _ p: inout [Double], walker: UInt64, number: Int,
    gradient: ([Double]) -> [Double], slow: (([Double]) -> [Double])? = nil
  ) {
    func slowKick(after number: Int) {
      guard let slow, number % noiseInterval == 0 else { return }
      kick(&p, slow(q).map { Double(noiseInterval) * $0 })
    }
    slowKick(after: number)
    defer { slowKick(after: number + 1) }
    kick(&p, gradient(q))
    drift(&q, p, step / 2)
    let (noises, place) = number.quotientAndRemainder(dividingBy: noiseInterval)
    if place == noiseInterval / 2 {
      let z = (0..<dimension).map { oracle.normal(walker, noises * dimension + $0) }
      p = zip(product(decay, p), product(noise, z)).map { $0 + $1 }
    }
    drift(&q, p, step / 2)
    kick(&p, gradient(q))
  }
}

/// Matrices near those of a real run.
enum LangevinShape: CaseIterable { case full, diagonal, diagonalMass }

struct LangevinSetting: CustomTestStringConvertible {
  let dimension: Int
  let shape: LangevinShape
  var noiseInterval = 1
  var testDescription: String { "d = \(dimension), \(shape), noise interval \(noiseInterval)" }

  static let all = [1, 2, 3, 4, 5, 9, 10].flatMap { d in
    LangevinShape.allCases.flatMap { shape in
      [1, d % 2 == 0 ? 4 : 3].map {
        LangevinSetting(dimension: d, shape: shape, noiseInterval: $0)
      }
    }
  }

  private func matrix(_ diagonal: Double, _ other: Double, full: Bool) -> [Double] {
    (0..<(dimension * dimension)).map { index in
      let (i, j) = (index / dimension, index % dimension)
      if i == j { return diagonal * (1 + 0.03 * Double(i)) }
      return full ? other * (1 + 0.1 * Double(min(i, j))) / Double(1 + abs(i - j)) : 0
    }
  }

  var map: SplitMap {
    let isFull = shape != .diagonal
    let noise = matrix(0.3, 0.05, full: isFull).enumerated().map { index, value in
      index % dimension > index / dimension ? 0 : value
    }
    return SplitMap(
      dimension: dimension, step: 0.11, inverseMass: matrix(1.1, 0.2, full: shape == .full),
      decay: matrix(0.75, -0.03, full: isFull), noise: noise, noiseInterval: noiseInterval,
      oracle: PhiloxOracle(key: (0x5EED, 0xFACE)))
  }

  /// ∇f_i = 1.3 q_i + 0.2 q_{i+1} + sin(2 q_i + 0.3): smooth enough for comparison.
  func gradient(_ q: [Double]) -> [Double] {
    q.indices.map { 1.3 * q[$0] + 0.2 * q[($0 + 1) % dimension] + sin(2 * q[$0] + 0.3) }
  }

  var tape: TestTape {
    let d = dimension
    let code = (0..<d).flatMap { i in
      [
        ck_instruction(CK_OP_SCALED_SUM, d: d + i, a: i, b: (i + 1) % d, k0: 1.3, k1: 0.2),
        ck_instruction(CK_OP_SINE_SCALED_ADD, d: d + i, a: i, b: d + i, k0: 2, k1: 0.3, k2: 1),
      ]
    }
    return TestTape(inputs: d, registers: 2 * d, outputs: Array(d..<(2 * d)), code)
  }

  func initial(_ phase: Double) -> Blocks { Blocks(dimension) { cos(Double(7 * $1 + $0) + phase) } }
}

/// A run's state; `advance` calls the kernel.
final class LangevinRun {
  enum Method: CaseIterable { case velocityVerlet, baoab }

  let isa: InstructionSet
  let map: SplitMap
  let field: ck_field
  let slow: ck_field?
  let q, p, g: Blocks
  var step = 0
  var firstWalker: UInt64 = 0
  private let scratch: Blocks

  init(
    _ isa: InstructionSet, _ map: SplitMap, _ field: ck_field, slow: ck_field? = nil, _ q: Blocks,
    _ p: Blocks
  ) {
    (self.isa, self.map, self.field, self.slow) = (isa, map, field, slow)
    (self.q, self.p) = (q.copy(), p.copy())
    var field = field
    var size = ck_scratch_size(&field)
    if var slow { size += ck_scratch_size(&slow) }
    g = Blocks(map.dimension, repeating: .nan)
    scratch = Blocks(Int(size) / block + 1, repeating: .nan)
    isa.function(\.gradient)(&field, Int32(block), q.pointer, g.pointer, scratch.pointer)
  }

  func advance(_ method: Method, _ steps: Int, lanes: Int = block) {
    var field = field
    let matrices = map.inverseMass + map.decay + map.noise
    let size = map.dimension * map.dimension
    matrices.withUnsafeBufferPointer { m in
      guard let base = m.baseAddress else { return }
      switch method {
      case .velocityVerlet:
        var kernel = ck_velocity_verlet(
          dimension: Int32(map.dimension), step: map.step, inverse_mass: base)
        isa.function(\.velocity_verlet)(
          &kernel, &field, Int32(lanes), Int64(steps), q.pointer, p.pointer, g.pointer,
          scratch.pointer)
      case .baoab:
        var kernel = ck_baoab(
          dimension: Int32(map.dimension), step: map.step, inverse_mass: base,
          decay: base + size, noise: base + 2 * size, noise_interval: Int64(map.noiseInterval),
          key: map.oracle.key, slow: nil)
        func take(_ slow: UnsafePointer<ck_field>?) {
          kernel.slow = slow
          isa.function(\.baoab)(
            &kernel, &field, Int32(lanes), firstWalker, Int64(step), Int64(steps), q.pointer,
            p.pointer, g.pointer, scratch.pointer)
        }
        if var slow { take(&slow) } else { take(nil) }
      }
    }
    step += steps
  }

  func bits(ofLane lane: Int) -> [UInt64] { [q, p, g].flatMap { $0.bits(ofLane: lane) } }

  func state(_ lane: Int) -> (q: [Double], p: [Double], g: [Double]) {
    let row = { (b: Blocks) in (0..<b.components).map { b[$0, lane] } }
    return (row(q), row(p), row(g))
  }
}

func tapeField(_ tape: TestTape, _ dimension: Int) -> ck_field {
  ck_field(
    dimension: Int32(dimension), tape: tape.pointer, spline: nil, callback: nil, context: nil,
    native: nil, kernels: nil)
}
