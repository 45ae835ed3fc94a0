import CKernels

/// Assigns registers to the values of scheduled operations, reusing each as soon as its value is dead.
struct RegisterAllocator {
  private(set) var instructions: [ck_instruction] = []
  private(set) var registerCount: Int
  private var registers: [Int: Int] = [:]
  private var free: [Int] = []

  /// The registers of the outputs.
  private(set) var outputs: [Int] = []

  init(_ list: OperationList, order: [Int], outputs outputValues: [Int]) {
    registerCount = list.inputs
    var lastUse: [Int: Int] = [:]
    for (position, index) in order.enumerated() {
      for source in list.operations[index].sources { lastUse[source] = position }
    }
    for value in outputValues { lastUse[value] = Int.max }
    for (position, index) in order.enumerated() {
      let operation = list.operations[index]
      let sources = operation.sources.map { $0 < list.inputs ? $0 : registers[$0] ?? 0 }
      for source in Set(operation.sources)
      where source >= list.inputs && lastUse[source] == position {
        if let register = registers.removeValue(forKey: source) { free.append(register) }
      }
      let first = list.firstResult[index]
      var results: [Int] = []
      for value in first..<(first + operation.resultCount) {
        let register = take()
        registers[value] = register
        results.append(register)
      }
      for value in first..<(first + operation.resultCount) where lastUse[value] == nil {
        if let register = registers.removeValue(forKey: value) { free.append(register) }
      }
      instructions.append(Self.instruction(operation, sources, results))
    }
    outputs = outputValues.map { $0 < list.inputs ? $0 : registers[$0] ?? 0 }
  }

  private mutating func take() -> Int {
    if let register = free.popLast() { return register }
    registerCount += 1
    return registerCount - 1
  }

  private static func instruction(
    _ operation: Operation, _ sources: [Int], _ results: [Int]
  ) -> ck_instruction {
    func register(_ list: [Int], _ position: Int) -> UInt16 {
      position < list.count ? UInt16(truncatingIfNeeded: list[position]) : 0
    }
    let isPair = operation.resultCount == 2
    return ck_instruction(
      op: UInt16(operation.code.rawValue), d: register(results, 0), a: register(sources, 0),
      b: register(sources, 1), c: register(sources, 2),
      e: isPair ? register(results, 1) : register(sources, 3), k0: operation.k0, k1: operation.k1,
      k2: operation.k2)
  }
}
