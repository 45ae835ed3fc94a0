import Foundation
import Macroscope
import Synchronization

/// Shows on stderr how far a run is.
///
/// On a terminal: a bar with the time left. Elsewhere, so that logs stay short: a line for each stage
/// when it ends, with its time, and within a long one a line every ten per cent but not more often
/// than every ten seconds.
final class ProgressReporter: Sendable {
  private struct State {
    var current: RunProgress?
    var stageStart = ContinuousClock.now
    var shownFraction = 0.0
    var shownTime = ContinuousClock.now
    var isBarOpen = false
  }

  private let isQuiet: Bool
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Takes note of where the run is; may be called from any thread.
  func update(_ progress: RunProgress) {
    guard !isQuiet else { return }
    state.withLock { state in
      if state.current.map(Self.name) != Self.name(progress) {
        endStage(&state)
        state.current = progress
        state.stageStart = .now
        state.shownFraction = 0
        state.shownTime = .now
        if isTerminal { showBar(progress, state.stageStart, &state) }
        return
      }
      state.current = progress
      let pause = isTerminal ? Duration.milliseconds(100) : .seconds(10)
      let advance = isTerminal ? 0.0 : 0.1
      guard state.shownTime.duration(to: .now) >= pause,
        progress.fraction > state.shownFraction + advance
      else { return }
      state.shownFraction = progress.fraction
      state.shownTime = .now
      if isTerminal {
        showBar(progress, state.stageStart, &state)
      } else {
        let left = Self.remaining(progress, since: state.stageStart)
        let note = progress.note.map { " (\($0))" } ?? ""
        Console.log("\(Self.name(progress)): \(Self.percent(progress))\(left)\(note)\n")
      }
    }
  }

  /// Ends the last stage.
  func finish() {
    state.withLock { state in
      endStage(&state)
      state.current = nil
    }
  }

  /// Removes the bar, for a message to follow, without saying that the stage is done.
  func abandon() {
    state.withLock { state in
      closeBar(&state)
      state.current = nil
    }
  }

  private func endStage(_ state: inout State) {
    closeBar(&state)
    guard let current = state.current, !isTerminal else { return }
    let seconds = state.stageStart.duration(to: .now) / .seconds(1)
    Console.log("\(Self.name(current)): \(String(format: "%.1f", seconds)) s\n")
  }

  private func showBar(
    _ progress: RunProgress, _ start: ContinuousClock.Instant, _ state: inout State
  ) {
    let width = 30
    let filled = min(width, Int((progress.fraction * Double(width)).rounded(.down)))
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    let name = Self.name(progress)
      .padding(toLength: progress.part == nil ? 21 : 30, withPad: " ", startingAt: 0)
    let left = Self.remaining(progress, since: start)
    let note = progress.note.map { " (\($0))" } ?? ""
    Console.replaceLine(by: "\(name) \(bar) \(Self.percent(progress))\(left)\(note)")
    state.isBarOpen = true
  }

  private func closeBar(_ state: inout State) {
    if state.isBarOpen { Console.replaceLine(by: "") }
    state.isBarOpen = false
  }

  /// The run, where there are several, the stage, and the round from the second on: sampling is repeated
  /// while the momenta are not yet thermal.
  private static func name(_ progress: RunProgress) -> String {
    (progress.part.map { "\($0), " } ?? "") + progress.stage.rawValue
      + (progress.round > 1 ? ", round \(progress.round)" : "")
  }

  private static func percent(_ progress: RunProgress) -> String {
    "\(Int((100 * min(max(progress.fraction, 0), 1)).rounded(.down))) %"
  }

  private static func remaining(
    _ progress: RunProgress, since start: ContinuousClock.Instant
  ) -> String {
    guard progress.fraction > 0.02 else { return "" }
    let elapsed = start.duration(to: .now) / .seconds(1)
    let left = elapsed * (1 - progress.fraction) / progress.fraction
    return left < 1 ? "" : ", \(Int(left.rounded(.up))) s left"
  }
}
