import Foundation

/// Points at which a potential is probed before a run: where walkers start, the middle and the
/// corners of a box, and points spread evenly over it.
struct ProbePoints {
  /// The box as one interval per coordinate.
  let box: [ClosedRange<Double>]
  /// Points in the box that fill it evenly.
  static let interiorCount = 500
  /// All corners are probed up to this dimension, above it only two opposite ones.
  static let cornerDimension = 8

  /// The domain, or where the walkers start: two deviations about their mean.
  init(_ scenario: Scenario) {
    if let domain = scenario.domain {
      box = domain.intervals
      return
    }
    switch scenario.sampling.initial.positions {
    case .normal(let mean, let deviation):
      box = zip(mean, deviation).map { $0 - 2 * $1...$0 + 2 * $1 }
    case .points(let points):
      box = (0..<scenario.dimension).map { i in
        let values = points.map { $0[i] }
        return (values.min() ?? 0)...(values.max() ?? 0)
      }
    }
  }

  var centre: [Double] { box.map { $0.lowerBound / 2 + $0.upperBound / 2 } }

  var corners: [[Double]] {
    let dimension = box.count
    let masks =
      dimension <= Self.cornerDimension ? Array(0..<(1 << dimension)) : [0, Int.max]
    return masks.map { mask in
      (0..<dimension).map { i in
        mask >> min(i, 62) & 1 == 0 ? box[i].lowerBound : box[i].upperBound
      }
    }
  }

  /// The additive recurrence with the generalised golden ratio, a sequence of low discrepancy in any
  /// dimension: components (½ + n φ^−(i+1)) mod 1 with φ^(d+1) = φ + 1 (Roberts 2018).
  var interior: [[Double]] {
    let exponent = Double(box.count) + 1
    var ratio = 2.0
    // The fixed-point iteration φ ← (1 + φ)^(1/(d+1)) contracts; 60 rounds reach full precision.
    for _ in 0..<60 { ratio = pow(1 + ratio, 1 / exponent) }
    var increments: [Double] = []
    var increment = 1.0
    for _ in box {
      increment /= ratio
      increments.append(increment)
    }
    return (1...Self.interiorCount).map { n in
      zip(box, increments).map { interval, increment in
        let fraction = (0.5 + Double(n) * increment).truncatingRemainder(dividingBy: 1)
        return interval.lowerBound + fraction * (interval.upperBound - interval.lowerBound)
      }
    }
  }
}
