import CKernels

/// The order in which native code takes its steps.
///
/// A processor finishes two vector operations in a cycle if it finds them: each takes four cycles, and it looks some
/// hundred instructions ahead. A tape's sums are chains in which each waits for the one before. So independent steps are
/// interleaved, by scheduling on a model of such a processor, the first of the tape that is ready first; and elementary
/// functions, long chains themselves, are taken several at a time.
package struct NativeSchedule {
  /// The steps in order; those of a batch are of one kind and independent of each other.
  package private(set) var batches: [[Int]] = []
  /// The most results of steps that are alive at once.
  package private(set) var pressure = 0

  /// Half cycles: one operation is begun in each.
  private static let latency = 8
  /// Half cycles that the last elementary function of a batch takes until it is there.
  private static let elementaryLatency = 120

  /// Schedules the steps of a tape.
  ///
  /// - Parameters:
  ///   - code: the tape.
  ///   - batch: the most elementary functions that are taken together.
  package init(_ code: NativeCode, batch: Int) {
    var producer: [Int: Int] = [:]
    for (index, step) in code.steps.enumerated() {
      for result in step.results { producer[result] = index }
    }
    var missing = [Int](repeating: 0, count: code.steps.count)
    var consumers = [[Int]](repeating: [], count: code.steps.count)
    for (index, step) in code.steps.enumerated() {
      let needed = Set(step.sources.compactMap { producer[$0] })
      missing[index] = needed.count
      for source in needed { consumers[source].append(index) }
    }

    var readyAt = [Int](repeating: 0, count: code.steps.count)
    var waiting = PriorityQueue<ReadyStep>()
    var simple = PriorityQueue<Int>()
    var elementary = ElementaryQueues()
    for index in code.steps.indices where missing[index] == 0 {
      waiting.insert(ReadyStep(time: 0, index: index))
    }
    var now = 0
    while true {
      while let next = waiting.first, next.time <= now {
        _ = waiting.popFirst()
        let opcode = code.steps[next.index].opcode
        if opcode.isElementary {
          elementary.insert(next.index, opcode)
        } else {
          simple.insert(next.index)
        }
      }
      let taken: [Int]
      if let full = elementary.takeFull(batch) {
        taken = full
      } else if let index = simple.popFirst() {
        taken = [index]
      } else if let next = waiting.first {
        // It may complete a batch.
        now = next.time
        continue
      } else if let rest = elementary.takeRest() {
        taken = rest
      } else {
        break
      }
      batches.append(taken)
      let opcode = code.steps[taken[0]].opcode
      now += opcode.work * taken.count
      let done = now + (opcode.isElementary ? Self.elementaryLatency : Self.latency) - opcode.work
      for index in taken {
        for consumer in consumers[index] {
          missing[consumer] -= 1
          readyAt[consumer] = max(readyAt[consumer], done)
          if missing[consumer] == 0 {
            waiting.insert(ReadyStep(time: readyAt[consumer], index: consumer))
          }
        }
      }
    }
    pressure = Self.pressure(of: batches, code)
  }

  /// The most results that are alive at once.
  private static func pressure(of batches: [[Int]], _ code: NativeCode) -> Int {
    var lastUse: [Int: Int] = [:]
    for (position, batch) in batches.enumerated() {
      for source in batch.flatMap({ code.steps[$0].sources }) { lastUse[source] = position }
    }
    for output in code.outputs { lastUse[output] = batches.count }
    var alive = 0
    var most = 0
    for (position, batch) in batches.enumerated() {
      for index in batch {
        alive += code.steps[index].results.count
        most = max(most, alive)
      }
      let ended = Set(batch.flatMap { code.steps[$0].sources + code.steps[$0].results })
      for value in ended
      where value >= code.dimension && (lastUse[value] ?? position) <= position { alive -= 1 }
    }
    return most
  }
}

/// A step whose operands are there from a time on.
private struct ReadyStep: Comparable {
  let time: Int
  let index: Int

  static func < (a: Self, b: Self) -> Bool { (a.time, a.index) < (b.time, b.index) }
}

/// Elementary functions that are ready, by kind, in the order in which they became so.
private struct ElementaryQueues {
  private var queues: [UInt32: [Int]] = [:]

  mutating func insert(_ index: Int, _ opcode: ck_opcode) {
    queues[opcode.rawValue, default: []].append(index)
  }

  /// As many of a kind as make a batch, of the kind that comes first in the tape.
  mutating func takeFull(_ batch: Int) -> [Int]? {
    take(batch) { $0.count >= batch }
  }

  /// What there is of one kind.
  mutating func takeRest() -> [Int]? {
    take(.max) { !$0.isEmpty }
  }

  private mutating func take(_ most: Int, where isEligible: ([Int]) -> Bool) -> [Int]? {
    let eligible = queues.filter { isEligible($0.value) }
    guard let (kind, queue) = eligible.min(by: { $0.value[0] < $1.value[0] }) else { return nil }
    queues[kind]?.removeFirst(min(most, queue.count))
    return Array(queue.prefix(most))
  }
}
