import Dynamics

/// Feeds the recorded positions into histograms and the mid-step gradients into the normal
/// equations of the force regression.
package final class PotentialObserver: BlockObserver {
  package let histograms: [Histogram]
  package let forces: ForceNormalEquations?

  package init(histograms: [Histogram], forces: ForceNormalEquations?) {
    self.histograms = histograms
    self.forces = forces
  }

  package func observe(_ frame: borrowing BlockFrame) {
    let position = frame.position
    let midpoint = frame.midpoint
    let gradient = frame.gradient
    frame.layout.forEachCohort(inBlock: frame.block) { lanes, cohort in
      for histogram in histograms { histogram.add(position, lanes: lanes, cohort: cohort) }
      forces?.add(midpoint: midpoint, gradient: gradient, lanes: lanes, cohort: cohort)
    }
  }
}
