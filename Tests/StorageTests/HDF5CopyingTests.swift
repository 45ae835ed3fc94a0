import Foundation
import Storage
import Testing

@Suite("Copying parts of HDF5 files")
struct HDF5CopyingTests {
  @Test("A group arrives as it is, beside what is there; attributes and chunks included")
  func group() throws {
    try withTemporaryFolder { folder in
      let (source, target) = (
        folder.appendingPathComponent("old.h5"), folder.appendingPathComponent("new.h5")
      )
      let long = (0..<200_000).map { Double($0).squareRoot() }
      try HDF5File.create(at: source) { file in
        try file.write(
          long, shape: [100_000, 2], at: "/samples/position", attributes: ["unit": "1"])
        try file.write([1, 2, 3], at: "/samples/index")
        try file.write([9.0], at: "/other")
      }
      try HDF5File.create(at: target) { try $0.write([4.0], at: "/mine/value") }
      try HDF5File.copy("/samples", from: source, to: target)
      for inMemory in [true, false] {
        let file = try HDF5File.open(target, inMemory: inMemory)
        let (old, new) = (
          try HDF5File.open(source).readDoubles("/samples/position"),
          try file.readDoubles("/samples/position")
        )
        #expect(new.values == old.values && new.shape == old.shape)
        #expect(try file.attributes(at: "/samples/position") == ["unit": "1"])
        #expect(try file.readInts("/samples/index").values == [1, 2, 3])
        #expect(try file.readDoubles("/mine/value").values == [4])
        #expect(!file.contains("/other"))
        #expect(try file.chunkRows(of: "/samples/position") ?? 0 < 100_000)
      }
    }
  }

  @Test("What cannot be copied is an error that says so")
  func errors() throws {
    try withTemporaryFolder { folder in
      let (source, target) = (
        folder.appendingPathComponent("old.h5"), folder.appendingPathComponent("new.h5")
      )
      try HDF5File.create(at: source) { try $0.write([1.0], at: "/a") }
      try HDF5File.create(at: target) { try $0.write([2.0], at: "/a") }
      func kind(_ location: String, _ from: URL, _ to: URL) -> StorageError.Kind? {
        #expect(throws: StorageError.self) { try HDF5File.copy(location, from: from, to: to) }?.kind
      }
      #expect(kind("/b", source, target) == .noSuchData)
      #expect(kind("/a", folder.appendingPathComponent("none.h5"), target) == .missing)
      // It is there already.
      #expect(kind("/a", source, target) == .other)
      #expect(try HDF5File.open(target).readDoubles("/a").values == [2])
      try Data("no HDF5".utf8).write(to: target)
      #expect(kind("/a", source, target) == .other)
    }
  }
}
