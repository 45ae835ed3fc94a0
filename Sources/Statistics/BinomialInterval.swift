/// Wilson's score interval for the probability behind `successes` out of `trials` independent trials.
///
/// Never leaves [0, 1] and is meaningful with 0 successes, unlike p ± z√(p(1−p)/n) (Wilson 1927;
/// Brown, Cai & DasGupta 2001). No trials give [0, 1].
public func wilsonInterval(
  successes: Int, trials: Int, confidence: Double = 0.95
) -> ClosedRange<Double> {
  precondition(0 <= successes && successes <= trials, "successes must lie in 0...trials")
  precondition(confidence > 0 && confidence < 1, "the confidence must lie in (0, 1)")
  guard trials > 0 else { return 0...1 }
  let z = normalQuantile(0.5 + 0.5 * confidence)
  let n = Double(trials)
  let p = Double(successes) / n
  let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
  let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
  // Exact at the ends, where rounding would miss 0 or 1 by an ulp.
  let lower = successes == 0 ? 0 : max(0, centre - half)
  let upper = successes == trials ? 1 : min(1, centre + half)
  return lower...upper
}

/// The exact (Garwood 1936) interval for the mean of a Poisson variable observed as `events`.
///
/// Divide by the exposure for a rate; with no events it still gives an upper bound.
public func poissonInterval(events: Int, confidence: Double = 0.95) -> ClosedRange<Double> {
  precondition(events >= 0, "a count of events cannot be negative")
  precondition(confidence > 0 && confidence < 1, "the confidence must lie in (0, 1)")
  let tail = 0.5 - 0.5 * confidence
  let lower = events == 0 ? 0 : 0.5 * chiSquaredQuantile(tail, 2 * Double(events))
  return lower...(0.5 * chiSquaredQuantile(1 - tail, 2 * Double(events) + 2))
}
