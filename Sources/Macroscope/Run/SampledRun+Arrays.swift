import Statistics

extension SampledRun {
  /// Histograms of the momenta over walkers and time (from the stored samples), and the final ones; nil
  /// where there are no momenta.
  var momentumDistribution: MomentumDistribution? {
    guard map.hasMomentum else { return nil }
    let d = moments.dimension
    let stored = samples.momentum
    var edges: [[Double]] = []
    var counts: [[Double]] = []
    let bins = 80
    for i in 0..<d {
      let variance = moments.ensembleMean(moments.index.momentumProduct(i, i))
      let width = 5 * max(variance, 1e-300).squareRoot()
      var row = [Double](repeating: 0, count: bins)
      for n in stride(from: i, to: stored.count, by: d) {
        let place = ((stored[n] / width + 1) * Double(bins) / 2).rounded(.down)
        if place >= 0, place < Double(bins) { row[Int(place)] += 1 }
      }
      counts.append(row)
      edges.append((0...bins).map { width * (2 * Double($0) / Double(bins) - 1) })
    }
    return MomentumDistribution(
      edges: edges, counts: counts, snapshot: finalMomenta.flatMap { $0 })
  }

  /// The temperature along the run.
  var temperatureConvergence: Convergence {
    Convergence(
      time: checkpoints.map(\.time), temperature: checkpoints.map(\.temperature.value),
      temperatureStandardError: checkpoints.map(\.temperature.standardError))
  }

  /// The stored states, with the last gradient of each window.
  var storedSamples: StoredSamples? {
    guard samples.count > 0 else { return nil }
    let d = samples.dimension
    let window = samples.windowLength
    let midpoint = samples.midpoint
    let gradient = samples.gradient
    func last(_ values: [Double]) -> [Double] {
      (0..<samples.count).flatMap { n -> ArraySlice<Double> in
        let base = (n * window + window - 1) * d
        return values[base..<(base + d)]
      }
    }
    return StoredSamples(
      dimension: d, position: samples.position, momentum: map.hasMomentum ? samples.momentum : [],
      midpoint: last(midpoint), gradient: last(gradient))
  }
}
