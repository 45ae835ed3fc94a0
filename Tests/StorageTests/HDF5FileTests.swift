import Foundation
import Storage
import Testing

@Suite struct HDF5FileTests {
  @Test func roundTripsNumbersTextsAndAttributes() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      let numbers = [0.1, -1e-300, .infinity, Double.leastNonzeroMagnitude, Double.pi, -0.0]
      let texts = ["x", "", "Müller–Brown", "a,b\nc"]
      try HDF5File.create(at: url) { file in
        try file.write(
          numbers, shape: [2, 3], at: "/group/deep/numbers", attributes: ["unit": "ε"])
        try file.write([Int.min, 0, Int.max], at: "/ints")
        try file.write(texts, at: "/group/texts")
        try file.write([Double](), shape: [0, 2], at: "/empty")
        try file.createGroup("/other/group")
        try file.createGroup("/other/group")
        try file.setAttributes(["program": "macroscope", "layout": "1"], at: "/")
      }
      let file = try HDF5File.open(url)
      let read = try file.readDoubles("/group/deep/numbers")
      #expect(read.shape == [2, 3])
      #expect(read.values.map(\.bitPattern) == numbers.map(\.bitPattern))
      #expect(try file.attributes(at: "/group/deep/numbers") == ["unit": "ε"])
      #expect(try file.readInts("/ints").values == [Int.min, 0, Int.max])
      #expect(try file.readDoubles("/ints").shape == [3])
      #expect(try file.readStrings("/group/texts").values == texts)
      #expect(try file.readDoubles("/empty") == file.readDoubles("/empty"))
      #expect(try file.readDoubles("/empty").shape == [0, 2])
      #expect(try file.attributes(at: "/") == ["program": "macroscope", "layout": "1"])
      #expect(file.list("/") == ["empty", "group", "ints", "other"])
      #expect(file.list("/group") == ["deep", "texts"])
      #expect(file.list("/nothing").isEmpty)
      #expect(file.contains("/group/deep"))
      #expect(!file.contains("/group/nothing/at/all"))
    }
  }

  @Test func nanKeepsBeingNan() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      try HDF5File.create(at: url) { try $0.write([Double.nan, 1], at: "/x") }
      let values = try HDF5File.open(url).readDoubles("/x").values
      #expect(values[0].isNaN && values[1] == 1)
    }
  }

  @Test(arguments: [[100_000], [300, 400], [7, 2, 5000], [70_000, 1]])
  func largeArraysAreCompressedWithoutLoss(shape: [Int]) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      let values = (0..<shape.reduce(1, *)).map { Double($0 % 100) / 8 }
      try HDF5File.create(at: url) { try $0.write(values, shape: shape, at: "/x") }
      let array = try HDF5File.open(url).readDoubles("/x")
      #expect(array.values == values && array.shape == shape)
      #expect(try AtomicFile.read(url).count < values.count * 8 / 4)
    }
  }

  @Test func equalContentsGiveEqualBytes() throws {
    try withTemporaryFolder { folder in
      let urls = ["a.h5", "b.h5"].map { folder.appendingPathComponent($0) }
      for url in urls {
        try HDF5File.create(at: url) { file in
          try file.write([1.0, 2], at: "/x", attributes: ["b": "2", "a": "1", "c": "3"])
          try file.write(["t"], at: "/g/t")
        }
      }
      #expect(try AtomicFile.read(urls[0]) == AtomicFile.read(urls[1]))
    }
  }

  @Test func missingAndWronglyTypedDataAreTypedErrors() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      try HDF5File.create(at: url) { try $0.write(["word"], at: "/group/word") }
      let file = try HDF5File.open(url)
      let missing = #expect(throws: StorageError.self) { try file.readDoubles("/no/such") }
      #expect(missing?.kind == .noSuchData)
      #expect(missing?.description.contains("/no/such") == true)
      for location in ["/group/word", "/group"] {
        let error = #expect(throws: StorageError.self) { try file.readDoubles(location) }
        #expect(error?.kind == .noSuchData)
      }
      #expect(throws: StorageError.self) { try file.attributes(at: "/nothing") }
    }
  }

  @Test func writingTwiceFailsWithHDF5sReasonAndNoFile() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      let error = #expect(throws: StorageError.self) {
        try HDF5File.create(at: url) { file in
          try file.write([1.0], at: "/x")
          try file.write([2.0], at: "/x")
        }
      }
      #expect(error?.description.contains("/x") == true)
      #expect(error?.reason.contains("name already exists") == true)
      let names = try contents(of: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func aBodyThatThrowsLeavesTheOldFile() throws {
    struct Stop: Error {}
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      try HDF5File.create(at: url) { try $0.write([1.0], at: "/x") }
      #expect(throws: Stop.self) {
        try HDF5File.create(at: url) { file in
          try file.write([2.0], at: "/x")
          throw Stop()
        }
      }
      #expect(try HDF5File.open(url).readDoubles("/x").values == [1])
      #expect(try contents(of: folder) == ["a.h5"])
    }
  }

  @Test func damagedAndMissingFilesAreTypedErrors() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("a.h5")
      #expect(throws: StorageError.self) { try HDF5File.open(url) }
      try AtomicFile.write("not HDF5", to: url)
      let error = #expect(throws: StorageError.self) { try HDF5File.open(url) }
      #expect(error?.kind == .damaged)
      try AtomicFile.write("", to: url)
      #expect(throws: StorageError.self) { try HDF5File.open(url) }
      let noFolder = folder.appendingPathComponent("none/a.h5")
      let missing = #expect(throws: StorageError.self) {
        try HDF5File.create(at: noFolder) { try $0.write([1.0], at: "/x") }
      }
      #expect(missing?.kind == .missing)
    }
  }

  @Test func manyThreadsUseTheirOwnFiles() async throws {
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<16 {
        group.addTask {
          try withTemporaryFolder { folder in
            let url = folder.appendingPathComponent("a.h5")
            let values = (0..<5000).map { Double($0 * index) }
            try HDF5File.create(at: url) { try $0.write(values, at: "/x") }
            return try HDF5File.open(url).readDoubles("/x").values == values
          }
        }
      }
      for try await same in group { #expect(same) }
    }
  }
}
