import Foundation
import Storage
import Testing

@Suite struct StateArchiveTests {
  private var example: StateArchive {
    var part = StateArchive()
    part.put([1.5, -0.0, .infinity, Double(nan: 5, signaling: false)], as: "numbers")
    part.put([Int](), as: "none")
    part.put(["η", ""], as: "texts")
    var archive = StateArchive()
    archive.put(part, as: "part")
    archive.put([Int.min, 7], as: "counts")
    return archive
  }

  @Test func aFileKeepsEveryBit() throws {
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("state.h5")
      let archive = example
      try HDF5File.create(at: url) { try archive.write(to: $0, at: "/units/a.b") }
      let read = try StateArchive(from: HDF5File.open(url), at: "/units/a.b")
      let part = read.part("part")
      #expect(
        try part.reals("numbers", count: 4).map(\.bitPattern)
          == archive.reals("part.numbers").map(\.bitPattern))
      #expect(try part.integers("none", count: 0).isEmpty)
      #expect(try part.texts("texts") == ["η", ""])
      #expect(try read.integers("counts") == [Int.min, 7])
      #expect(read.byteCount == 8 * 6)
    }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let archive = example
    for body in [
      { _ = try archive.reals("part.numbers", count: 3) }, { _ = try archive.reals("counts") },
      { _ = try archive.integers("missing") },
      { _ = try archive.part("part").texts("texts", count: 1) },
    ] as [() throws -> Void] {
      let error = #expect(throws: StorageError.self) { try body() }
      #expect(error?.kind == .damaged)
    }
    try withTemporaryFolder { folder in
      let url = folder.appendingPathComponent("state.h5")
      try HDF5File.create(at: url) { try archive.write(to: $0, at: "/a") }
      let file = try HDF5File.open(url)
      #expect(throws: StorageError.self) { try StateArchive(from: file, at: "/a", limit: 3) }
    }
  }

  /// Vectors of the reference implementation (xxhsum).
  @Test(
    arguments: [
      ("", 0xef46_db37_51d8_e999), ("a", 0xd24e_c4f1_a98c_6e5b), ("abc", 0x44bc_2cf5_ad77_0999),
      ("Nobody inspects the spammish repetition", 0xfbce_a83c_8a37_8bf1),
    ] as [(String, UInt64)])
  func checksum(text: String, expected: UInt64) {
    #expect(XXHash64.hash(Data(text.utf8)) == expected)
  }

  @Test func oneRunAtATimeHoldsAFolder() throws {
    try withTemporaryFolder { folder in
      let lock = try FolderLock(folder)
      let error = #expect(throws: StorageError.self) { try FolderLock(folder) }
      #expect(error?.description.contains("another run (process \(getpid())) is writing") == true)
      lock.release()
      #expect(try contents(of: folder).isEmpty)
      let next = try FolderLock(folder)
      lock.release()
      #expect(throws: StorageError.self) { try FolderLock(folder) }
      next.release()
    }
  }
}
