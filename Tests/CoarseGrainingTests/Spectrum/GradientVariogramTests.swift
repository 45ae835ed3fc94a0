import CoarseGraining
import Foundation
import LinearAlgebra
import Potentials
import Statistics
import Testing

/// The variogram of a gradient against closed forms.
@Suite struct GradientVariogramTests {
  private func positions(_ dimension: Int, seed: UInt64 = 9) -> [[Double]] {
    let draws = Philox(seed: seed, stream: 5)
    return (0..<8192).map { n in
      (0..<dimension).map { draws.normals(UInt64(n), UInt64($0)).0 }
    }
  }

  private func settings(draws: Int = 4096) -> GradientVariogram.Settings {
    var settings = GradientVariogram.Settings()
    settings.draws = draws
    settings.threads = 2
    return settings
  }

  /// 1 − (4/3) Ω(x) + (1/3) Ω(2x), averaged over x·exp(0.3 t) with density 1 − |t| by the midpoint rule.
  private func kernel(_ x: Double, _ characteristic: (Double) -> Double) -> Double {
    let n = 4000
    let sum = (0..<n).reduce(0.0) { sum, i in
      let t = -1 + (2 * Double(i) + 1) / Double(n)
      let y = x * exp(0.3 * t)
      let value = 1 - 4 / 3 * characteristic(y) + characteristic(2 * y) / 3
      return sum + (1 - abs(t)) * value * 2 / Double(n)
    }
    return sum
  }

  /// Γ(δ) = ½A² K(δ/ε) for A ε cos(x/ε + φ), to 5 standard errors at each of some fifty distances.
  @Test func singleCosine() throws {
    let (a, eps) = (1.3, 0.05)
    let potential = try ExpressionPotential(
      "1.3*0.05*cos(x/0.05 + 0.4)", coordinates: ["x"])
    let variogram = try GradientVariogram(of: potential, at: positions(1), settings())
    try #require(variogram.points.count > 40)
    for point in variogram.points {
      let truth = a * a / 2 * kernel(point.distance / eps, cos)
      #expect(
        abs(point.strength.deviation(from: truth)) < 5,
        "\(point.strength) at \(point.distance), not \(truth)")
      #expect(point.strength.standardError < 0.05 * truth)
    }
    #expect(abs(variogram.meanSquareGradient / (a * a / 2) - 1) < 0.1)
  }

  /// In two dimensions the kernel is that of J₀, and the matrix ½A²kkᵀ K: entries to 5 standard errors.
  @Test func waveInThePlane() throws {
    let potential = try ExpressionPotential(
      "0.02*cos((x + 2*y)/0.02 + 1)", coordinates: ["x", "y"])
    let variogram = try GradientVariogram(of: potential, at: positions(2), settings())
    for point in variogram.points {
      let shape = kernel(5.0.squareRoot() * point.distance / 0.02) { j0($0) } / 2
      #expect(abs(point.strength.deviation(from: 5 * shape)) < 5)
      let covariance = try #require(variogram.covariance(of: point))
      for (i, j, truth) in [(0, 0, 1.0), (0, 1, 2.0), (1, 1, 4.0)] {
        #expect(abs(covariance[i, j].deviation(from: truth * shape)) < 5)
      }
    }
  }

  /// Second differences of x²/2 vanish, those of x⁴/4 are 6xδ²: Γ = 6 E[x²] E[δ⁴].
  @Test func polynomials() throws {
    let parabola = try ExpressionPotential("x^2/2 + 3*x", coordinates: ["x"])
    let flat = try GradientVariogram(of: parabola, at: positions(1), settings())
    #expect(flat.points.allSatisfy { $0.strength.value < 1e-24 })
    let quartic = try ExpressionPotential("x^4/4", coordinates: ["x"])
    let variogram = try GradientVariogram(of: quartic, at: positions(1), settings())
    let x = positions(1).map { $0[0] }
    let square = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
    // E[exp(4·0.3 t)] with density 1 − |t|.
    let smearing = pow(sinh(0.6) / 0.6, 2)
    for point in variogram.points {
      let truth = 6 * square * pow(point.distance, 4) * smearing
      #expect(abs(point.strength.deviation(from: truth)) < 5)
    }
  }

  /// Errors of the points are right: over twenty seeds the deviations from the truth have unit variance, to
  /// 5 standard errors of that variance. Neighbouring distances are independent.
  @Test func errorsAreRight() throws {
    let potential = try ExpressionPotential("0.05*cos(x/0.05)", coordinates: ["x"])
    var deviations: [Double] = []
    for seed in 1...20 as ClosedRange<UInt64> {
      var settings = settings(draws: 512)
      settings.seed = seed
      settings.spacing = 1
      let variogram = try GradientVariogram(
        of: potential, at: positions(1, seed: 100 + seed), settings)
      deviations += variogram.points.map {
        $0.strength.deviation(from: kernel($0.distance / 0.05, cos) / 2)
      }
    }
    let variance = deviations.reduce(0) { $0 + $1 * $1 } / Double(deviations.count)
    #expect(abs(variance - 1) < 5 * (2 / Double(deviations.count)).squareRoot(), "\(variance)")
  }

  @Test func doesNotDependOnThreads() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + y^4 + 0.05*cos(x/0.05)", coordinates: ["x", "y"])
    let results = try [1, 3].map { threads in
      var settings = settings(draws: 256)
      settings.threads = threads
      return try GradientVariogram(of: potential, at: positions(2), settings)
    }
    #expect(results[0].points.map(\.distance) == results[1].points.map(\.distance))
    #expect(results[0].points.map(\.cohorts) == results[1].points.map(\.cohorts))
  }

  /// Distances that lead out of the domain of a function are left out.
  @Test func keepsToTheDomain() throws {
    let potential = try ExpressionPotential(
      "x + sqrt(x) + 0.01*cos(x/0.01)", coordinates: ["x"])
    let inside = positions(1).map { [0.2 + 0.4 * abs($0[0])] }
    let variogram = try GradientVariogram(of: potential, at: inside, settings())
    #expect(variogram.points.allSatisfy { $0.strength.value.isFinite })
    let largest = try #require(variogram.points.first?.distance)
    #expect(largest < 0.9 * variogram.extent)
    #expect(largest > 0.1)
    #expect(throws: StatisticsError.notFinite) {
      _ = try GradientVariogram(of: potential, at: inside.map { [-$0[0]] }, settings())
    }
  }

  @Test func refusesTooLittle() throws {
    let potential = try ExpressionPotential("x^2/2", coordinates: ["x"])
    #expect(throws: StatisticsError.tooFew(needed: 64, got: 3)) {
      _ = try GradientVariogram(of: potential, at: [[0], [1], [2]])
    }
    #expect(throws: StatisticsError.notFinite) {
      _ = try GradientVariogram(
        of: potential, at: [[Double]](repeating: [1], count: 100))
    }
  }
}
