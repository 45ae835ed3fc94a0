import Dispatch
import Dynamics
import Foundation

/// Turns SIGINT, SIGTERM and SIGHUP into a cancellation that the run heeds at its next safe point; a second
/// signal ends the program at once. A SIGHUP that whoever started the program ignores, as `nohup` does, stays
/// ignored.
final class InterruptHandler {
  let cancellation = Cancellation()
  // A queue of its own: the shared ones may be busy with the run itself.
  private let queue = DispatchQueue(label: "macroscope.interrupts")
  private var sources: [any DispatchSourceSignal] = []

  init() {
    for number in [SIGINT, SIGTERM, SIGHUP] {
      let previous = signal(number, SIG_IGN)
      if number == SIGHUP, Self.isIgnoring(previous) { continue }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [cancellation] in
        if cancellation.isCancelled { _exit(ExitStatus.interrupted.rawValue) }
        cancellation.cancel()
      }
      source.resume()
      sources.append(source)
    }
  }

  private static func isIgnoring(_ handler: sighandler_t?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN as sighandler_t?, to: Int.self)
  }
}
