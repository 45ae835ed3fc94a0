import CKernels

/// A spline as ckernels.h describes it, evaluated point by point from the functions' definition.
struct SplineOracle {
  let lower, upper: [Double]
  let cells: [Int]
  let confinement: Double
  let coefficients: [Double]

  var dimension: Int { cells.count }

  init(lower: [Double], upper: [Double], cells: [Int], confinement: Double, seed: UInt64 = 3) {
    (self.lower, self.upper) = (lower, upper)
    (self.cells, self.confinement) = (cells, confinement)
    var random = SplitMix(seed: seed)
    coefficients = (0..<cells.reduce(1) { $0 * ($1 + 3) }).map { _ in
      .random(in: -1...1, using: &random)
    }
  }

  /// The cubic B-spline on the knots 0 … 4 by de Boor's recursion, and its derivative.
  static func function(_ x: Double, order: Int = 4) -> Double {
    if order == 1 { return x >= 0 && x < 1 ? 1 : 0 }
    let n = Double(order - 1)
    return x / n * function(x, order: order - 1)
      + (n + 1 - x) / n * function(x - 1, order: order - 1)
  }
  static func derivative(_ x: Double) -> Double {
    function(x, order: 3) - function(x - 1, order: 3)
  }

  /// All functions of an axis at x, their derivatives, and the distance from the box.
  private func functions(_ axis: Int, _ x: Double) -> ([Double], [Double], Double) {
    let spacing = (upper[axis] - lower[axis]) / Double(cells[axis])
    let inside = min(max(x, lower[axis]), upper[axis])
    let position = (inside - lower[axis]) / spacing
    let arguments = (0..<(cells[axis] + 3)).map { position + 3 - Double($0) }
    let slopes = arguments.map { Self.derivative($0) / spacing }
    let values = zip(arguments, slopes).map { Self.function($0) + (x - inside) * $1 }
    return (values, slopes, x - inside)
  }

  func evaluate(_ q: [Double]) -> (value: Double, gradient: [Double]) {
    let axes = q.indices.map { functions($0, q[$0]) }
    func sum(slopeOf axis: Int?) -> Double {
      let first = axis == 0 ? axes[0].1 : axes[0].0
      let second = dimension == 1 ? [1] : axis == 1 ? axes[1].1 : axes[1].0
      return first.indices.reduce(0) { total, i in
        second.indices.reduce(total) {
          $0 + first[i] * second[$1] * coefficients[i * second.count + $1]
        }
      }
    }
    let wall = axes.reduce(0) { $0 + 0.5 * confinement * $1.2 * $1.2 }
    return (sum(slopeOf: nil) + wall, q.indices.map { sum(slopeOf: $0) + confinement * axes[$0].2 })
  }

  /// Calls `body` with the kernel's form.
  func withKernelForm<R>(_ body: (UnsafePointer<ck_spline>) -> R) -> R {
    coefficients.withUnsafeBufferPointer { buffer in
      let second = dimension == 2
      var spline = ck_spline(
        dimension: Int32(dimension), cells: (Int32(cells[0]), second ? Int32(cells[1]) : 0),
        lower: (lower[0], second ? lower[1] : 0), upper: (upper[0], second ? upper[1] : 0),
        inverse_spacing: (
          Double(cells[0]) / (upper[0] - lower[0]),
          second ? Double(cells[1]) / (upper[1] - lower[1]) : 0
        ),
        confinement: confinement, coefficients: buffer.baseAddress)
      return body(&spline)
    }
  }

  func evaluate(
    _ q: Blocks, on isa: InstructionSet, lanes: Int = block, filling: Double = .nan
  ) -> (value: Blocks, gradient: Blocks) {
    let value = Blocks(1, repeating: filling)
    let gradient = Blocks(dimension, repeating: filling)
    withKernelForm {
      isa.function(\.spline_evaluate)(
        $0, q.pointer, value.pointer, gradient.pointer, Int32(lanes))
    }
    return (value, gradient)
  }
}
