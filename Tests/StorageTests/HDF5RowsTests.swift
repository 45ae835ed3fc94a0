import Foundation
import Storage
import Testing

@Suite struct HDF5RowsTests {
  private func rows(
    _ file: HDF5File, _ location: String, _ range: Range<Int>, width: Int
  ) throws -> [Double] {
    var values = [Double](repeating: .nan, count: range.count * width)
    try values.withUnsafeMutableBufferPointer {
      try file.readDoubles(location, rows: range, into: $0)
    }
    return values
  }

  @Test(arguments: [true, false])
  func rowsAreThoseOfTheWholeArray(inMemory: Bool) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      let values = (0..<300_000).map { Double($0) / 7 }
      try HDF5File.create(at: url) { file in
        try file.write(values, shape: [100_000, 3], at: "/large")
        try file.write(Array(values[..<24]), shape: [4, 2, 3], at: "/group/small")
        try file.write(Array(0..<10), at: "/ints")
      }
      let file = try HDF5File.open(url, inMemory: inMemory)
      #expect(try file.shape(of: "/large") == [100_000, 3])
      let chunk = try #require(try file.chunkRows(of: "/large"))
      #expect(chunk > 0 && chunk < 100_000)
      for range in [0..<1, 5..<5, 99_990..<100_000, (chunk - 2)..<(chunk + 3), 100..<60_000] {
        let part = try rows(file, "/large", range, width: 3)
        #expect(part == Array(values[(3 * range.lowerBound)..<(3 * range.upperBound)]))
      }
      #expect(try file.chunkRows(of: "/group/small") == nil)
      #expect(try rows(file, "/group/small", 1..<3, width: 6) == Array(values[6..<18]))
      // Integers are converted where reals are asked for, and not the other way round.
      #expect(try rows(file, "/ints", 2..<4, width: 1) == [2, 3])
      #expect(try file.readInts("/ints", rows: 7..<10) == [7, 8, 9])
      #expect(throws: StorageError.self) { try file.readInts("/large", rows: 0..<1) }
    }
  }

  @Test(arguments: [true, false])
  func whatIsNotThereIsATypedError(inMemory: Bool) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      try HDF5File.create(at: url) { file in
        try file.write([1.0, 2, 3], at: "/x")
        try file.write(["word"], at: "/text")
        try file.write([1.0], shape: [], at: "/scalar")
      }
      let file = try HDF5File.open(url, inMemory: inMemory)
      for (location, range) in [
        ("/x", 2..<4), ("/x", -1..<1), ("/text", 0..<1), ("/scalar", 0..<1),
      ] {
        let error = #expect(throws: StorageError.self) {
          try rows(file, location, range, width: 1)
        }
        #expect(error?.kind == .noSuchData)
      }
      #expect(throws: StorageError.self) { try file.shape(of: "/nothing") }
      #expect(throws: StorageError.self) { try file.chunkRows(of: "/group/nothing") }
    }
  }

  @Test func filesOnDiskThatCannotBeReadAreTypedErrors() throws {
    try withTemporaryFolder { folder in
      let missing = #expect(throws: StorageError.self) {
        try HDF5File.open(folder.appendingPathComponent("none.h5"), inMemory: false)
      }
      #expect(missing?.kind == .missing)
      let text = folder.appendingPathComponent("text.h5")
      try AtomicFile.write("not HDF5", to: text)
      let damaged = #expect(throws: StorageError.self) {
        try HDF5File.open(text, inMemory: false)
      }
      #expect(damaged?.kind == .damaged)
    }
  }
}
