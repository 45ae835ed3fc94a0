import Statistics
import Surrogates

/// What the stage knows of its samples and of their noise.
extension TrainingStage {
  /// The samples that the ensemble is trained on, the held-out part of each network included.
  var sampleCount: Int { stream?.count ?? samples.count }

  /// How they are read; nil where they are in memory.
  var streamed: Summary.Surrogate.Streamed? {
    stream.map {
      Summary.Surrogate.Streamed(
        memory: SampleMemory(section).bytes / 0x1p20, windowRows: $0.windowRows,
        judgedSamples: samples.count)
    }
  }

  /// The walkers of network m, in order, each as often as it counts: those that are drawn, or of a single network
  /// those of all folds but one.
  func trainingWalkers(_ member: Int) -> [Int] {
    draws?.walkers(member)
      ?? (0..<scenario.sampling.walkers).filter { walkerSplit.fold(of: $0) != 0 }
  }

  /// Those that choose its best epoch.
  func leftOutWalkers(_ member: Int) -> [Int] {
    draws?.walkersLeftOut(member)
      ?? (0..<scenario.sampling.walkers).filter { walkerSplit.fold(of: $0) == 0 }
  }

  /// All samples of some walkers, whether they are in memory or not.
  func allSamples(of walkers: [Int]) -> SampleRows {
    let count = scenario.sampling.walkers
    return .periodic(places: walkers, period: count, groups: sampleCount / count)
  }

  /// The rows that a network of an ensemble is trained on; a single network leaves out a fold of the walkers.
  func trainingRows(_ member: Int) -> [Int] {
    draws?.rows(member) ?? walkerSplit.training(0)
  }

  /// Tr G, from what the run says of the noise.
  var noiseFloor: Estimate? {
    guard let covariance = results.summary.noiseCovariance?.value, !covariance.isEmpty else {
      return nil
    }
    return covariance.indices.dropFirst().reduce(covariance[0][0]) { $0 + covariance[$1][$1] }
  }

  var isPureForce: Bool {
    let loss = section.loss
    return loss.value == 0 && loss.score == 0 && !loss.isHeteroscedastic
  }
}
