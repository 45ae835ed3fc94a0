import Foundation
import Statistics
import Testing

@Suite struct AutocorrelationTests {
  // Reference: the direct sum in numpy.
  @Test func matchesTheDirectSum() throws {
    let rho = try autocorrelation(of: referenceSample)
    let reference = [
      1.0, -0.24262318336522753, -0.3613227996144696, -0.2038319191567202, 0.38010441492237446,
    ]
    #expect(rho.count == 24)
    for (x, y) in zip(rho, reference) { #expect(abs(x - y) < 1e-14) }
    #expect(abs(rho[23] - 0.09840065540289474) < 1e-14)
  }

  @Test(arguments: [2, 3, 5, 16, 17, 100])
  func matchesTheDirectSumForAnyLength(length: Int) throws {
    let x = normalSample(length, seed: UInt64(length))
    let rho = try autocorrelation(of: x)
    let centre = x.reduce(0, +) / Double(length)
    let c = x.map { $0 - centre }
    let variance = c.reduce(0) { $0 + $1 * $1 } / Double(length)
    for lag in 0..<length {
      let sum = (0..<(length - lag)).reduce(0) { $0 + c[$1] * c[$1 + lag] }
      #expect(abs(rho[lag] - sum / Double(length - lag) / variance) < 1e-12)
    }
    #expect(try autocorrelation(of: x, maximumLag: 1).count == 2)
    let short = try autocorrelation(of: x, maximumLag: 1)
    #expect(abs(short[1] - rho[1]) < 1e-12)
  }

  @Test func poolsChainsAboutTheirCommonMean() throws {
    let chains = [[1.0, 2, 4], [8, 6, 7, 3]]
    let all = chains.flatMap { $0 }
    let centre = all.reduce(0, +) / 7
    let variance = all.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / 7
    let rho = try autocorrelation(ofChains: chains)
    #expect(rho.count == 4)
    for lag in 0..<4 {
      var (sum, pairs) = (0.0, 0.0)
      for chain in chains {
        for t in 0..<max(0, chain.count - lag) {
          sum += (chain[t] - centre) * (chain[t + lag] - centre)
          pairs += 1
        }
      }
      #expect(abs(rho[lag] - sum / pairs / variance) < 1e-14)
    }
  }

  @Test func survivesExtremeScales() throws {
    let x = normalSample(64, seed: 3)
    let reference = try autocorrelation(of: x)
    for scale in [1e-200, 1e200] {
      for (a, b) in zip(try autocorrelation(of: x.map { $0 * scale }), reference) {
        #expect(abs(a - b) < 1e-12)
      }
    }
  }

  @Test func refusesBadInput() {
    #expect(throws: StatisticsError.constant) { try autocorrelation(of: [2, 2, 2]) }
    #expect(throws: StatisticsError.notFinite) { try autocorrelation(of: [1, .nan]) }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 1)) { try autocorrelation(of: [1]) }
    #expect(throws: StatisticsError.tooFew(needed: 2, got: 0)) {
      try autocorrelation(ofChains: [])
    }
  }
}
