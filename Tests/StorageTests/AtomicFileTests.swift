import Foundation
import Storage
import Testing

@Suite struct AtomicFileTests {
  @Test func writesReplacesAndLeavesNothingElse() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.txt")
      try AtomicFile.write("first", to: file)
      try AtomicFile.write("second, longer", to: file)
      #expect(try AtomicFile.read(file) == Data("second, longer".utf8))
      #expect(try contents(of: folder) == ["a.txt"])
    }
  }

  @Test func writesAnEmptyAndALargeFile() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      try AtomicFile.write(Data(), to: file)
      #expect(try AtomicFile.read(file).isEmpty)
      let large = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try AtomicFile.write(large, to: file)
      #expect(try AtomicFile.read(file) == large)
    }
  }

  @Test func honoursTheUmask() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      try AtomicFile.write("x", to: file)
      let old = umask(0)
      umask(old)
      var information = stat()
      #expect(stat(file.path, &information) == 0)
      #expect(information.st_mode & 0o777 == 0o666 & ~old)
    }
  }

  @Test func missingFolderIsNamed() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("none/a.txt")
      let error = #expect(throws: StorageError.self) { try AtomicFile.write("x", to: file) }
      #expect(error?.kind == .missing)
      #expect(error?.path == file.path)
      #expect(error?.operation == "write")
      #expect(error?.reason == "No such file or directory")
      #expect(
        error?.description == "cannot write '\(file.path)': No such file or directory "
          + "(check the spelling of the path)")
    }
  }

  @Test func folderInTheWay() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: StorageError.self) { try AtomicFile.write("x", to: folder) }
      #expect(error?.kind == .wrongType)
      let names = try contents(of: folder)
      #expect(names.isEmpty)
    }
  }

  @Test func fileWhereAFolderIsNeeded() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      try AtomicFile.write("x", to: file)
      let inside = file.appendingPathComponent("b")
      #expect(throws: StorageError.self) { try AtomicFile.write("x", to: inside) }
      #expect(throws: StorageError.self) { try AtomicFile.createFolder(inside) }
      #expect(throws: StorageError.self) { try AtomicFile.createFolder(file) }
      #expect(try contents(of: folder) == ["a"])
    }
  }

  /// `/dev/full` answers every write as a full disk does.
  @Test func fullDiskIsReportedThroughALink() throws {
    try withTemporaryFolder { folder in
      let link = folder.appendingPathComponent("summary.json")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: "/dev/full")
      let error = #expect(throws: StorageError.self) { try AtomicFile.write("x", to: link) }
      #expect(error?.kind == .noSpace)
      #expect(error?.reason == "No space left on device")
      #expect(error?.hint?.contains("another output folder") == true)
      #expect(try contents(of: folder) == ["summary.json"])
    }
  }

  /// A file system of 64 KiB, where the test may mount one: the write stops half way.
  @Test(.enabled(if: geteuid() == 0, "only root may mount a small file system"))
  func aDiskThatFillsUpKeepsTheOldFileAndNoPart() throws {
    try withTemporaryFolder { folder in
      guard try run("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder.path) else { return }
      defer { _ = try? run("umount", folder.path) }
      let file = folder.appendingPathComponent("a")
      try AtomicFile.write("old", to: file)
      let large = Data(repeating: 7, count: 1 << 20)
      let error = #expect(throws: StorageError.self) { try AtomicFile.write(large, to: file) }
      #expect(error?.kind == .noSpace)
      #expect(try AtomicFile.read(file) == Data("old".utf8))
      #expect(try contents(of: folder) == ["a"])
      let arrays = folder.appendingPathComponent("results.h5")
      let full = #expect(throws: StorageError.self) {
        try HDF5File.create(at: arrays) { file in
          try file.write((0..<100_000).map { 1 / Double($0 + 1) }, at: "/x")
        }
      }
      #expect(full?.kind == .noSpace)
      #expect(try contents(of: folder) == ["a"])
    }
  }

  private func run(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  /// /proc refuses new files whoever asks, root included.
  @Test func aFolderThatRefusesNewFilesIsNamed() throws {
    let denied = URL(fileURLWithPath: "/proc/summary.json")
    let error = #expect(throws: StorageError.self) { try AtomicFile.write("new", to: denied) }
    #expect(error?.path == "/proc/summary.json")
  }

  @Test func theLongestPossibleNameCanBeWritten() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent(String(repeating: "n", count: 255))
      try AtomicFile.write("x", to: file)
      #expect(try contents(of: folder).count == 1)
    }
  }

  @Test func followsALinkInsteadOfReplacingIt() throws {
    try withTemporaryFolder { folder in
      let target = folder.appendingPathComponent("target")
      let link = folder.appendingPathComponent("link")
      try AtomicFile.write("old", to: target)
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: target.path)
      try AtomicFile.write("new", to: link)
      #expect(try AtomicFile.read(target) == Data("new".utf8))
    }
  }

  @Test func createsFoldersAndAcceptsExistingOnes() throws {
    try withTemporaryFolder { folder in
      let deep = folder.appendingPathComponent("a/b/c")
      try AtomicFile.createFolder(deep)
      try AtomicFile.createFolder(deep)
      try AtomicFile.write("x", to: deep.appendingPathComponent("d"))
      #expect(try contents(of: deep) == ["d"])
    }
  }
}
