import Foundation
import Storage

/// The gnuplot program: found on the search path, run with a time limit.
public struct Gnuplot: Sendable {
  /// The program, or nil when there is none.
  public let executable: URL?
  /// How long one plot may take, in seconds.
  public let timeout: Double
  /// Why there is no program.
  private let reason: String

  /// A program at a known place.
  public init(executable: URL?, timeout: Double = 30) {
    self.executable = executable
    self.timeout = timeout
    reason = "gnuplot is not installed"
  }

  /// No program, for a reason that is known.
  init(unavailable reason: String) {
    executable = nil
    timeout = 0
    self.reason = reason
  }

  /// The first `gnuplot` on the search path of the environment.
  public static func onSearchPath(
    _ path: String? = ProcessInfo.processInfo.environment["PATH"]
  ) -> Gnuplot {
    Gnuplot(executable: ChildProcess.find("gnuplot", on: path))
  }

  /// Why a script could not be run.
  struct Failure: Error, CustomStringConvertible {
    let description: String
    /// Whether there is no point in trying with another script.
    var isFinal = false
  }

  /// Runs a script in its folder.
  ///
  /// - Throws: `Failure` when there is no gnuplot, it exits with an error or takes too long.
  func run(script name: String, in folder: URL) throws(Failure) {
    guard let executable else {
      throw Failure(description: reason, isFinal: true)
    }
    do throws(ChildProcess.Failure) {
      // Without the settings of a user, and without those of a file that lies in the folder.
      try ChildProcess(executable, timeout: timeout).run(["-d", name], in: folder)
    } catch {
      let isFinal = if case .failed = error { false } else { true }
      throw Failure(description: error.sentence(about: "gnuplot"), isFinal: isFinal)
    }
  }
}
