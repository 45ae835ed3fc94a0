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
