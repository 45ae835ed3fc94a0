import CKernels
import Testing

/// The instruction sets that this machine runs; every test runs on each of them.
enum InstructionSet: UInt32, CaseIterable, CustomTestStringConvertible {
  case baseline, avx2, avx512

  static let available = allCases.filter { $0.table != nil }

  var table: UnsafePointer<ck_kernels>? { ck_kernels_for(ck_isa(rawValue)) }

  var testDescription: String { String(cString: ck_isa_name(ck_isa(rawValue))) }

  /// The table's functions, which are all there for an available instruction set.
  func function<F>(_ member: KeyPath<ck_kernels, F?>) -> F {
    guard let function = table?.pointee[keyPath: member] else {
      preconditionFailure("\(self) lacks a kernel")
    }
    return function
  }

  func map(
    _ member: KeyPath<
      ck_kernels,
      (@convention(c) (UnsafePointer<Double>?, UnsafeMutablePointer<Double>?, Int64) -> Void)?
    >, _ values: [Double]
  ) -> [Double] {
    let function = function(member)
    var results = [Double](repeating: -12345, count: values.count)
    function(values, &results, Int64(values.count))
    return results
  }
}

let block = Int(CK_BLOCK)

/// Components × CK_BLOCK doubles, aligned as the kernels want them.
final class Blocks {
  let components: Int
  let pointer: UnsafeMutablePointer<Double>

  init(_ components: Int, repeating value: Double = 0) {
    self.components = components
    let count = max(components, 1) * block
    pointer = UnsafeMutableRawPointer.allocate(
      byteCount: count * MemoryLayout<Double>.stride, alignment: 64
    ).bindMemory(to: Double.self, capacity: count)
    pointer.initialize(repeating: value, count: count)
  }

  convenience init(_ components: Int, lane: (_ component: Int, _ lane: Int) -> Double) {
    self.init(components)
    for i in 0..<components {
      for w in 0..<block { self[i, w] = lane(i, w) }
    }
  }

  deinit { pointer.deallocate() }

  subscript(component: Int, lane: Int) -> Double {
    get { pointer[component * block + lane] }
    set { pointer[component * block + lane] = newValue }
  }

  func copy() -> Blocks { Blocks(components) { self[$0, $1] } }

  /// The bit patterns of one lane, which compare NaN and signed zeros too.
  func bits(ofLane lane: Int) -> [UInt64] { (0..<components).map { self[$0, lane].bitPattern } }
}

/// A tape with storage of its own.
final class TestTape {
  let registers: Int
  private let code: UnsafeMutableBufferPointer<ck_instruction>
  private let output: UnsafeMutableBufferPointer<UInt16>
  let pointer: UnsafeMutablePointer<ck_tape>

  init(inputs: Int, registers: Int, outputs: [Int], _ instructions: [ck_instruction]) {
    self.registers = registers
    code = .allocate(capacity: instructions.count)
    _ = code.initialize(from: instructions)
    output = .allocate(capacity: outputs.count)
    _ = output.initialize(from: outputs.map { UInt16($0) })
    pointer = .allocate(capacity: 1)
    pointer.initialize(
      to: ck_tape(
        code: code.baseAddress, count: Int32(instructions.count), inputs: Int32(inputs),
        registers: Int32(registers), outputs: Int32(outputs.count), output: output.baseAddress))
  }

  deinit {
    pointer.deallocate()
    output.deallocate()
    code.deallocate()
  }

  func evaluate(
    _ input: Blocks, on isa: InstructionSet, lanes: Int = block, filling: Double = .nan
  ) -> Blocks {
    let scratch = Blocks(registers, repeating: filling)
    let result = Blocks(output.count, repeating: filling)
    isa.function(\.tape_evaluate)(
      pointer, input.pointer, result.pointer, scratch.pointer, Int32(lanes))
    return result
  }
}

extension ck_instruction {
  init(
    _ op: ck_opcode, d: Int, a: Int = 0, b: Int = 0, c: Int = 0, e: Int = 0, k0: Double = 0,
    k1: Double = 0, k2: Double = 0
  ) {
    self.init(
      op: UInt16(op.rawValue), d: UInt16(d), a: UInt16(a), b: UInt16(b), c: UInt16(c),
      e: UInt16(e), k0: k0, k1: k1, k2: k2)
  }
}

/// SplitMix64: a fixed sequence for each seed.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
