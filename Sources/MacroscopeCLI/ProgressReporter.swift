import Foundation
import Macroscope
import Synchronization

/// Shows on stderr how far a run is: a bar with the time left on a terminal, a plain line per stage
/// and ten per cent elsewhere, so that redirected logs stay short.
final class ProgressReporter: Sendable {
  private struct State {
    var stage: RunStage?
    var stageStart = ContinuousClock.now
    var lastShown = -1.0
    var isLineOpen = false
  }

  private let isQuiet: Bool
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  func update(_ progress: RunProgress) {
    guard !isQuiet else { return }
    state.withLock { state in
      if state.stage != progress.stage {
        endLine(&state)
        state.stage = progress.stage
        state.stageStart = .now
        state.lastShown = -1
      }
      let granularity = isTerminal ? 0.005 : 0.1
      guard progress.fraction >= state.lastShown + granularity || state.lastShown < 0 else {
        return
      }
      state.lastShown = progress.fraction
      show(progress, &state)
    }
  }

  /// A line that stays.
  func note(_ text: String) {
    state.withLock { state in
      endLine(&state)
      write(text + "\n")
    }
  }

  /// Ends the bar.
  func finish() { state.withLock { endLine(&$0) } }

  private func show(_ progress: RunProgress, _ state: inout State) {
    let percent = Int((100 * progress.fraction).rounded(.down))
    guard isTerminal else {
      write("\(progress.stage.rawValue): \(percent) %\n")
      return
    }
    let width = 30
    let filled = min(width, Int((progress.fraction * Double(width)).rounded(.down)))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let name = progress.stage.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
    write("\r\u{1B}[K\(name) \(bar) \(percent) %\(remaining(progress, state))")
    state.isLineOpen = true
  }

  private func remaining(_ progress: RunProgress, _ state: State) -> String {
    guard progress.fraction > 0.02 else { return "" }
    let elapsed = state.stageStart.duration(to: .now) / .seconds(1)
    let left = elapsed * (1 - progress.fraction) / progress.fraction
    return left < 1 ? "" : "  \(Int(left.rounded(.up))) s left"
  }

  private func endLine(_ state: inout State) {
    if state.isLineOpen { write("\r\u{1B}[K") }
    state.isLineOpen = false
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
