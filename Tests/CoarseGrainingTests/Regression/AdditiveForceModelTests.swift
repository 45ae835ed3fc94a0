import CoarseGraining
import Foundation
import LinearAlgebra
import Testing

@Suite struct AdditiveForceModelTests {
  /// Gaussian positions with gradients of Σ (q_i⁴/4 + q_i²/2) + Σ c_ij q_i q_j plus noise.
  static func samples(
    d: Int, count: Int, noise: Double, seed: UInt64
  ) -> (q: [[Double]], g: [[Double]], couplings: Matrix) {
    var draws = Draws(seed: seed)
    var couplings = Matrix(rows: d, columns: d)
    for i in 0..<d {
      for j in 0..<i {
        couplings[i, j] = sin(Double(3 * i + j))
        couplings[j, i] = couplings[i, j]
      }
    }
    var q = [[Double]](repeating: [], count: d)
    var g = q
    for _ in 0..<count {
      let point = (0..<d).map { 0.3 * Double($0) + 0.5 * draws.normal() }
      let coupled = couplings * point
      for i in 0..<d {
        q[i].append(point[i])
        g[i].append(
          point[i] * point[i] * point[i] + point[i] + coupled[i] + noise * draws.normal())
      }
    }
    return (q, g, couplings)
  }

  @Test(arguments: [1, 3, 10]) func modelInItsSpanIsRecovered(_ d: Int) throws {
    let (q, g, couplings) = Self.samples(d: d, count: 4000, noise: 0.5, seed: 1)
    let model = try AdditiveForceModel(midpoints: q, gradients: g, temperature: 0.25)
    // c_ij has two equations per sample: standard error σ/(s√(2n)), s = 0.5; four of them, times 1.3 for
    // the correlation with the splines.
    let error = 0.5 / (0.5 * (2 * 4000.0).squareRoot())
    #expect((model.couplings - couplings).maxAbs < 5.2 * error)
    #expect(model.couplings.isSymmetric(tolerance: 0))
    let residuals = model.residuals(midpoints: q, gradients: g)
    for series in residuals {
      let variance = series.reduce(0) { $0 + $1 * $1 } / 4000
      // Four relative errors √(2/n), plus 11 + d unknowns of 4000 equations, plus the quartic's misfit.
      #expect(abs(variance / 0.25 - 1) < 5 * (2 / 4000.0).squareRoot() + 0.01)
    }
    let total = g.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    let left = residuals.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(model.rSquared - (1 - left / total)) < 1e-12)
    #expect(model.rSquared > 0.5)
  }

  @Test func gradientIsThatOfTheValue() throws {
    let (q, g, _) = Self.samples(d: 3, count: 500, noise: 0.1, seed: 2)
    let model = try AdditiveForceModel(midpoints: q, gradients: g, temperature: 0.25)
    let point = [0.1, 0.4, 0.5]
    let gradient = model.gradient(at: point)
    for i in 0..<3 {
      var (up, down) = (point, point)
      up[i] += 1e-5
      down[i] -= 1e-5
      let slope = (model.value(at: up) - model.value(at: down)) / 2e-5
      #expect(abs(slope - gradient[i]) < 1e-7)
    }
  }

  @Test func manyCoordinatesDoWithoutCouplings() throws {
    let d = AdditiveForceModel.mostCoupledCoordinates + 1
    let (q, _, _) = Self.samples(d: d, count: 300, noise: 0, seed: 3)
    let model = try AdditiveForceModel(midpoints: q, gradients: q, temperature: 1)
    #expect(model.couplings.maxAbs == 0)
    #expect(model.rSquared > 0.999999)
  }

  @Test func knotsKeepTheResolution() throws {
    let (q, g, _) = Self.samples(d: 2, count: 500, noise: 0, seed: 3)
    let model = try AdditiveForceModel(
      midpoints: q, gradients: g, temperature: 1, resolution: [1, 0.001])
    #expect(model.splines[0].bases[0].spacing >= 1)
    #expect(model.splines[1].bases[0].intervals == 8)
  }

  @Test func failuresAreTyped() {
    let (q, g, _) = Self.samples(d: 2, count: 50, noise: 0, seed: 4)
    func fit(_ q: [[Double]], _ g: [[Double]]) throws {
      _ = try AdditiveForceModel(midpoints: q, gradients: g, temperature: 1)
    }
    #expect(throws: RegressionError.unsupportedDimension(0)) { try fit([], []) }
    #expect(throws: RegressionError.self) { try fit(q, [g[0]]) }
    #expect(throws: RegressionError.self) { try fit(q, [g[0], [1]]) }
    #expect(throws: RegressionError.notFinite(samples: 1)) {
      try fit(q, [g[0], [.nan] + g[1].dropFirst()])
    }
    #expect(throws: RegressionError.tooFewSamples(needed: 12, found: 3)) {
      try fit(q.map { Array($0.prefix(3)) }, g.map { Array($0.prefix(3)) })
    }
    // A coordinate that never moves.
    #expect(throws: Never.self) { try fit([q[0], [Double](repeating: 2, count: 50)], g) }
  }
}
