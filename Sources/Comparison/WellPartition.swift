import CoarseGraining

/// The wells of a potential on a grid: minima, basins and cores.
///
/// A minimum counts as a well by its topological persistence: the height of the lowest way from it to
/// a deeper minimum. Minima below `minimumDepth` (noise of V, unresolved roughness) are merged into
/// the neighbour that they first meet when V is flooded from below (watershed with union–find; Chazal,
/// Guibas, Oudot & Skraba, J. ACM 60, 41 (2013)). Every supported point belongs to the basin of its
/// lowest neighbour. The *core* of a well is the part of its basin that is connected to the
/// minimum below V_min + ½ · barrier, but not above V_min + `maximumCoreHeight`: what hits a core has
/// arrived, what only touches the ridge has not. Where V is known on an island of the support alone,
/// see docs/kinetics.md. O(n log n) for n points.
public struct WellPartition: Equatable, Sendable {
  /// A well.
  public struct Well: Equatable, Sendable {
    /// Where V is lowest, between grid points where the quadratic through the neighbours allows it.
    public let minimum: [Double]
    /// V there.
    public let energy: Double
    /// The height above the minimum of the lowest way to a deeper well; infinite for the deepest. For
    /// wells with no known way to a deeper one: of the lowest way to where V is unknown.
    public let depth: Double
    /// The height above the minimum of the lowest way out of the basin, to whichever well; infinite
    /// where there is none.
    public let barrier: Double
    /// The grid point of the minimum.
    public let gridPoint: Int
  }

  /// The grid: its points are the centres of the cells.
  public let axes: [UniformAxis]
  /// The wells, the lowest first.
  public let wells: [Well]
  /// For each grid point, row-major, the well that it belongs to, or `none`.
  public let basins: [Int32]
  /// For each grid point the well to whose core it belongs, or `none`.
  public let cores: [Int32]

  /// The label of points that belong to no well or core.
  public static let none: Int32 = -1

  /// The wells of `values`, given row-major on the points of one or two axes.
  ///
  /// Points that are not `supported`, or where V is not finite, belong to no well. `minimumDepth` > 0
  /// and `maximumCoreHeight` > 0 are energies; a multiple of the temperature (2T, say) for the latter
  /// keeps the core of a very deep well to where trajectories are. Without supported points there are
  /// no wells.
  public init(
    values: [Double], axes: [UniformAxis], supported: [Bool], minimumDepth: Double,
    maximumCoreHeight: Double = .infinity
  ) {
    precondition(axes.count == 1 || axes.count == 2, "one or two axes")
    let points = axes.reduce(1) { $0 * $1.count }
    precondition(values.count == points && supported.count == points, "one value per grid point")
    precondition(minimumDepth > 0 && maximumCoreHeight > 0, "heights must be positive")
    self.axes = axes
    let surface = GriddedSurface(
      values: values, isInside: zip(values, supported).map { $0.isFinite && $1 },
      columns: axes[axes.count - 1].count)
    let watershed = Watershed(of: surface, minimumDepth: minimumDepth)
    var found = watershed.minima.map { point in
      let refined = surface.refinedMinimum(at: point)
      return Minimum(point: point, energy: refined.energy, shift: refined.shift)
    }
    found.sort { ($0.energy, $0.point) < ($1.energy, $1.point) }
    let passes = Passes(
      over: surface, basins: watershed.labels(numbering: found.map(\.point)), wells: found.count)
    let kept = passes.keptWells(
      energies: found.map(\.energy), escapes: found.map { watershed.escapeLevel(from: $0.point) },
      minimumDepth: minimumDepth)
    wells = kept.map { well in
      let minimum = found[well.index]
      return Well(
        minimum: Self.position(of: minimum, axes: axes, columns: surface.columns),
        energy: minimum.energy, depth: well.depth, barrier: well.barrier,
        gridPoint: minimum.point)
    }
    basins = watershed.labels(numbering: wells.map(\.gridPoint))
    cores = Self.cores(
      of: wells, basins: basins, surface: surface, maximumHeight: maximumCoreHeight)
  }

  /// The well whose basin holds a point, or nil.
  public func basin(of q: [Double]) -> Int? { label(of: q, in: basins) }

  /// The well whose core holds a point, or nil.
  public func core(of q: [Double]) -> Int? { label(of: q, in: cores) }

  private func label(of q: [Double], in labels: [Int32]) -> Int? {
    precondition(q.count == axes.count, "a point of \(axes.count) coordinates expected")
    var cell = 0
    for (axis, x) in zip(axes, q) {
      guard let index = axis.index(of: x) else { return nil }
      cell = cell * axis.count + index
    }
    return labels[cell] == Self.none ? nil : Int(labels[cell])
  }

  /// A minimum of the surface, refined between the grid points.
  private struct Minimum {
    var point: Int
    var energy: Double
    /// In cells, along (rows, columns).
    var shift: (Double, Double)
  }

  private static func position(of minimum: Minimum, axes: [UniformAxis], columns: Int) -> [Double] {
    let (row, column) = (minimum.point / columns, minimum.point % columns)
    let last = axes[axes.count - 1]
    let x = last.center(column) + minimum.shift.1 * last.width
    return axes.count == 1 ? [x] : [axes[0].center(row) + minimum.shift.0 * axes[0].width, x]
  }

  /// Flood fill from each minimum, within its basin and up to its core's height.
  private static func cores(
    of wells: [Well], basins: [Int32], surface: GriddedSurface, maximumHeight: Double
  ) -> [Int32] {
    var cores = [Int32](repeating: none, count: basins.count)
    for (index, well) in wells.enumerated() {
      let label = Int32(index)
      let level = well.energy + min(0.5 * well.barrier, maximumHeight)
      var front = [well.gridPoint]
      cores[well.gridPoint] = label
      while let point = front.popLast() {
        surface.forEachNeighbour(of: point) { neighbour in
          guard basins[neighbour] == label, cores[neighbour] == none,
            surface.values[neighbour] <= level
          else { return }
          cores[neighbour] = label
          front.append(neighbour)
        }
      }
    }
    return cores
  }
}
