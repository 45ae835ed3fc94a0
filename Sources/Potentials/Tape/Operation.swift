import CKernels

/// An instruction before registers are assigned: it defines values, each once.
struct Operation: Hashable {
  var code: ck_opcode
  /// The values read, in the order a, b, c, e of `ck_instruction`.
  var sources: [Int]
  var k0 = 0.0
  var k1 = 0.0
  var k2 = 0.0

  static func == (a: Operation, b: Operation) -> Bool {
    a.code == b.code && a.sources == b.sources && a.k0 == b.k0 && a.k1 == b.k1 && a.k2 == b.k2
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(code.rawValue)
    hasher.combine(sources)
    hasher.combine(k0)
    hasher.combine(k1)
    hasher.combine(k2)
  }

  /// How many values it defines.
  var resultCount: Int { code == CK_OP_SINE_COSINE ? 2 : 1 }
}

/// Straight-line code in single-assignment form. The values below `inputs` are the coordinates.
struct OperationList {
  let inputs: Int
  private(set) var operations: [Operation] = []
  /// The first value that each operation defines.
  private(set) var firstResult: [Int] = []
  /// The operation that defines a value, by `value - inputs`.
  private(set) var producers: [Int] = []
  private var known: [Operation: Int] = [:]

  init(inputs: Int) { self.inputs = inputs }

  /// Adds the operation unless an equal one exists, and returns its first value.
  mutating func append(_ operation: Operation) -> Int {
    if let index = known[operation] { return firstResult[index] }
    let index = operations.count
    let value = inputs + producers.count
    known[operation] = index
    operations.append(operation)
    firstResult.append(value)
    for _ in 0..<operation.resultCount { producers.append(index) }
    return value
  }

  /// The operation that defines the value; nil for an input.
  func producer(of value: Int) -> Int? { value < inputs ? nil : producers[value - inputs] }
}
