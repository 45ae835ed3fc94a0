import LinearAlgebra
import Statistics
import Testing

@Suite struct DistributionDistanceTests {
  let edges = (0...200).map { -6 + 0.06 * Double($0) }

  /// The distance of a·x + b from x, from independent ensembles or paired ones.
  func distance(
    scale: Double, shift: Double, units: Int, seed: UInt64, paired: Bool = false
  ) throws -> (distance: Estimate, floor: Double) {
    let x = autoregressiveEnsemble(0.8, units: units, times: 20, seed: seed)
    var y = paired ? x : autoregressiveEnsemble(0.8, units: units, times: 20, seed: seed + 50_000)
    y = y.mapElements { scale * $0 + shift }
    let (a, _) = try empiricalDistribution(x, edges: edges)
    let (b, _) = try empiricalDistribution(y, edges: edges)
    return wasserstein1(difference: b - a, edges: edges)
  }

  // W₁ of shifted normals is the shift (of N(−0.8, 1.2²) and N(0, 1) too: their distribution
  // functions cross where there is no mass); of N(0, s²) and N(0, 1), |s − 1| √(2/π), where Δ
  // changes sign. 60 ensembles: mean within 5 standard errors (and the bias of order floor²/W₁),
  // z-scores of unit variance within 5 standard errors (√(2/60)), paired or not.
  @Test(arguments: [(1.0, 0.5, false), (1.2, -0.8, true), (1.5, 0.0, false)])
  func coversClosedForms(scale: Double, shift: Double, paired: Bool) throws {
    let truth = shift != 0 ? abs(shift) : abs(scale - 1) * (2 / Double.pi).squareRoot()
    let results = try (0..<60).map {
      try distance(scale: scale, shift: shift, units: 400, seed: UInt64($0), paired: paired)
    }
    let average = mean(ofIndependent: results.map(\.distance.value))
    #expect(abs(average.value - truth) < 5 * average.standardError + 0.003, "\(average)")
    let z = results.map { $0.distance.deviation(from: truth) }
    let square = z.reduce(0) { $0 + $1 * $1 } / 60
    #expect(abs(square - 1) < 5 * (2.0 / 60).squareRoot(), "\(square)")
    #expect(results.allSatisfy { $0.distance.value > 5 * $0.floor })
  }

  // Equal laws: the distance is on average the floor, within 5 standard errors.
  @Test func equalLawsLieAtTheFloor() throws {
    let results = try (0..<100).map {
      try distance(scale: 1, shift: 0, units: 100, seed: UInt64(200 + $0))
    }
    let average = mean(ofIndependent: results.map { $0.distance.value / $0.floor })
    #expect(abs(average.value - 1) < 5 * average.standardError + 0.02, "\(average)")
    // Else the test would see nothing; it scatters about 0.05.
    #expect(average.standardError < 0.12)
  }

  @Test func agreesWithTheDistanceOfSamples() throws {
    let a = normalSample(500, seed: 1)
    let b = normalSample(500, seed: 2).map { 0.8 * $0 + 0.4 }
    let (f, _) = try empiricalDistribution(Matrix(rows: 500, columns: 1, elements: a), edges: edges)
    let (g, _) = try empiricalDistribution(Matrix(rows: 500, columns: 1, elements: b), edges: edges)
    let exact = try wasserstein1(a, b)
    #expect(abs(wasserstein1(difference: g - f, edges: edges).distance.value - exact) < 0.005)
  }

  @Test func degenerateDifferences() {
    let zero = CurveEstimate(values: [0, 0, 0], influences: Matrix(rows: 3, columns: 3))
    let none = wasserstein1(difference: zero, edges: [0, 1, 2])
    #expect(none.distance == .exact(0) && none.floor == 0)
    let unknown = CurveEstimate(values: [0, .nan, 0], influences: Matrix(rows: 3, columns: 3))
    #expect(wasserstein1(difference: unknown, edges: [0, 1, 2]).distance.value.isNaN)
  }
}
