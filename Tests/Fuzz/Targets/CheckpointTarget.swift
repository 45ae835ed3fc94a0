import Foundation
import Macroscope
import Storage

/// Checkpoint files. The input is sealed with its right length and checksum, so that what is behind them is
/// reached; an input that begins with `!` is taken as it is after that. From what is read a small run goes on.
package struct CheckpointTarget: FuzzTarget {
  package static let name = "checkpoint"
  private let runs: [SmallRun]
  private let scratch: ScratchFolder

  package init() throws {
    runs = try SmallRun.all()
    scratch = try ScratchFolder()
  }

  package func check(_ input: [UInt8]) throws(BrokenPromise) {
    let bytes = input.first == UInt8(ascii: "!") ? Data(input.dropFirst()) : sealed(Data(input))
    let folder = ResultsFolder(scratch.url)
    try scratch.write(bytes, to: folder.checkpointURL.lastPathComponent)
    for run in runs {
      do {
        let checkpoint = try Checkpoint.resume(in: folder, run.identity, interval: 3600)
        run.resume(checkpoint.journal.entries)
        return
      } catch let error as StorageError {
        guard error.kind == .damaged else { throw BrokenPromise("\(error)") }
        return
      } catch is ForeignCheckpoint {
      } catch {
        throw BrokenPromise("\(error)")
      }
    }
  }

  package func seeds() throws -> [[UInt8]] {
    let folder = ResultsFolder(scratch.url)
    return try runs.flatMap { run in
      // An early, a middle and a late one; a fast machine may have made only one.
      try Set([1, run.checkpoints.count / 2, run.checkpoints.count - 1])
        .intersection(run.checkpoints.indices).sorted().map { index in
          let checkpoint = try Checkpoint.start(in: folder, run.identity, interval: 3600)
          for (name, entry) in run.checkpoints[index] { checkpoint.journal.suspend(name, entry) }
          try checkpoint.journal.flush()
          return [UInt8](try Data(contentsOf: folder.checkpointURL).dropLast(24))
        }
    }
  }

  private func sealed(_ body: Data) -> Data {
    var data = body
    FileSeal(mark: "MSCPT001").close(&data)
    return data
  }
}
