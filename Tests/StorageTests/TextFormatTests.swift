import Foundation
import Storage
import Testing

@Suite struct CSVTableTests {
  @Test func roundTripsBitsAndQuotesNames() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.csv")
      let numbers = [
        0.1, 1.0 / 3, -0.0, Double.leastNormalMagnitude / 4, 1.7976931348623157e308, .infinity,
      ]
      let table = CSVTable(columns: [
        .init("x", numbers), .init("a \"b\", c", numbers.reversed()),
        .init("coordinate", words: ["x[1]", "q,\"r\"", "", "two\nlines", "µ", "z"]),
      ])
      try table.write(to: url)
      let read = try CSVTable(contentsOf: url)
      #expect(read == table)
      #expect(read["x"]?.map(\.bitPattern) == numbers.map(\.bitPattern))
      #expect(read["coordinate"] == nil)
    }
  }

  @Test func nanIsWrittenAsNan() throws {
    let table = CSVTable(columns: [.init("V", [.nan, 1.5])])
    #expect(table.text == "V\nnan\n1.5\n")
  }

  @Test func raggedAndEmptyTablesAreErrors() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.csv")
      try AtomicFile.write("x,y\n1,2\n3\n", to: url)
      let error = #expect(throws: StorageError.self) { try CSVTable(contentsOf: url) }
      #expect(error?.reason == "row 3 has 1 fields, the header 2")
      try AtomicFile.write("", to: url)
      #expect(throws: StorageError.self) { try CSVTable(contentsOf: url) }
    }
  }
}

@Suite struct JSONTests {
  struct Sample: Codable, Equatable {
    var b: Double
    var a: [Double]
    var path = "a/b"
  }

  @Test func keysAreSortedAndNumbersRoundTrip() throws {
    let sample = Sample(b: 0.1, a: [1.0 / 3, Double.leastNonzeroMagnitude, 1e22, -0.0])
    let data = try JSON.encode(sample)
    let text = String(decoding: data, as: UTF8.self)
    #expect(text.hasPrefix("{\n  \"a\" : [") && text.hasSuffix("}\n"))
    #expect(text.contains("\"a/b\""))
    let read = try JSON.decode(Sample.self, from: data)
    #expect(read.b.bitPattern == sample.b.bitPattern)
    #expect(read.a.map(\.bitPattern) == sample.a.map(\.bitPattern))
    #expect(try JSON.encode(sample) == data)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func nonFiniteNumbersAreNull(value: Double) throws {
    let text = String(decoding: try JSON.encode(["x": value]), as: UTF8.self)
    #expect(text == "{\n  \"x\" : null\n}\n")
  }

  @Test func damagedFilesAreTypedErrors() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.json")
      try AtomicFile.write("{", to: url)
      let error = #expect(throws: StorageError.self) { try JSON.read(Sample.self, from: url) }
      #expect(error?.kind == .damaged)
    }
  }
}

@Suite struct SHA256Tests {
  /// FIPS 180-4 examples.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func knownAnswers(text: String, digest: String) {
    #expect(SHA256.hexDigest(of: Data(text.utf8)) == digest)
  }
}
