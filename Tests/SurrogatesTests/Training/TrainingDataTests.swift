import Foundation
import Storage
import Surrogates
import Testing

@Suite("Training data")
struct TrainingDataTests {
  private static func set(_ count: Int, standardisation: Standardisation? = nil) throws
    -> TrainingSet
  {
    try TrainingSet(
      dimension: 2, positions: (0..<(2 * count)).map(Double.init),
      values: (0..<count).map { Double($0) / 4 }, gradients: (0..<(2 * count)).map { -Double($0) },
      weights: (0..<count).map { Double($0 % 3) }, scales: (0..<count).map { $0 % 2 },
      standardisation: standardisation)
  }

  /// The contents of a buffer.
  private struct Samples: Equatable {
    var positions: [Float]
    var values: [Float]?
    var gradients: [Float]?
    var weights: [Float]?
    var scales: [Int32]?
    var rows: [Int]
  }

  private func rows(_ data: some TrainingData, _ range: Range<Int>) throws -> Samples {
    let buffer = TrainingBuffer(
      capacity: range.count, dimension: data.dimension, columns: data.columns)
    try data.read(range, into: buffer, at: 0)
    return withExtendedLifetime(buffer) {
      Samples(
        positions: Array(buffer.positions), values: buffer.values.map(Array.init),
        gradients: buffer.gradients.map(Array.init), weights: buffer.weights.map(Array.init),
        scales: buffer.scales.map(Array.init), rows: Array(buffer.rows))
    }
  }

  @Test("a set gives back what it was made from")
  func set() throws {
    let part = try rows(try Self.set(10), 3..<6)
    #expect(part.positions == [6, 7, 8, 9, 10, 11])
    #expect(part.values == [0.75, 1, 1.25])
    #expect(part.gradients == [-6, -7, -8, -9, -10, -11])
    #expect(part.weights == [0, 1, 2])
    #expect(part.scales == [1, 0, 1])
    #expect(part.rows == [3, 4, 5])
  }

  @Test("standardised gradients are those of the standardised potential")
  func standardises() throws {
    // V = q₀² + 3q₁ at (2, 5) is 19 with gradient (4, 3); z = (q − mean)/deviation, U = V/10.
    let data = try TrainingSet(
      dimension: 2, positions: [2, 5], values: [19], gradients: [4, 3],
      standardisation: Standardisation(mean: [1, 1], deviation: [2, 0.5], scale: 10))
    let sample = try rows(data, 0..<1)
    #expect(sample.positions == [0.5, 8])
    #expect(sample.values == [1.9])
    // ∂U/∂z₀ = 2q₀·2/10, ∂U/∂z₁ = 3·0.5/10.
    #expect(sample.gradients == [0.8, 0.15])
  }

  @Test("large means cost no digits")
  func largeMeans() throws {
    let data = try TrainingSet(
      dimension: 1, positions: [1e8 + 0.125],
      standardisation: Standardisation(mean: [1e8], deviation: [1], scale: 1))
    #expect(try rows(data, 0..<1).positions == [0.125])
  }

