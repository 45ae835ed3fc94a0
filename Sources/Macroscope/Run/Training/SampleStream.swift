import CoarseGraining
import Foundation
import LinearAlgebra
import Storage
import Surrogates

/// All stored samples of a run in its results.h5, more than are to be held in memory: what networks are trained on
/// then, and what has to be known of all of them before.
struct SampleStream: Sendable {
  let url: URL
  let count: Int
  let dimension: Int
  /// Samples are in the order of time, and at one time in that of the walkers.
  let walkers: Int
  /// The rows that are shuffled together.
  let windowRows: Int
  /// Of all samples, as those in memory are standardised, to the bit.
  let standardisation: Standardisation
  /// The box of all samples and ends of steps.
  let bounds: TrainingSamples.Bounds

  private static let positions = "/samples/midpoint"
  private static let endpoints = "/samples/position"

  /// Reads the positions twice and the endpoints once, piece by piece.
  ///
  /// - Throws: a `StorageError`, `TrainingError` for samples that are not of these walkers, `ValidationError`
  ///   where positions are not finite or constant.
  init(_ url: URL, walkers: Int, memory: SampleMemory) throws {
    let file = try HDF5File.open(url, inMemory: false)
    let shape = try file.shape(of: Self.positions)
    guard shape.count == 2, shape[1] > 0, try file.shape(of: Self.endpoints) == shape,
      shape[0] % walkers == 0
    else {
      throw TrainingError.invalidData("the stored samples are not those of \(walkers) walkers")
    }
    self.url = url
    self.walkers = walkers
    (count, dimension) = (shape[0], shape[1])
    windowRows = memory.windowRows(count, dimension: dimension)
    var moments = PositionMoments(dimension: dimension)
    var bounds = TrainingSamples.Bounds(dimension: dimension)
    try Self.forEachPiece(Self.positions, of: file) {
      moments.addToMean($0)
      bounds.include($0)
    }
    try Self.forEachPiece(Self.positions, of: file) { moments.addToDeviation($0) }
    try Self.forEachPiece(Self.endpoints, of: file) { bounds.include($0) }
    standardisation = try moments.standardisation
    self.bounds = bounds
  }

  /// The same training on all samples, streamed: they are fitted to what the samples in memory are.
  func training(_ training: NetworkTraining, results: RunResults) throws -> NetworkTraining {
    var streamed = training
    streamed.data = try StoredTrainingData(
      url, standardisation: training.standardisation,
      labels: labels(training, results: results))
    streamed.windowRows = windowRows
    return streamed
  }

  /// What replaces the stored gradients; nil where nothing does.
  private func labels(
    _ training: NetworkTraining, results: RunResults
  ) throws -> StoredTrainingData.Labels? {
    let bases = training.bases
    let d = dimension
    // On the thread that reads, one is enough.
    let fitted = try TrainingTargets.values(
      section: training.section, results: results, bases: bases, threads: 1)
    guard fitted != nil || !bases.isEmpty else { return nil }
    var sum = 0.0
    if let fitted {
      try Self.forEachPiece(Self.positions, of: HDF5File.open(url, inMemory: false)) {
        for value in fitted(Self.matrix($0, columns: d)) { sum += value }
      }
    }
    let mean = sum / Double(count)
    return StoredTrainingData.Labels(hasValues: fitted != nil) { positions, gradients in
      let points = Self.matrix(positions, columns: d)
      return (
        fitted.map { $0(points).map { $0 - mean } },
        TrainingTargets.gradients(gradients, at: points, bases: bases, threads: 1)
      )
    }
  }

  private static func matrix(_ elements: [Double], columns: Int) -> Matrix {
    Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }

  /// Calls `body` with the rows of an array in their order, about 2¹⁶ numbers at a time.
  private static func forEachPiece(
    _ location: String, of file: HDF5File, _ body: ([Double]) throws -> Void
  ) throws {
    let shape = try file.shape(of: location)
    let rows = try file.chunkRows(of: location) ?? max(1, (1 << 16) / shape[1])
    var piece: [Double] = []
    for first in stride(from: 0, to: shape[0], by: rows) {
      let range = first..<min(first + rows, shape[0])
      if piece.count != range.count * shape[1] {
        piece = [Double](repeating: 0, count: range.count * shape[1])
      }
      try piece.withUnsafeMutableBufferPointer {
        try file.readDoubles(location, rows: range, into: $0)
      }
      try body(piece)
    }
  }
}
