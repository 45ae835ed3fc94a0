import Foundation
import Storage
import Synchronization

/// Samples in an HDF5 file, such as the `results.h5` of a run, read piece by piece: they need not
/// fit into memory.
public final class StoredTrainingData: TrainingData {
  /// Where in the file the arrays are.
  public struct Locations: Codable, Hashable, Sendable {
    /// n × d.
    public var positions: String
    /// n; nil: none.
    public var values: String?
    /// n × d: the gradient, not the force.
    public var gradients: String?
    /// n.
    public var weights: String?
    /// n integers.
    public var scales: String?

    /// The points and gradients of a run, where nothing else is stated.
    public init(
      positions: String = "/samples/midpoint", values: String? = nil,
      gradients: String? = "/samples/gradient", weights: String? = nil, scales: String? = nil
    ) {
      self.positions = positions
      self.values = values
      self.gradients = gradients
      self.weights = weights
      self.scales = scales
    }
  }

  /// What stored samples are fitted to where that is not what the file has: from their positions and gradients,
  /// row-major as they are stored, the values (nil: none) and the gradients. It is called once for each piece that
  /// is read.
  public struct Labels: Sendable {
    let hasValues: Bool
    let compute:
      @Sendable (_ positions: [Double], _ gradients: [Double]) throws -> (
        values: [Double]?, gradients: [Double]
      )

    /// Labels that a function computes.
    public init(
      hasValues: Bool,
      compute:
        @escaping @Sendable (_ positions: [Double], _ gradients: [Double]) throws -> (
          values: [Double]?, gradients: [Double]
        )
    ) {
      self.hasValues = hasValues
      self.compute = compute
    }
  }

  public let count: Int
  public let dimension: Int
  public let columns: TrainingBuffer.Columns
  public let chunkRows: Int
  public var resident: TrainingBuffer? { nil }
  private let locations: Locations
  private let reader: SampleReader
  private let labels: Labels?
  private let source: Mutex<Source>

  private struct Source: ~Copyable {
    let file: HDF5File
    var scratch: [String: [Double]] = [:]
    var indices: [Int] = []
  }

  /// Opens a file; nothing is read but the shapes.
  ///
  /// - Parameters:
  ///   - url: the file.
  ///   - locations: the arrays to read.
  ///   - standardisation: applied to all that is read; nil: it is taken as it is.
  ///   - labels: replaces values and gradients, before they are standardised; nil: they are taken as they are.
  /// - Throws: a `StorageError` where the file or an array is missing, and
  ///   `TrainingError.invalidData` where shapes do not fit.
  public init(
    _ url: URL, locations: Locations = Locations(), standardisation: Standardisation? = nil,
    labels: Labels? = nil
  ) throws {
    let file = try HDF5File.open(url, inMemory: false)
    let shape = try file.shape(of: locations.positions)
    guard shape.count == 2, shape[1] > 0 else {
      throw TrainingError.invalidData("'\(locations.positions)' is not a list of positions")
    }
    var columns: TrainingBuffer.Columns = []
    for (column, location, wanted) in [
      (TrainingBuffer.Columns.values, locations.values, [shape[0]]),
      (.gradients, locations.gradients, shape), (.weights, locations.weights, [shape[0]]),
      (.scales, locations.scales, [shape[0]]),
    ] {
      guard let location else { continue }
      let found = try file.shape(of: location)
      guard found == wanted else {
        throw TrainingError.invalidData(
          "'\(location)' has the shape \(found), but '\(locations.positions)' needs \(wanted)")
      }
      columns.insert(column)
    }
    if labels?.hasValues == true { columns.insert(.values) }
    try TrainingSet.check(standardisation, dimension: shape[1])
    count = shape[0]
    dimension = shape[1]
    self.columns = columns
    chunkRows = try file.chunkRows(of: locations.positions) ?? Self.usualChunk
    self.locations = locations
    self.labels = labels
    reader = SampleReader(dimension: shape[1], standardisation: standardisation)
    source = Mutex(Source(file: file))
  }

  /// Rows that are read at once where the file has no chunks of its own.
  private static let usualChunk = 1 << 14

  public func read(_ range: Range<Int>, into buffer: TrainingBuffer, at offset: Int) throws {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "rows of the data")
    try source.withLock { source in
      for start in stride(from: range.lowerBound, to: range.upperBound, by: chunkRows) {
        let rows = start..<min(start + chunkRows, range.upperBound)
        try read(rows, of: &source, into: buffer, at: offset + start - range.lowerBound)
      }
    }
  }

  private func read(
    _ rows: Range<Int>, of source: inout Source, into buffer: TrainingBuffer, at offset: Int
  ) throws {
    func load(_ location: String?, width: Int) throws -> [Double]? {
      guard let location else { return nil }
      // Taken out, so that it is not copied when it is written to.
      var numbers = source.scratch.removeValue(forKey: location) ?? []
      if numbers.count != rows.count * width {
        numbers = [Double](repeating: 0, count: rows.count * width)
      }
      try numbers.withUnsafeMutableBufferPointer {
        try source.file.readDoubles(location, rows: rows, into: $0)
      }
      return numbers
    }
    let positions = try load(locations.positions, width: dimension) ?? []
    let stored = try load(locations.gradients, width: dimension) ?? []
    let storedValues = try load(locations.values, width: 1) ?? []
    let weights = try load(locations.weights, width: 1) ?? []
    let (values, gradients) =
      if let labels = try labels?.compute(positions, stored) {
        (labels.values ?? [], labels.gradients)
      } else {
        (storedValues, stored)
      }
    try positions.withUnsafeBufferPointer { positions in
      try values.withUnsafeBufferPointer { values in
        try gradients.withUnsafeBufferPointer { gradients in
          try weights.withUnsafeBufferPointer { weights in
            try reader.store(
              .init(positions: positions, values: values, gradients: gradients, weights: weights),
              firstRow: rows.lowerBound, into: buffer, at: offset)
          }
        }
      }
    }
    source.scratch[locations.positions] = positions
    if let location = locations.gradients { source.scratch[location] = stored }
    if let location = locations.values { source.scratch[location] = storedValues }
    if let location = locations.weights { source.scratch[location] = weights }
    guard let location = locations.scales, let scales = buffer.scales else { return }
    let indices = try source.file.readInts(location, rows: rows)
    for (row, index) in indices.enumerated() {
      guard let scale = Int32(exactly: index), scale >= 0 else {
        throw TrainingError.invalidData(
          "\(index) is no scale index (sample \(rows.lowerBound + row))")
      }
      scales[offset + row] = scale
    }
  }
}
