/// Orders operations so that few values are alive at once.
///
/// The outputs grow step by step in the order of the graph's nodes, all outputs side by side, so that
/// a value needed by several components of a gradient is computed, consumed by each, and forgotten.
/// What a step needs is computed just before it, the operand with the larger demand first (Sethi and
/// Ullman, J. ACM 17, 715 (1970)).
struct Scheduler {
  private let list: OperationList
  private var demand: [Int]
  private var isScheduled: [Bool]
  private(set) var order: [Int] = []

  /// The order of the operations that the steps need.
  static func schedule(_ list: OperationList, _ steps: [InstructionSelector.Step]) -> [Int] {
    var scheduler = Scheduler(list)
    let sorted = steps.enumerated().sorted {
      ($0.element.key, $0.offset) < ($1.element.key, $1.offset)
    }
    for (_, step) in sorted { scheduler.visit(step.value) }
    return scheduler.order
  }

  private init(_ list: OperationList) {
    self.list = list
    demand = []
    isScheduled = Array(repeating: false, count: list.operations.count)
    for operation in list.operations {
      // Operands come before their operation, so their demand is known.
      let needs = operation.sources
        .compactMap { list.producer(of: $0).map { demand[$0] } }.sorted(by: >)
      let most = needs.enumerated().map { $0.offset + $0.element }.max() ?? 0
      demand.append(max(most, operation.resultCount))
    }
  }

  /// Schedules the operation that defines `value` after all it needs. Iterative: chains of sums are
  /// as deep as the sums are long.
  private mutating func visit(_ value: Int) {
    var stack = [list.producer(of: value)].compactMap { $0 }
    while let index = stack.last {
      if isScheduled[index] {
        stack.removeLast()
        continue
      }
      let missing = Set(list.operations[index].sources.compactMap { list.producer(of: $0) })
        .filter { !isScheduled[$0] }
      if missing.isEmpty {
        isScheduled[index] = true
        order.append(index)
        stack.removeLast()
      } else {
        stack += missing.sorted { (demand[$0], $1) < (demand[$1], $0) }
      }
    }
  }
}
