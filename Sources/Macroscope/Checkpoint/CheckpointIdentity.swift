import Foundation
import Storage

/// What a checkpoint must have in common with the run that goes on from it.
public struct CheckpointIdentity: Equatable, Sendable {
  /// What the run is called on the command line.
  public let verb: String
  /// The SHA-256 of the scenario with all defaults resolved.
  public let scenario: String
  public let seed: UInt64
  /// The program's version, and the instruction set that it computes with: another one rounds differently.
  public let version: String
  public let build: String

  /// The identity of a run of a scenario by this program.
  ///
  /// - Parameters:
  ///   - verb: what the run is called.
  ///   - scenarioText: the scenario with all defaults resolved.
  ///   - seed: of the random numbers.
  public init(verb: String, scenarioText: String, seed: UInt64) {
    self.verb = verb
    scenario = SHA256.hexDigest(of: Data(scenarioText.utf8))
    self.seed = seed
    let program = Summary.Program.current
    (version, build) = (program.version, program.build)
  }

  /// The identity that a checkpoint has on it.
  init(_ archive: StateArchive) throws(StorageError) {
    let texts = try archive.texts("identity", count: 5)
    (verb, scenario, version, build) = (texts[0], texts[1], texts[2], texts[3])
    guard let seed = UInt64(texts[4]) else {
      throw StateArchive.mismatch("'\(texts[4])' is no seed")
    }
    self.seed = seed
  }

  /// The identity as a part of a checkpoint.
  var archive: StateArchive {
    var archive = StateArchive()
    archive.put([verb, scenario, version, build, "\(seed)"], as: "identity")
    return archive
  }

  /// What keeps this run from going on from a checkpoint; nil when nothing does.
  func obstacle(in found: CheckpointIdentity) -> String? {
    if found.verb != verb {
      return "it was left by 'macroscope \(found.verb)', not by 'macroscope \(verb)'"
    }
    if found.seed != seed { return "its seed is \(found.seed), not \(seed)" }
    if found.scenario != scenario { return "it belongs to another scenario" }
    if found.version != version {
      return "version \(found.version) of the program wrote it, this is \(version)"
    }
    if found.build != build {
      return "it was computed with \(found.build) instructions, this machine uses \(build), "
        + "which round differently"
    }
    return nil
  }
}

/// Why a run cannot go on from a checkpoint that is whole.
public struct ForeignCheckpoint: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file.
  public let path: String
  /// What it is instead.
  public let reason: String

  public var description: String {
    "cannot go on from '\(path)': \(reason) (--overwrite starts again without it)"
  }
}
