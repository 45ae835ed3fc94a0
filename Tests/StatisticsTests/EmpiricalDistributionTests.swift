import LinearAlgebra
import Statistics
import Testing

@Suite struct EmpiricalDistributionTests {
  let even = (0...40).map { -4 + 0.2 * Double($0) }
  let uneven = [-3.0, -1, -0.9, 0, 0.05, 2.5]

  @Test func countsAsDefined() throws {
    // Values on edges belong to the bin below; the first column is left out.
    let series = Matrix(rows: [[9, 0, 0.5, 1, 2], [9, 1, 1.5, -1, 7]])
    let (distribution, density) = try empiricalDistribution(series, from: 1, edges: [0, 1, 1.5, 3])
    #expect(distribution.values == [0.25, 0.625, 0.75, 0.875])
    #expect(density.values == [0.375, 0.25, 0.125 / 1.5])
    #expect(distribution.estimate(at: 0).standardError == 0)
    #expect(abs(distribution.estimate(at: 1).standardError - 0.125) < 1e-15)
  }

  @Test func evenAndUnevenEdgesAgreeWithDirectCounts() throws {
    var series = autoregressiveEnsemble(0.9, units: 8, times: 100, seed: 1)
    series[0, 3] = 1e300
    series[1, 4] = -1e300
    series[2, 5] = even[20]
    series[3, 6] = even[7].nextUp
    series[4, 7] = even[7].nextDown
    for edges in [even, uneven] {
      let (distribution, density) = try empiricalDistribution(series, edges: edges)
      for (j, edge) in edges.enumerated() {
        let parts = (0..<8).map { u in Double((0..<100).count { series[u, $0] <= edge }) / 100 }
        let plain = mean(ofIndependent: parts)
        #expect(abs(distribution.values[j] - plain.value) < 1e-15)
        #expect(abs(distribution.standardErrors[j] - plain.standardError) < 1e-15)
        guard j > 0 else { continue }
        let mass = distribution.values[j] - distribution.values[j - 1]
        #expect(abs(density.values[j - 1] * (edge - edges[j - 1]) - mass) < 1e-15)
      }
    }
  }

  // Correlated normal series: z-scores against Φ have unit variance, within 5 standard errors over
  // 40 ensembles, and the density is the mean of φ over each bin.
  @Test func coversTheNormalLaw() throws {
    var squares: [Double] = []
    var densitySquares: [Double] = []
    let edges = (0...20).map { -2 + 0.2 * Double($0) }
    for seed in 0..<40 {
      let series = autoregressiveEnsemble(0.8, units: 200, times: 50, seed: UInt64(seed))
      let (distribution, density) = try empiricalDistribution(series, edges: edges)
      let z = edges.indices.map {
        distribution.estimate(at: $0).deviation(from: normalCumulative(edges[$0]))
      }
      let zDensity = (0..<20).map {
        density.estimate(at: $0).deviation(
          from: (normalCumulative(edges[$0 + 1]) - normalCumulative(edges[$0])) / 0.2)
      }
      #expect((z + zDensity).allSatisfy { abs($0) < 5.5 })
      squares.append(z.reduce(0) { $0 + $1 * $1 } / 21)
      densitySquares.append(zDensity.reduce(0) { $0 + $1 * $1 } / 20)
    }
    for list in [squares, densitySquares] {
      let average = mean(ofIndependent: list)
      #expect(abs(average.value - 1) < 5 * average.standardError && average.standardError < 0.5)
    }
  }

  @Test func edgesBeyondAllDataAreExact() throws {
    let series = autoregressiveEnsemble(0.5, units: 7, times: 33, seed: 3)
    let (distribution, density) = try empiricalDistribution(series, edges: [-20, -10, 0, 10, 20])
    #expect(distribution.estimate(at: 0) == .exact(0) && distribution.estimate(at: 1) == .exact(0))
    #expect(distribution.estimate(at: 3) == .exact(1) && distribution.estimate(at: 4) == .exact(1))
    #expect(density.estimate(at: 0) == .exact(0) && density.estimate(at: 3) == .exact(0))
    let band = distribution.band(generator: Philox(seed: 1, stream: 1))
    #expect(band.halfWidth(at: 4) == 0 && band.halfWidth(at: 2) > 0 && band.factor.isFinite)
  }

  @Test func refusesBadInput() {
    var series = autoregressiveEnsemble(0.5, units: 4, times: 8, seed: 4)
    #expect(throws: StatisticsError.tooFew(needed: 1, got: 0)) {
      try empiricalDistribution(series, from: 8, edges: [0, 1])
    }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) {
      try empiricalDistribution(Matrix(rows: 1, columns: 8), edges: [0, 1])
    }
    for value in [Double.nan, .infinity, -.infinity] {
      series[2, 5] = value
      for edges in [even, uneven] {
        #expect(throws: StatisticsError.notFinite) {
          try empiricalDistribution(series, edges: edges)
        }
      }
    }
    // Times that are not used are not looked at.
    #expect(throws: Never.self) { try empiricalDistribution(series, from: 6, edges: even) }
  }
}
