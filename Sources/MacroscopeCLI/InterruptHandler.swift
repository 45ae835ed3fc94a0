import Dispatch
import Dynamics
import Foundation

/// Turns SIGINT and SIGTERM into a cancellation that the run heeds at its next safe point; a second
/// signal ends the program at once.
final class InterruptHandler {
  let cancellation = Cancellation()
  // A queue of its own: the shared ones may be busy with the run itself.
  private let queue = DispatchQueue(label: "macroscope.interrupts")
  private var sources: [any DispatchSourceSignal] = []

  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { [cancellation] in
        if cancellation.isCancelled { _exit(ExitStatus.interrupted.rawValue) }
        cancellation.cancel()
      }
      source.resume()
      sources.append(source)
    }
  }
}
