/// Floods a surface from below and keeps the minima that persist.
///
/// A minimum on the rim of the supported region is none as far as anyone can tell, since V may go on
/// falling outside: it is merged into the first basin that it meets, whatever the depth.
struct Watershed {
  /// The grid points of the minima that persist.
  let minima: [Int]
  /// For each point inside the minimum that it belongs to, elsewhere −1.
  private let owners: [Int]
  /// For each minimum the level at which its flood reaches the rim.
  private let escapes: [Int: Double]

  init(of surface: GriddedSurface, minimumDepth: Double) {
    let values = surface.values
    let order = values.indices.filter { surface.isInside[$0] }.sorted(by: surface.precedes)
    let isRim = values.indices.map { surface.isInside[$0] && surface.isRim($0) }
    var isFlooded = [Bool](repeating: false, count: values.count)
    var basins = DisjointSets(count: values.count)
    // The lakes join at every pass, so that the level of the first contact with the rim is known.
    var lakes = DisjointSets(count: values.count)
    var escape = [Double](repeating: .infinity, count: values.count)

    for point in order {
      var lowest = -1
      surface.forEachNeighbour(of: point) { neighbour in
        guard isFlooded[neighbour] else { return }
        if lowest < 0 || surface.precedes(neighbour, lowest) { lowest = neighbour }
      }
      isFlooded[point] = true
      if isRim[point] { escape[point] = values[point] }
      guard lowest >= 0 else { continue }
      basins.join(point, to: basins.root(lowest))
      surface.forEachNeighbour(of: point) { neighbour in
        guard isFlooded[neighbour] else { return }
        Self.meet(
          &basins, point, neighbour, level: values[point], surface, isRim, minimumDepth)
        let (a, b) = (lakes.root(point), lakes.root(neighbour))
        if a != b {
          let (older, younger) = surface.precedes(a, b) ? (a, b) : (b, a)
          lakes.join(younger, to: older)
          if min(escape[older], escape[younger]) < .infinity {
            // A lake that is joined to one with an outlet drains at the pass between them.
            escape[older] = min(escape[older], values[point])
          }
        }
      }
    }
    var owners = [Int](repeating: -1, count: values.count)
    for point in order { owners[point] = basins.root(point) }
    let minima = order.filter { owners[$0] == $0 }
    self.owners = owners
    self.minima = minima
    escapes = Dictionary(
      uniqueKeysWithValues: minima.map { ($0, escape[lakes.root($0)]) })
  }

  /// For each point the position in `points` of the minimum that it belongs to, or −1.
  func labels(numbering points: [Int]) -> [Int32] {
    var numbers: [Int: Int32] = [:]
    for (number, point) in points.enumerated() { numbers[point] = Int32(number) }
    return owners.map { numbers[$0] ?? WellPartition.none }
  }

  /// The level at which the water that rises in the island of a minimum first reaches its rim.
  func escapeLevel(from minimum: Int) -> Double { escapes[minimum] ?? .infinity }

  /// Merges the basins of two points that meet at a level, unless both persist.
  private static func meet(
    _ basins: inout DisjointSets, _ a: Int, _ b: Int, level: Double, _ surface: GriddedSurface,
    _ isRim: [Bool], _ minimumDepth: Double
  ) {
    let (first, second) = (basins.root(a), basins.root(b))
    guard first != second else { return }
    let (older, younger) = surface.precedes(first, second) ? (first, second) : (second, first)
    let (stays, goes) =
      isRim[older] && !isRim[younger] ? (younger, older) : (older, younger)
    if isRim[goes] || level - surface.values[goes] < minimumDepth {
      basins.join(goes, to: stays)
    }
  }
}

/// The lowest passes between basins.
struct Passes {
  private struct Pass {
    var a: Int
    var b: Int
    var level: Double
  }

  /// The lowest pass of each pair of adjacent basins, the lowest first.
  private let passes: [Pass]
  private let wells: Int

  init(over surface: GriddedSurface, basins: [Int32], wells: Int) {
    var levels: [Int: Double] = [:]
    for point in basins.indices where basins[point] != WellPartition.none {
      surface.forEachNeighbour(of: point) { neighbour in
        let (a, b) = (Int(basins[point]), Int(basins[neighbour]))
        guard a < b else { return }
        let level = max(surface.values[point], surface.values[neighbour])
        levels[a * wells + b] = min(levels[a * wells + b] ?? .infinity, level)
      }
    }
    passes = levels.map { Pass(a: $0.key / wells, b: $0.key % wells, level: $0.value) }
      .sorted { ($0.level, $0.a, $0.b) < ($1.level, $1.a, $1.b) }
    self.wells = wells
  }

  /// The wells with their depths and barriers, given the energies in ascending order.
  ///
  /// The lowest well of an island of the support, with no known way to a deeper one, reaches up to
  /// the island's escape level. If it is the island's only well and shallower than `minimumDepth` so,
  /// it is a scrap of some slope and is left out.
  func keptWells(
    energies: [Double], escapes: [Double], minimumDepth: Double
  ) -> [(index: Int, depth: Double, barrier: Double)] {
    var depths = [Double](repeating: .infinity, count: wells)
    var barriers = [Double](repeating: .infinity, count: wells)
    var islands = DisjointSets(count: wells)
    for pass in passes {
      barriers[pass.a] = min(barriers[pass.a], pass.level - energies[pass.a])
      barriers[pass.b] = min(barriers[pass.b], pass.level - energies[pass.b])
      let (a, b) = (islands.root(pass.a), islands.root(pass.b))
      guard a != b else { continue }
      let (older, younger) = (min(a, b), max(a, b))
      depths[younger] = pass.level - energies[younger]
      islands.join(younger, to: older)
    }
    return (0..<wells).compactMap { well in
      guard well > 0, depths[well] == .infinity else { return (well, depths[well], barriers[well]) }
      let height = max(escapes[well] - energies[well], 0)
      let isAlone = barriers[well] == .infinity
      if isAlone && height < minimumDepth { return nil }
      return (well, height, isAlone ? height : barriers[well])
    }
  }
}
