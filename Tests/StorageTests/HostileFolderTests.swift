import Foundation
import Storage
import Testing

/// Folders that somebody else has filled: what lies in them leads nowhere else, and nothing waits for ever.
@Suite("Folders of strangers")
struct HostileFolderTests {
  /// A folder with a file outside of it that must stay as it is.
  private func withVictim(_ body: (_ folder: URL, _ victim: URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      let inside = folder.appendingPathComponent("inside")
      let victim = folder.appendingPathComponent("victim")
      try AtomicFile.createFolder(inside)
      try AtomicFile.write("precious", to: victim)
      try body(inside, victim)
      #expect(try AtomicFile.read(victim) == Data("precious".utf8))
    }
  }

  @Test func aLinkIsReplacedWhereAFileIsWritten() throws {
    try withVictim { folder, victim in
      let link = folder.appendingPathComponent("summary.json")
      try FileManager.default.createSymbolicLink(
        atPath: link.path, withDestinationPath: victim.path)
      try JSON.write(["a": 1], to: link)
      #expect(try JSON.decode([String: Int].self, from: AtomicFile.read(link)) == ["a": 1])
      let attributes = try FileManager.default.attributesOfItem(atPath: link.path)
      #expect(attributes[.type] as? FileAttributeType == .typeRegular)
    }
  }

  @Test func aPipeIsReplacedWhereAFileIsWritten() throws {
    try withVictim { folder, _ in
      let pipe = folder.appendingPathComponent("summary.json")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      try AtomicFile.write(Data("x".utf8), to: pipe, replacingLinks: true)
      #expect(try AtomicFile.read(pipe) == Data("x".utf8))
    }
  }

  @Test func stagedFilesAndFoldersReplaceLinks() throws {
    try withVictim { folder, victim in
      for (name, target) in [("file", victim), ("plots", victim.deletingLastPathComponent())] {
        try FileManager.default.createSymbolicLink(
          atPath: folder.appendingPathComponent(name).path, withDestinationPath: target.path)
      }
      try StagedFolder.write(into: folder) { staging in
        try AtomicFile.write("new", to: staging.appendingPathComponent("file"))
        let plots = staging.appendingPathComponent("plots")
        try AtomicFile.createFolder(plots)
        try AtomicFile.write("new", to: plots.appendingPathComponent("victim"))
      }
      #expect(try contents(of: folder) == ["file", "plots"])
      #expect(try contents(of: folder.appendingPathComponent("plots")) == ["victim"])
    }
  }

  @Test(arguments: ["symbolic", "hard", "pipe"])
  func noLockIsTakenThroughAnotherFile(kind: String) throws {
    try withVictim { folder, victim in
      let place = folder.appendingPathComponent(FolderLock.fileName)
      switch kind {
      case "symbolic": #expect(symlink(victim.path, place.path) == 0)
      case "hard": #expect(link(victim.path, place.path) == 0)
      default: #expect(mkfifo(place.path, 0o600) == 0)
      }
      let error = #expect(throws: StorageError.self) { _ = try FolderLock(folder) }
      #expect(error?.kind == .wrongType)
      #expect(error?.hint == "remove it")
    }
  }

  /// Neither a pipe, which has no end and perhaps no writer, nor a device is waited for.
  @Test(arguments: ["pipe", "/dev/zero", "/dev/tty"])
  func onlyRegularFilesAreRead(kind: String) throws {
    try withVictim { folder, _ in
      let file = folder.appendingPathComponent("results.h5")
      if kind == "pipe" {
        #expect(mkfifo(file.path, 0o600) == 0)
      } else {
        #expect(symlink(kind, file.path) == 0)
      }
      #expect(throws: StorageError.self) { try AtomicFile.read(file) }
      #expect(throws: StorageError.self) { try HDF5File.open(file) }
      #expect(throws: StorageError.self) { try HDF5File.open(file, inMemory: false) }
    }
  }

  /// A file that claims more than the machine has takes no memory.
  @Test func aHugeFileIsRefused() throws {
    try withVictim { folder, _ in
      let file = folder.appendingPathComponent("results.h5")
      try AtomicFile.write("x", to: file)
      let size = ProcessInfo.processInfo.physicalMemory
      // Sparse: it takes no room on the disk either.
      guard truncate(file.path, off_t(size)) == 0 else { return }
      let error = #expect(throws: StorageError.self) { try AtomicFile.read(file) }
      #expect(error?.reason.contains("half of this machine's memory") == true)
    }
  }
}

@Suite("Texts for terminals")
struct TerminalTests {
  @Test(arguments: [
    ("V = x² → 3 µs\n\tand é", "V = x² → 3 µs\n\tand é"),
    ("\u{1B}]0;title\u{7}\u{1B}[2J", "?]0;title??[2J"),
    ("a\rb\u{8}c\u{0}d\u{7F}e\u{9B}31mf", "a?b?c?d?e?31mf"),
    ("abc\u{202E}gpj.exe\u{2066}\u{200B}\u{2028}", "abc?gpj.exe???"),
    ("e\u{301}\r\n", "e\u{301}?\n"),
  ])
  func commandsAreReplaced(text: String, plain: String) {
    #expect(Terminal.plain(text) == plain)
  }
}
