import Dynamics
import Statistics

/// How well the sampled run is in equilibrium: mixing of the positions, law of the momenta where there
/// are some.
package struct EquilibriumDiagnostics {
  /// The slowest coordinate's autocorrelation time, in physical time; undefined when there is none.
  let slowestTime: Estimate
  let effectiveSamples: Double
  /// Split-R̂ of each coordinate over the walkers.
  let splitRHat: [Double]
  /// Change of the mean of each coordinate from the first to the second half of the run, in standard
  /// deviations of the coordinate, with its standard error.
  let drift: [Estimate]
  /// Change of the standard deviation of each coordinate from the first to the second half of the run, relative to the
  /// standard deviation. A coordinate that oscillates has the right mean long before it has the right energy.
  let spreadDrift: [Estimate]
  /// Kurtosis of each momentum component over walkers and time; 3 for a normal law.
  let kurtosis: [Estimate]
  /// Normality of the momenta across walkers at the end of the run: independent values.
  let tests: [(key: String, component: String?, test: NormalityTest)]
  let functions: AutocorrelationFunctions?

  /// From its parts; what is left out is undefined.
  package init(
    slowestTime: Estimate = .undefined, splitRHat: [Double] = [], drift: [Estimate] = [],
    spreadDrift: [Estimate] = [], kurtosis: [Estimate] = [],
    tests: [(key: String, component: String?, test: NormalityTest)] = []
  ) {
    (effectiveSamples, functions) = (.nan, nil)
    self.slowestTime = slowestTime
    self.splitRHat = splitRHat
    self.drift = drift
    self.spreadDrift = spreadDrift
    self.kurtosis = kurtosis
    self.tests = tests
  }

  init(_ run: SampledRun, coordinates: [String]) throws {
    let d = run.moments.dimension
    let interval = Double(run.traces.interval * run.schedule.every) * run.map.step
    let times = (0..<d).map { integratedAutocorrelationTime(of: run.traces.positions($0)) }
    let slowest = times.compactMap(\.estimate).max { $0.value < $1.value }
    slowestTime = slowest.map { interval * $0 } ?? .undefined
    let total = run.time * Double(run.layout.walkers)
    effectiveSamples =
      slowest.map { total / max(2 * interval * $0.value, run.map.step) } ?? .nan
    splitRHat = (0..<d).map { Self.splitRHat(run.moments, firstHalf: run.firstHalf, $0) }
    drift = (0..<d).map { Self.drift(run, $0) }
    spreadDrift = (0..<d).map { Self.spreadDrift(run, $0) }
    kurtosis = run.map.hasMomentum ? try (0..<d).map { try run.moments.kurtosis($0) } : []
    tests =
      run.map.hasMomentum ? Self.normality(run.finalMomenta, coordinates: coordinates) : []
    functions = Self.functions(run, times: times, interval: interval)
  }

  /// From each walker's sums over both halves of the run.
  static func splitRHat(
    _ moments: WalkerMoments, firstHalf: WalkerMoments, _ i: Int
  ) -> Double {
    let halves = [firstHalf, moments.subtracting(firstHalf)]
    var means: [Double] = []
    var variances: [Double] = []
    for half in halves where half.records > 1 {
      let n = Double(half.records)
      let mean = half.means(half.index.position(i))
      let square = half.means(half.index.positionSquare(i))
      means += mean
      variances += zip(square, mean).map { max($0 - $1 * $1, 0) * n / (n - 1) }
    }
    return Statistics.splitRHat(
      means: means, variances: variances, length: halves.map(\.records).min() ?? 0)
  }

  private static func drift(_ run: SampledRun, _ i: Int) -> Estimate {
    let second = run.moments.subtracting(run.firstHalf)
    guard second.records > 0, run.firstHalf.records > 0,
      let variance = try? run.moments.positionVariance(i).value, variance > 0
    else { return .undefined }
    let change = zip(
      second.means(second.index.position(i)), run.firstHalf.means(second.index.position(i))
    ).map { $0 - $1 }
    return mean(ofIndependent: change) / variance.squareRoot()
  }

  /// Half the change of the mean square about the mean of the whole run, over the variance.
  private static func spreadDrift(_ run: SampledRun, _ i: Int) -> Estimate {
    let second = run.moments.subtracting(run.firstHalf)
    guard second.records > 0, run.firstHalf.records > 0,
      let variance = try? run.moments.positionVariance(i).value, variance > 0
    else { return .undefined }
    let centre = mean(ofIndependent: run.moments.means(run.moments.index.position(i))).value
    func squares(_ half: WalkerMoments) -> [Double] {
      zip(half.means(half.index.positionSquare(i)), half.means(half.index.position(i))).map {
        $0 - 2 * centre * $1
      }
    }
    let change = zip(squares(second), squares(run.firstHalf)).map { $0 - $1 }
    return mean(ofIndependent: change) / (2 * variance)
  }

  private static func normality(
    _ momenta: [[Double]], coordinates: [String]
  ) -> [(key: String, component: String?, test: NormalityTest)] {
    var results: [(key: String, component: String?, test: NormalityTest)] = []
    func add(_ name: String, _ component: String?, _ test: () throws -> NormalityTest) {
      // A test that cannot be made of these numbers (too few, constant) has no result.
      guard let result = try? test() else { return }
      results.append((component.map { "\(name)[\($0)]" } ?? name, component, result))
    }
    for (i, name) in coordinates.enumerated() {
      let component = momenta.map { $0[i] }
      add("anderson_darling", name) { try andersonDarling(component) }
      add("shapiro_wilk", name) { try shapiroWilk(component) }
    }
    add("mardia_skewness", nil) { try mardiaSkewness(momenta) }
    add("mardia_kurtosis", nil) { try mardiaKurtosis(momenta) }
    add("henze_zirkler", nil) { try henzeZirkler(momenta) }
    return results
  }

  /// Autocorrelation functions up to ten times the slowest autocorrelation time.
  private static func functions(
    _ run: SampledRun, times: [AutocorrelationTime], interval: Double
  ) -> AutocorrelationFunctions? {
    let slowest = times.compactMap { $0.estimate?.value }.max() ?? 1
    let lags = min(
      max(20, Int(max(0, min(1e9, (10 * slowest).rounded(.up))))), run.traces.length / 2)
    guard lags > 0 else { return nil }
    func function(_ chains: [[Double]]) -> [Double] {
      let values = (try? autocorrelation(ofChains: chains, maximumLag: lags)) ?? []
      return values + [Double](repeating: .nan, count: lags + 1 - values.count)
    }
    let d = times.count
    return AutocorrelationFunctions(
      lag: (0...lags).map { Double($0) * interval },
      position: (0..<d).map { function(run.traces.positions($0)) },
      momentum: run.map.hasMomentum ? (0..<d).map { function(run.traces.momenta($0)) } : [])
  }
}
