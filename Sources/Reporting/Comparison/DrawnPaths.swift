import Comparison

/// The parts of the Hamiltonian trajectories that are drawn: whole ones where they are few and
/// short, otherwise a choice of them up to a time that bounds the size of the pictures.
struct DrawnPaths {
  /// A row over the times for the abscissa and one for the ordinate.
  typealias Curve = (x: [Double], y: [Double])

  let result: HamiltonianResult
  /// The trajectories that are drawn.
  let trajectories: [Int]
  /// How many of the recorded times are drawn.
  let times: Int

  /// No more trajectories and no more points, in all phase portraits together, are drawn in one
  /// dimension, where trajectories close, and in more, where they fill areas; all trajectories are
  /// in the table and the arrays.
  static let greatest = (
    closed: (trajectories: 6, points: 40_000), open: (trajectories: 3, points: 15_000)
  )
  /// Points nearer than this part of the extent of a picture are left out: a pixel or two.
  static let resolution = 0.004

  init(_ result: HamiltonianResult) {
    self.result = result
    let pairs = result.trajectories.first?.initialPosition.count ?? 1
    let greatest = pairs > 1 ? Self.greatest.open : Self.greatest.closed
    let all = Thinning.evenly(result.trajectories.count, to: greatest.trajectories)
    trajectories = all
    let share = max(200, greatest.points / max(1, 2 * all.count * pairs))
    // The time at which the first of the curves has used up its share.
    var times = result.time.count
    for pair in 0..<pairs {
      let curves = all.flatMap { Self.portrait(result.trajectories[$0], pair) }
      let extent = Self.extent(curves)
      for curve in curves {
        let kept = Thinning.path(curve.x, curve.y, distance: Self.distance(extent))
        if kept.count > share { times = min(times, kept[share]) }
      }
    }
    self.times = times
  }

  /// f and V of one trajectory in the plane of one coordinate and its momentum.
  static func portrait(_ trajectory: HamiltonianResult.Trajectory, _ pair: Int) -> [Curve] {
    [trajectory.original, trajectory.surrogate].compactMap { orbit in
      guard pair < orbit.position.count, pair < orbit.momentum.count else { return nil }
      return (orbit.position[pair], orbit.momentum[pair])
    }
  }

  /// f and V of one trajectory in the plane of two coordinates.
  static func path(_ trajectory: HamiltonianResult.Trajectory, _ i: Int, _ j: Int) -> [Curve] {
    [trajectory.original, trajectory.surrogate].compactMap { orbit in
      guard max(i, j) < orbit.position.count else { return nil }
      return (orbit.position[i], orbit.position[j])
    }
  }

  /// The curves of a plane, f and V in turn, as blocks that gnuplot tells apart, and their extent.
  func blocks(
    _ names: (String, String), _ plane: (HamiltonianResult.Trajectory) -> [Curve]
  ) -> (text: String, extent: Extent) {
    let curves = trajectories.flatMap { plane(result.trajectories[$0]) }.map { curve in
      (x: Array(curve.x.prefix(times)), y: Array(curve.y.prefix(times)))
    }
    let extent = Self.extent(curves)
    let blocks = curves.enumerated().map { index, curve in
      let kept = Thinning.path(curve.x, curve.y, distance: Self.distance(extent))
      let name = "\(index % 2 == 0 ? "f" : "V"), initial state \(trajectories[index / 2] + 1)"
      return "# \(name)\n"
        + PlotStyle.columns(
          ["time", names.0, names.1],
          [
            kept.map { $0 < result.time.count ? result.time[$0] : .nan }, kept.map { curve.x[$0] },
            kept.map { curve.y[$0] },
          ])
    }
    return (blocks.joined(separator: "\n\n"), extent)
  }

  /// Says so when not everything is drawn.
  var remark: String {
    var parts: [String] = []
    let (drawn, all) = (trajectories.count, result.trajectories.count)
    parts.append(drawn < all ? "\(drawn) of \(all) initial states" : "the trajectories")
    if times < result.time.count, times > 0 {
      parts.append("up to t = \(NumberFormat.number(result.time[times - 1], digits: 3))")
    }
    return parts == ["the trajectories"] ? "" : "Drawn are \(parts.joined(separator: ", "))."
  }

  /// The rectangle that holds curves.
  struct Extent: Equatable {
    var x: (lower: Double, upper: Double)
    var y: (lower: Double, upper: Double)

    static func == (a: Extent, b: Extent) -> Bool { a.x == b.x && a.y == b.y }
  }

  private static func extent(_ curves: [Curve]) -> Extent {
    func ends(_ values: [Double]) -> (lower: Double, upper: Double) {
      let finite = values.filter(\.isFinite)
      return (finite.min() ?? 0, finite.max() ?? 0)
    }
    return Extent(x: ends(curves.flatMap(\.x)), y: ends(curves.flatMap(\.y)))
  }

  private static func distance(_ extent: Extent) -> (x: Double, y: Double) {
    (
      resolution * (extent.x.upper - extent.x.lower),
      resolution * (extent.y.upper - extent.y.lower)
    )
  }
}
