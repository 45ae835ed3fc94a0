import CKernels
import Testing

private let line = SplineOracle(lower: [-1.5], upper: [1.2], cells: [9], confinement: 3)
private let plane = SplineOracle(
  lower: [-1.5, -0.5], upper: [1.2, 2], cells: [6, 11], confinement: 2.5)
private let oneCell = SplineOracle(lower: [0, 1], upper: [1, 3], cells: [1, 1], confinement: 0)
private let oracles = [line, plane, oneCell]

/// Points of a coordinate: inside, at knots and next to them, at the ends, and outside.
private func coordinates(_ s: SplineOracle, _ axis: Int) -> [Double] {
  let (lower, upper, cells) = (s.lower[axis], s.upper[axis], s.cells[axis])
  let width = upper - lower
  let knots = (0...cells).map { lower + width * Double($0) / Double(cells) }
  return knots + knots.map(\.nextUp) + knots.map(\.nextDown)
    + [-2, -0.3, -1e-9, 1e-9, 0.123, 0.5, 0.777, 1 - 1e-9, 1 + 1e-9, 1.4, 3].map {
      lower + $0 * width
    }
}

private func points(_ s: SplineOracle) -> [[Double]] {
  s.dimension == 1
    ? coordinates(s, 0).map { [$0] }
    : coordinates(s, 0).flatMap { x in coordinates(s, 1).map { [x, $0] } }
}

/// Evaluates at any number of points.
private func evaluate(
  _ s: SplineOracle, _ points: [[Double]], _ isa: InstructionSet
) -> [(value: Double, gradient: [Double])] {
  stride(from: 0, to: points.count, by: block).flatMap { start in
    let q = Blocks(s.dimension) { points[min(start + $1, points.count - 1)][$0] }
    let result = s.evaluate(q, on: isa)
    return (0..<min(block, points.count - start)).map { lane in
      (result.value[0, lane], (0..<s.dimension).map { result.gradient[$0, lane] })
    }
  }
}

@Suite struct SplineTests {
  @Test(arguments: InstructionSet.available, oracles.indices)
  func agreesWithOracle(_ isa: InstructionSet, _ index: Int) {
    let spline = oracles[index]
    let points = points(spline)
    for (point, result) in zip(points, evaluate(spline, points, isa)) {
      let truth = spline.evaluate(point)
      let scale = 1 + abs(truth.value) + truth.gradient.reduce(0) { $0 + abs($1) }
      #expect(abs(result.value - truth.value) <= 1e-13 * scale, "\(point)")
      for i in point.indices {
        #expect(abs(result.gradient[i] - truth.gradient[i]) <= 1e-12 * scale, "\(point)")
      }
    }
  }

  /// A polynomial's coefficients give the polynomial: Σ c_k B_k = x for c_k the mean of the inner knots.
  @Test(arguments: InstructionSet.available)
  func reproducesLines(_ isa: InstructionSet) {
    let coefficients = (0..<8).map { Double($0) - 1 }  // knots at 0 … 5
    let q = Blocks(1) { -2 + 9 * Double($1) / 127 }
    let (value, gradient) = (Blocks(1), Blocks(1))
    coefficients.withUnsafeBufferPointer { buffer in
      var spline = ck_spline(
        dimension: 1, cells: (5, 0), lower: (0, 0), upper: (5, 0), inverse_spacing: (1, 0),
        confinement: 0, coefficients: buffer.baseAddress)
      isa.function(\.spline_evaluate)(
        &spline, q.pointer, value.pointer, gradient.pointer, Int32(block))
    }
    for lane in 0..<block {
      #expect(abs(value[0, lane] - q[0, lane]) <= 1e-14)
      #expect(abs(gradient[0, lane] - 1) <= 1e-14)
    }
  }

