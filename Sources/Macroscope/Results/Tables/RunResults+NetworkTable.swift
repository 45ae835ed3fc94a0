import LinearAlgebra
import Storage
import Surrogates

extension RunResults {
  /// V of the networks with its standard error, on the grid of the results, or above two coordinates at the
  /// stored samples.
  public func networkTable(_ model: SurrogateModel) -> CSVTable {
    let points: [[Double]]
    if grid.isEmpty {
      let d = max(model.dimension, 1)
      let positions = samples?.position ?? []
      points = stride(from: 0, to: positions.count / d * d, by: d).map {
        Array(positions[$0..<($0 + d)])
      }
    } else {
      let columns = gridPoints(grid.map(\.points))
      points = columns[0].indices.map { n in columns.map { $0[n] } }
    }
    return model.table(at: .list(points)) { points in
      NeuralPotential(model).memberValues(
        at: Matrix(
          rows: points.count, columns: model.dimension, elements: points.flatMap { $0 }))
    }
  }
}
