import Statistics

extension SampledSupport {
  /// `count` points spread evenly over the supported cells: the cells are taken in turn (by
  /// stratified shares of the count) and each point is uniform in its own.
  ///
  /// Point n depends on the generator and n alone for a given count. Empty when no cell is
  /// supported. O(cells + count).
  public func points(count: Int, generator: Philox) -> [[Double]] {
    let cells = effectiveSamples.indices.filter { effectiveSamples[$0] >= threshold }
    guard !cells.isEmpty, count > 0 else { return [] }
    let share = Double(cells.count) / Double(count)
    let columns = axes[axes.count - 1].count
    return (0..<count).map { n in
      let (shift, u) = generator.uniforms(UInt64(n), 0)
      let cell = cells[min(Int((Double(n) + shift) * share), cells.count - 1)]
      let places = [u, generator.uniform(UInt64(n), 1)]
      let indices = axes.count == 2 ? [cell / columns, cell % columns] : [cell]
      return axes.indices.map { i in
        axes[i].lower + (Double(indices[i]) + places[i]) * axes[i].width
      }
    }
  }
}
