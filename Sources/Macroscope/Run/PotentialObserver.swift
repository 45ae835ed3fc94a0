import CoarseGraining
import Dynamics

/// Feeds the recorded positions into histograms and the mid-step gradients into the normal
/// equations of the force regression.
final class PotentialObserver: BlockObserver {
  let histograms: [Histogram]
  let forces: ForceNormalEquations?

  init(histograms: [Histogram], forces: ForceNormalEquations?) {
    self.histograms = histograms
    self.forces = forces
  }

  func observe(_ frame: borrowing BlockFrame) {
    let position = frame.position
    let midpoint = frame.midpoint
    let gradient = frame.gradient
    frame.layout.forEachCohort(inBlock: frame.block) { lanes, cohort in
      for histogram in histograms { histogram.add(position, lanes: lanes, cohort: cohort) }
      forces?.add(midpoint: midpoint, gradient: gradient, lanes: lanes, cohort: cohort)
    }
  }
}
