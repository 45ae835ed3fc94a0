import Macroscope

/// The potentials of a run on their common grid, each shifted by the constant that brings it
/// closest to the reference (or, without one, to the first of them) within 4T of the minimum.
///
/// A potential is defined up to a constant; without this, noise at the minimum alone would shift
/// the whole curve.
struct AlignedPotentials {
  /// One potential after the shift.
  struct Member {
    let method: String
    /// NaN where nothing supports a value.
    let values: [Double]
    let errors: [Double]
  }

  let axes: [GridAxis]
  let members: [Member]
  let reference: [Double]?
  let temperature: Double
  /// The top of the scale: the highest value, but no more than 10T.
  let cap: Double

  init(_ results: RunResults) {
    axes = results.grid
    reference = results.reference
    let kT = results.summary.potentialTemperature.value
    temperature = kT.isFinite && kT > 0 ? kT : 1
    let anchor = results.reference ?? results.potentials.first.map(Self.masked)
    let region = anchor.map { [limit = 4 * temperature] in Self.region($0, below: limit) } ?? []
    members = results.potentials.map { potential in
      let values = Self.masked(potential)
      let shift = anchor.map { Self.meanDifference(values, $0, over: region) } ?? 0
      return Member(
        method: potential.method, values: values.map { $0 - shift },
        errors: potential.standardErrors)
    }
    let shown = reference ?? members.first?.values ?? []
    cap = min(shown.filter(\.isFinite).max() ?? 1, 10 * temperature)
  }

  /// The points within 4T of the minimum of the reference, or of the first potential.
  var reportedRegion: [Int] {
    guard let anchor = reference ?? members.first?.values else { return [] }
    return Self.region(anchor, below: 4 * temperature)
  }

  /// The spacing of contour lines: one T, or a multiple that gives no more than twelve lines.
  var contourStep: Double {
    temperature * max(1, (cap / temperature / 12).rounded(.up))
  }

  /// The difference of a member and the reference; NaN where the member has no value.
  func error(of member: Member) -> [Double]? {
    reference.map { reference in zip(member.values, reference).map { $0 - $1 } }
  }

  /// The indices, per axis, of the lowest point of the reference or of the first potential.
  var minimum: [Int] {
    let values = reference ?? members.first?.values ?? []
    guard
      var index = values.indices.filter({ values[$0].isFinite }).min(by: { values[$0] < values[$1] }
      )
    else { return axes.map { _ in 0 } }
    var result: [Int] = []
    for axis in axes.reversed() {
      result.insert(index % axis.points.count, at: 0)
      index /= axis.points.count
    }
    return result
  }

  private static func masked(_ potential: GriddedPotential) -> [Double] {
    zip(potential.values, potential.supported).map { $1 ? $0 : .nan }
  }

  private static func region(_ values: [Double], below limit: Double) -> [Int] {
    guard let minimum = values.filter(\.isFinite).min() else { return [] }
    return values.indices.filter { values[$0] - minimum <= limit }
  }

  private static func meanDifference(
    _ a: [Double], _ b: [Double], over region: [Int]
  ) -> Double {
    let differences = region.map { a[$0] - b[$0] }.filter(\.isFinite)
    return differences.isEmpty ? 0 : differences.reduce(0, +) / Double(differences.count)
  }
}
