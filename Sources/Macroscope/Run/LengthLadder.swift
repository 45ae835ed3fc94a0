/// The lengths at which a run that stops at a target error is looked at: its longest length divided by powers
/// of √2, in whole segments.
///
/// They are properties of the scenario, so that a run stops at the same step on any machine and after any
/// interruption. Their even spacing on a logarithmic scale keeps their number small, whatever the longest
/// length is, and with it the bias of stopping when an estimate happens to be low; and half of each length
/// that is long against a segment is another one.
package struct LengthLadder: Equatable {
  /// Steps, ascending; the last is the longest.
  package let lengths: [Int]
  /// The run may stop at this length, and at those above.
  package let least: Int

  /// - Parameters:
  ///   - longest: the steps that are taken at most.
  ///   - least: no stop before this length.
  ///   - segment: lengths but the longest are multiples of this.
  package init(longest: Int, least: Int, segment: Int) {
    var descending = [longest]
    var rung = 1
    while true {
      let exact =
        Double(longest >> (rung / 2)) * (rung.isMultiple(of: 2) ? 1 : 0.5.squareRoot())
      // Down to half of the least length, where the first half of the shortest run ends.
      guard 2 * exact >= Double(least), exact >= Double(segment) else { break }
      let length = (Int(exact) + segment - 1) / segment * segment
      if length < descending[descending.count - 1] { descending.append(length) }
      rung += 1
    }
    lengths = descending.reversed()
    self.least = least
  }

  /// Whether the run may stop after so many steps.
  package func isStop(_ steps: Int) -> Bool { steps >= least && lengths.contains(steps) }
}

extension SamplingSection {
  /// The time that a run recorded: that of the scenario, unless it stopped at its target error.
  func recordedTime(_ taken: Summary.Sampling) -> Double {
    let steps = taken.targetError == nil ? records * recordEvery : taken.steps - burnInSteps
    return Double(steps) * step
  }

  /// Where the recorded part of the run may stop; nil when it takes all steps.
  ///
  /// Not before it is as long as the burn-in: that is what the scenario holds to be long enough to forget a
  /// state.
  func ladder(segment: Int) -> LengthLadder? {
    targetError.map { _ in
      LengthLadder(
        longest: records * recordEvery, least: max(burnInSteps, Self.fewestRecords * recordEvery),
        segment: segment)
    }
  }
}
