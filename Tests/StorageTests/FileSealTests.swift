import Foundation
import Storage
import Testing

@Suite("Seals")
struct FileSealTests {
  private let seal = FileSeal(mark: "MSTEST01")

  /// Bytes without a pattern: a linear congruential sequence.
  private func bytes(_ count: Int) -> Data {
    var state: UInt32 = 1
    return Data(
      (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(state >> 24)
      })
  }

  /// The pieces of the check are of a mebibyte.
  @Test(
    "of files in pieces are those of data in memory",
    arguments: [0, 1, 31, 32, 33, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20 + 77])
  func pieces(count: Int) throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("file")
      let body = bytes(count)
      var data = body
      seal.close(&data)
      #expect(data.count == count + FileSeal.byteCount)
      #expect(try seal.open(data) == body)
      try data.write(to: url)
      #expect(try seal.check(url))
      try body.write(to: url)
      #expect(try !seal.check(url))
      try seal.close(url)
      #expect(try Data(contentsOf: url) == data)
    }
  }

  @Test("break with every bit, and with every byte that is missing")
  func broken() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("file")
      var data = bytes(100)
      seal.close(&data)
      for index in data.indices {
        for bit in 0..<8 {
          var wrong = data
          wrong[index] ^= 1 << UInt8(bit)
          #expect(throws: FileSeal.Defect.self) { try seal.open(wrong) }
        }
        #expect(throws: FileSeal.Defect.self) { try seal.open(data.prefix(index)) }
        #expect(throws: FileSeal.Defect.self) { try seal.open(data.dropFirst(index + 1)) }
      }
      data[50] ^= 1
      try data.write(to: url)
      #expect(throws: StorageError.self) { try seal.check(url) }
      #expect(throws: StorageError.self) { try seal.check(folder.appendingPathComponent("none")) }
    }
  }

  @Test("of another kind do not fit")
  func foreign() throws {
    var data = bytes(10)
    FileSeal(mark: "MSTEST02").close(&data)
    #expect(throws: FileSeal.Defect.missing) { try seal.open(data) }
  }

  /// HDF5 itself can crash on what it is not given here.
  @Test("keep damaged arrays from the library")
  func arrays() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("arrays.h5")
      try HDF5File.create(at: url) { file in
        try file.write((0..<10_000).map { Double($0) }, at: "/group/long")
        try file.write(["a", "b"], at: "/texts")
      }
      #expect(try HDF5File.open(url).readDoubles("/group/long").values.count == 10_000)
      #expect(
        try HDF5File.open(url, inMemory: false).readDoubles("/group/long").values.last == 9999)
      let good = try Data(contentsOf: url)
      for place in stride(from: 0, to: good.count, by: good.count / 200) {
        var wrong = good
        wrong[wrong.startIndex + place] ^= 0x10
        try wrong.write(to: url)
        let error = try #require(throws: StorageError.self) { try HDF5File.open(url) }
        #expect(error.kind == .damaged)
        // With another mark it is a file of another program, which may be read from the disk.
        let seal = good.count - FileSeal.byteCount
        guard !(seal..<(seal + 8)).contains(place) else { continue }
        #expect(throws: StorageError.self) { try HDF5File.open(url, inMemory: false) }
      }
      for count in [0, 8, 23, 24, 25, good.count / 2, good.count - 1] {
        try good.prefix(count).write(to: url)
        #expect(throws: StorageError.self) { try HDF5File.open(url) }
        // Without the seal alone it is a file of another program, which may be read from the disk.
        guard count < good.count - FileSeal.byteCount else { continue }
        #expect(throws: StorageError.self) { try HDF5File.open(url, inMemory: false) }
      }
    }
  }

  @Test("a lock whose folder is gone is taken anew")
  func lock() throws {
    try withTemporaryFolder { folder in
      let place = folder.appendingPathComponent("out")
      try AtomicFile.createFolder(place)
      let lock = try FolderLock(place)
      #expect(lock.isHeld)
      try lock.renew()
      try FileManager.default.removeItem(at: place)
      #expect(!lock.isHeld)
      try lock.renew()
      #expect(lock.isHeld && FileManager.default.fileExists(atPath: place.path))
      #expect(throws: StorageError.self) { try FolderLock(place) }
      // Another one has it now.
      try FileManager.default.removeItem(at: place)
      try AtomicFile.createFolder(place)
      let other = try FolderLock(place)
      #expect(throws: StorageError.self) { try lock.renew() }
      lock.release()
      #expect(other.isHeld)
    }
  }
}