  @Test("what cannot be trained on is refused")
  func refuses() {
    func message(_ make: () throws -> TrainingSet) -> String {
      do {
        _ = try make()
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      message { try TrainingSet(dimension: 2, positions: [1, 2, .nan, 4]) }
        == "the position of sample 1 is nan, which is not a number to train on")
    // Finite, but not in single precision.
    #expect(
      message { try TrainingSet(dimension: 1, positions: [1], gradients: [1e40]) }
        .contains("gradient of sample 0 is 1e+40"))
    #expect(
      message { try TrainingSet(dimension: 1, positions: [1, 2], weights: [1, -1]) }
        .contains("weight of sample 1 is -1"))
    #expect(
      message { try TrainingSet(dimension: 1, positions: [1, 2], values: [1]) }
        .contains("2 samples need 2 numbers as values, not 1"))
    #expect(
      message { try TrainingSet(dimension: 2, positions: [1, 2, 3]) }.contains("dimension 2"))
    #expect(
      message { try TrainingSet(dimension: 1, positions: [1], scales: [-1]) }
        .contains("-1 is no scale index"))
    #expect(
      message {
        try TrainingSet(
          dimension: 1, positions: [1],
          standardisation: Standardisation(mean: [0], deviation: [0], scale: 1))
      }.contains("positive deviations"))
  }

  @Test("a subset has its rows, read in pieces or from memory", arguments: [true, false])
  func subset(isResident: Bool) throws {
    let set = try Self.set(5000)
    // Neighbours, short gaps and long ones; and twice the same, beside a gap that makes up for it.
    let chosen =
      Array(0..<10) + Array(stride(from: 20, to: 900, by: 3)) + [
        2000, 2000, 2002, 2065, 2130, 4999,
      ]
    let whole = try rows(set, 0..<5000)
    func check(_ data: some TrainingData) throws {
      let subset = try TrainingSubset(data, rows: chosen)
      #expect(subset.count == chosen.count && subset.resident == nil)
      for range in [0..<chosen.count, 5..<40, 300..<308] {
        let part = try rows(subset, range)
        for (n, k) in range.enumerated() {
          let row = chosen[k]
          #expect(part.rows[n] == row)
          for i in 0..<2 {
            #expect(part.positions[2 * n + i] == whole.positions[2 * row + i])
            #expect(part.gradients?[2 * n + i] == whole.gradients?[2 * row + i])
          }
          #expect(part.values?[n] == whole.values?[row])
          #expect(part.weights?[n] == whole.weights?[row])
          #expect(part.scales?[n] == whole.scales?[row])
        }
      }
    }
    if isResident { try check(set) } else { try check(Chunked(base: set, chunkRows: 100)) }
    #expect(throws: TrainingError.self) { try TrainingSubset(set, rows: [2, 1]) }
    #expect(throws: TrainingError.self) { try TrainingSubset(set, rows: [1, 5000]) }
    #expect(throws: TrainingError.self) { try TrainingSubset(set, rows: [-1, 5]) }
  }

  @Test("periodic rows are those of a list of them", arguments: [true, false])
  func periodicRows(isResident: Bool) throws {
    let set = try Self.set(5000)
    // 100 walkers at 50 times, of which some are far apart.
    let places = [0, 1, 2, 2, 7, 80, 99]
    let listed = (0..<50).flatMap { group in places.map { 100 * group + $0 } }
    let periodic = SampleRows.periodic(places: places, period: 100, groups: 50)
    #expect(periodic.count == listed.count)
    func check(_ data: some TrainingData) throws {
      let wanted = try TrainingSubset(data, rows: listed)
      let subset = try TrainingSubset(data, rows: periodic)
      for range in [0..<listed.count, 3..<4, 5..<200] {
        #expect(try rows(subset, range) == rows(wanted, range))
      }
    }
    if isResident { try check(set) } else { try check(Chunked(base: set, chunkRows: 70)) }
    for wrong in [
      SampleRows.periodic(places: places, period: 100, groups: 51),
      .periodic(places: [1, 0], period: 100, groups: 1),
      .periodic(places: [-1, 3], period: 100, groups: 1),
      .periodic(places: [100], period: 100, groups: 1),
    ] {
      #expect(throws: TrainingError.self) { try TrainingSubset(set, rows: wrong) }
    }
  }

  @Test("labels stand for what is stored, before it is standardised")
  func labels() throws {
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("samples.h5")
      let positions = (0..<600).map { Double($0) / 7 }
      try HDF5File.create(at: url) { file in
        try file.write(positions, shape: [300, 2], at: "/samples/midpoint")
        try file.write(positions.map { -$0 }, shape: [300, 2], at: "/samples/gradient")
      }
      let standardisation = Standardisation(mean: [3, -1], deviation: [2, 5], scale: 7)
      let data = try StoredTrainingData(
        url, standardisation: standardisation,
        labels: .init(hasValues: true) { positions, gradients in
          (
            stride(from: 0, to: positions.count, by: 2).map { positions[$0] * positions[$0 + 1] },
            zip(gradients, positions).map { 3 * $0 + $1 }
          )
        })
      let expected = try TrainingSet(
        dimension: 2, positions: positions,
        values: (0..<300).map { positions[2 * $0] * positions[2 * $0 + 1] },
        gradients: positions.map { 3 * -$0 + $0 }, standardisation: standardisation)
      for range in [0..<300, 17..<43] {
        #expect(try rows(data, range) == rows(expected, range))
      }
    }
  }

  @Test("stored samples are those of the arrays, in any pieces", arguments: [100, 70_000])
  func stored(count: Int) throws {
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("samples.h5")
      let standardisation = Standardisation(mean: [3, -1], deviation: [2, 5], scale: 7)
      let expected = try Self.set(count, standardisation: standardisation)
      try HDF5File.create(at: url) { file in
        try file.write((0..<(2 * count)).map(Double.init), shape: [count, 2], at: "/q")
        try file.write((0..<count).map { Double($0) / 4 }, at: "/v")
        try file.write((0..<(2 * count)).map { -Double($0) }, shape: [count, 2], at: "/g")
        try file.write((0..<count).map { $0 % 3 }, at: "/w")
        try file.write((0..<count).map { $0 % 2 }, at: "/s")
      }
      let data = try StoredTrainingData(
        url,
        locations: .init(
          positions: "/q", values: "/v", gradients: "/g", weights: "/w", scales: "/s"),
        standardisation: standardisation)
      #expect(data.count == count && data.dimension == 2)
      #expect(count == 100 || data.chunkRows < count)
      for range in [0..<count, 1..<2, 37..<99, (count - 50)..<count, (count / 3)..<count] {
        #expect(try rows(data, range) == rows(expected, range))
      }
      #expect(
        try rows(try TrainingSet(reading: data), 0..<count) == rows(expected, 0..<count))
    }
  }

  @Test("files that do not fit are refused")
  func storedErrors() throws {
    try withTrainingFolder { folder in
      let url = folder.appendingPathComponent("samples.h5")
      try HDF5File.create(at: url) { file in
        try file.write([1.0, 2, 3, .nan], shape: [2, 2], at: "/q")
        try file.write([1.0, 2, 3], at: "/v")
      }
      let only = StoredTrainingData.Locations(positions: "/q", gradients: nil)
      let data = try StoredTrainingData(url, locations: only)
      let notFinite = #expect(throws: TrainingError.self) { try rows(data, 0..<2) }
      #expect(notFinite?.description.contains("position of sample 1 is nan") == true)
      let wrong = #expect(throws: TrainingError.self) {
        try StoredTrainingData(
          url, locations: .init(positions: "/q", values: "/v", gradients: nil))
      }
      #expect(wrong?.description.contains("has the shape [3]") == true)
      #expect(throws: TrainingError.self) {
        try StoredTrainingData(url, locations: .init(positions: "/v", gradients: nil))
      }
      let missing = #expect(throws: StorageError.self) { try StoredTrainingData(url) }
      #expect(missing?.kind == .noSuchData)
    }
  }
}