  /// Value and gradient are continuous across knots and the ends of the box, and the gradient is the
  /// value's derivative on both sides.
  @Test(arguments: InstructionSet.available, oracles.indices)
  func continuouslyDifferentiable(_ isa: InstructionSet, _ index: Int) {
    let spline = oracles[index]
    let other = spline.dimension == 2 ? [0.3, 1, 1.2].map { spline.lower[1] + $0 } : [0]
    for x in (0...spline.cells[0]).map({
      spline.lower[0] + (spline.upper[0] - spline.lower[0]) * Double($0) / Double(spline.cells[0])
    }) {
      for y in other {
        let step = 1e-5
        let sides = evaluate(
          spline,
          [-step, -1e-12, 1e-12, step].map { spline.dimension == 1 ? [x + $0] : [x + $0, y] },
          isa)
        #expect(abs(sides[1].value - sides[2].value) <= 1e-10)
        for i in 0..<spline.dimension {
          #expect(abs(sides[1].gradient[i] - sides[2].gradient[i]) <= 1e-9)
        }
        for (a, b) in [(0, 1), (2, 3)] {
          let slope = (sides[b].value - sides[a].value) / step
          let mean = (sides[a].gradient[0] + sides[b].gradient[0]) / 2
          #expect(abs(slope - mean) <= 1e-5)
        }
      }
    }
  }

  /// Far away the wall dominates: V → ½κr², and the gradient points outwards.
  @Test(arguments: InstructionSet.available)
  func wallConfines(_ isa: InstructionSet) {
    let far = evaluate(plane, [[-1e6, 1], [1e6, 2e6], [0, -1e6]], isa)
    #expect(abs(far[0].gradient[0] / (-2.5e6) - 1) <= 1e-4)
    #expect(far[1].value > 0 && far[1].gradient.allSatisfy { $0.isFinite })
    #expect(abs(far[2].gradient[1] / (-2.5e6) - 1) <= 1e-4)
  }

  /// What is not finite gives no finite gradient, and no access outside of the table.
  @Test(arguments: InstructionSet.available, [line, plane].indices)
  func notFinite(_ isa: InstructionSet, _ index: Int) {
    let spline = oracles[index]
    for bad in [Double.nan, .infinity, -.infinity] {
      for axis in 0..<spline.dimension {
        var point = spline.lower
        point[axis] = bad
        let result = evaluate(spline, [point], isa)[0]
        #expect(!result.value.isFinite)
        #expect(!result.gradient[axis].isFinite)
      }
    }
  }

  @Test(arguments: InstructionSet.available, oracles.indices)
  func lanesAreIndependent(_ isa: InstructionSet, _ index: Int) {
    let spline = oracles[index]
    let q = Blocks(spline.dimension) { 2.7 * Double(($1 * 37 + $0 * 11) % 101) / 101 - 1.4 }
    let whole = spline.evaluate(q, on: isa)
    for lanes in [8, 24, 40, 120] {
      let part = spline.evaluate(q, on: isa, lanes: lanes, filling: 77)
      for lane in 0..<lanes {
        #expect(part.value.bits(ofLane: lane) == whole.value.bits(ofLane: lane))
        #expect(part.gradient.bits(ofLane: lane) == whole.gradient.bits(ofLane: lane))
      }
      for lane in lanes..<block {
        #expect(part.value[0, lane] == 77 && part.gradient[0, lane] == 77)
      }
    }
    let disturbed = q.copy()
    for lane in stride(from: 1, to: block, by: 2) {
      disturbed[lane % spline.dimension, lane] = [.nan, 1e300, -.infinity][lane % 3]
    }
    let result = spline.evaluate(disturbed, on: isa)
    for lane in stride(from: 0, to: block, by: 2) {
      #expect(result.value.bits(ofLane: lane) == whole.value.bits(ofLane: lane))
      #expect(result.gradient.bits(ofLane: lane) == whole.gradient.bits(ofLane: lane))
    }
  }

  /// Value and gradient are each optional.
  @Test(arguments: InstructionSet.available, oracles.indices)
  func optionalResults(_ isa: InstructionSet, _ index: Int) {
    let spline = oracles[index]
    let q = Blocks(spline.dimension) { 0.01 * Double($1 + 50 * $0) }
    let both = spline.evaluate(q, on: isa)
    let (value, gradient) = (Blocks(1), Blocks(spline.dimension))
    spline.withKernelForm {
      isa.function(\.spline_evaluate)($0, q.pointer, value.pointer, nil, Int32(block))
      isa.function(\.spline_evaluate)($0, q.pointer, nil, gradient.pointer, Int32(block))
    }
    for lane in 0..<block {
      #expect(value.bits(ofLane: lane) == both.value.bits(ofLane: lane))
      #expect(gradient.bits(ofLane: lane) == both.gradient.bits(ofLane: lane))
    }
  }
}
