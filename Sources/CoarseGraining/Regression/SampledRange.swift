/// The range to fit a coordinate on when none is given: where 99 % of its samples lie, with a margin of
/// a tenth on both sides.
package func sampledRange(_ values: [Double]) -> ClosedRange<Double> {
  let sorted = values.sorted()
  guard let first = sorted.first, let last = sorted.last, last > first else {
    let centre = sorted.first ?? 0
    return (centre - 1)...(centre + 1)
  }
  let lower = sorted[Int(0.005 * Double(sorted.count - 1))]
  let upper = sorted[Int(0.995 * Double(sorted.count - 1))]
  let margin = 0.1 * (upper > lower ? upper - lower : last - first)
  return (lower - margin)...(upper + margin)
}
