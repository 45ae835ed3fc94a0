import LinearAlgebra
import Storage

extension PotentialObserver: Checkpointable {
  package var state: StateArchive {
    var state = StateArchive()
    for (index, histogram) in histograms.enumerated() {
      state.put(histogram.storage.everything, as: "histogram\(index)")
    }
    if let forces { state.put(forces.storage.everything, as: "forces") }
    return state
  }

  package func restore(_ state: StateArchive) throws(StorageError) {
    for (index, histogram) in histograms.enumerated() {
      try histogram.storage.restore(state, "histogram\(index)")
    }
    try forces?.storage.restore(state, "forces")
  }
}

extension SampleCounts {
  fileprivate var numbers: [Double] { [inside, outside, notFinite] }
}

extension HistogramSnapshot {
  /// The counts as numbers.
  package var state: StateArchive {
    var state = StateArchive()
    state.put(counts, as: "counts")
    state.put(samples.numbers, as: "samples")
    return state
  }

  /// The counts over given bins from their numbers.
  package init(_ state: StateArchive, axes: [UniformAxis]) throws(StorageError) {
    self.init(
      axes: axes, counts: try state.reals("counts", count: axes.reduce(1) { $0 * $1.count }),
      samples: SampleCounts(try state.reals("samples", count: 3)))
  }
}

extension ForceMoments {
  /// The sums as numbers.
  package var state: StateArchive {
    var state = StateArchive()
    state.put(Array(sums), as: "sums")
    state.put(gradientProducts.elements, as: "gradient_products")
    state.put(samples.numbers, as: "samples")
    return state
  }

  /// The sums over the cells of given bases from their numbers.
  package init(_ state: StateArchive, bases: [BSplineBasis]) throws(StorageError) {
    let d = bases.count
    let cells = bases.reduce(1) { $0 * $1.intervals }
    self.init(
      bases: bases, samples: SampleCounts(try state.reals("samples", count: 3)),
      gradientProducts: Matrix(
        rows: d, columns: d, elements: try state.reals("gradient_products", count: d * d)),
      sums: try state.reals("sums", count: cells * ForceCellAlgebra.numbers))
  }
}
