import Foundation
import Macroscope
import Storage
import Testing

@Suite("Checkpoint files")
struct CheckpointTests {
  private let identity = CheckpointIdentity(verb: "run", scenarioText: "schema = 1\n", seed: 3)

  private func withFolder<R>(_ body: (ResultsFolder) throws -> R) throws -> R {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("checkpoint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: url) }
    return try body(ResultsFolder(url))
  }

  /// A checkpoint with two units.
  private func write(_ folder: ResultsFolder) throws {
    let checkpoint = try Checkpoint.start(in: folder, identity, interval: 3600)
    var state = StateArchive()
    state.put((0..<5000).map(Double.init), as: "object0.position")
    state.put([400], as: "done")
    checkpoint.journal.suspend("sampling.1.recorded", state)
    checkpoint.journal.finish("sweep.0", StateArchive())
    try checkpoint.journal.flush()
  }

  @Test func comesBackAsItWas() throws {
    try withFolder { folder in
      try write(folder)
      let checkpoint = try Checkpoint.resume(in: folder, identity, interval: 60)
      #expect(checkpoint.isResumed)
      #expect(checkpoint.journal.entries.keys.sorted() == ["sampling.1.recorded", "sweep.0"])
      let entry = try #require(checkpoint.journal.entry("sampling.1.recorded"))
      #expect(try entry.integers("done") == [400])
      #expect(try entry.reals("object0.position") == (0..<5000).map(Double.init))
      checkpoint.remove()
      #expect(!folder.holdsCheckpoint)
    }
  }

  @Test func damageIsFound() throws {
    try withFolder { folder in
      try write(folder)
      let good = try Data(contentsOf: folder.checkpointURL)
      var damaged: [Data] = [0, 1, 8, 23, 24, 25, 512, good.count / 2, good.count - 1].map {
        good.prefix($0)
      }
      for place in stride(from: 0, to: good.count, by: good.count / 97) {
        var copy = good
        copy[place] ^= 1 << UInt8(place % 8)
        damaged.append(copy)
      }
      damaged.append(good + good)
      damaged.append(Data(repeating: 0, count: 4096))
      for data in damaged {
        try data.write(to: folder.checkpointURL)
        let error = #expect(throws: StorageError.self) {
          try Checkpoint.resume(in: folder, identity, interval: 60)
        }
        #expect(error?.kind == .damaged)
        // It is left as it is.
        #expect(try Data(contentsOf: folder.checkpointURL) == data)
      }
    }
  }

  @Test func anotherRunIsRefused() throws {
    try withFolder { folder in
      try write(folder)
      let others = [
        (
          CheckpointIdentity(verb: "train", scenarioText: "schema = 1\n", seed: 3), "macroscope run"
        ),
        (
          CheckpointIdentity(verb: "run", scenarioText: "schema = 1\n\n", seed: 3),
          "another scenario"
        ),
        (CheckpointIdentity(verb: "run", scenarioText: "schema = 1\n", seed: 4), "its seed is 3"),
      ]
      for (other, reason) in others {
        let error = #expect(throws: ForeignCheckpoint.self) {
          try Checkpoint.resume(in: folder, other, interval: 60)
        }
        #expect(error?.description.contains(reason) == true)
      }
    }
  }

  @Test func aWriteThatFailsIsToldAndLeavesTheOldOne() throws {
    try withFolder { folder in
      try write(folder)
      let checkpoint = try Checkpoint.resume(in: folder, identity, interval: 3600)
      let old = try Data(contentsOf: folder.checkpointURL)
      let moved = folder.url.appendingPathExtension("moved")
      try FileManager.default.moveItem(at: folder.url, to: moved)
      checkpoint.journal.finish("sweep.1", StateArchive())
      #expect(throws: StorageError.self) { try checkpoint.journal.flush() }
      try FileManager.default.moveItem(at: moved, to: folder.url)
      #expect(try Data(contentsOf: folder.checkpointURL) == old)
      try checkpoint.journal.flush()
      #expect(
        try Checkpoint.resume(in: folder, identity, interval: 60).journal.entries.count == 3)
    }
  }
}
