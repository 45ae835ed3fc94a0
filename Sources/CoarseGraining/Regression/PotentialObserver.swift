import Dynamics

/// Feeds the recorded positions into histograms and the mid-step gradients into the normal
/// equations of the force regression.
package final class PotentialObserver: BlockObserver {
  package let histograms: [Histogram]
  package let forces: ForceNormalEquations?
  private let all: ObserverChain?

  package init(histograms: [Histogram], forces: ForceNormalEquations?) {
    self.histograms = histograms
    self.forces = forces
    all = ObserverChain(histograms + (forces.map { [$0] } ?? []))
  }

  package func observe(_ frame: borrowing BlockFrame) { all?.observe(frame) }
}

extension Histogram: BlockObserver {
  /// Adds the recorded positions.
  public func observe(_ frame: borrowing BlockFrame) {
    let position = frame.position
    frame.layout.forEachCohort(inBlock: frame.block) { lanes, cohort in
      add(position, lanes: lanes, cohort: cohort)
    }
  }
}

extension ForceNormalEquations: BlockObserver {
  /// Adds the gradients at mid-step.
  public func observe(_ frame: borrowing BlockFrame) {
    let midpoint = frame.midpoint
    let gradient = frame.gradient
    frame.layout.forEachCohort(inBlock: frame.block) { lanes, cohort in
      add(midpoint: midpoint, gradient: gradient, lanes: lanes, cohort: cohort)
    }
  }
}
