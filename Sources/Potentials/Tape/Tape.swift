import CKernels

/// Straight-line vector code for a list of functions of the coordinates, as the kernels run it on
/// whole blocks of walkers.
///
/// A tape owns the memory that its `ck_tape` points to and never changes it, hence it may be shared
/// between threads.
public final class Tape: @unchecked Sendable {
  /// The number of coordinates.
  public let dimension: Int
  /// The number of values computed for each point.
  public let outputs: Int
  /// The number of vector registers that an evaluation needs, inputs included.
  public let registerCount: Int
  /// The code, in order of execution.
  public let instructions: [ck_instruction]
  /// The registers that hold the outputs at the end.
  public let outputRegisters: [UInt16]

  private let code: UnsafeMutableBufferPointer<ck_instruction>
  private let outputStorage: UnsafeMutableBufferPointer<UInt16>
  private let storage: UnsafeMutablePointer<ck_tape>

  /// The largest number of registers that an instruction can address.
  static let registerLimit = 1 << 16

  init(dimension: Int, instructions: [ck_instruction], registerCount: Int, outputs: [Int]) {
    precondition(registerCount <= Self.registerLimit)
    self.dimension = dimension
    self.outputs = outputs.count
    self.registerCount = registerCount
    self.instructions = instructions
    outputRegisters = outputs.map { UInt16($0) }
    code = .allocate(capacity: instructions.count)
    _ = code.initialize(from: instructions)
    outputStorage = .allocate(capacity: outputs.count)
    _ = outputStorage.initialize(from: outputRegisters)
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: ck_tape(
        code: UnsafePointer(code.baseAddress), count: Int32(instructions.count),
        inputs: Int32(dimension), registers: Int32(registerCount), outputs: Int32(outputs.count),
        output: UnsafePointer(outputStorage.baseAddress)))
  }

  deinit {
    storage.deallocate()
    outputStorage.deallocate()
    code.deallocate()
  }

  /// About how much work an evaluation is, in plain vector instructions: an elementary function is some dozen, and one
  /// that is left to libm a hundred.
  public var work: Double {
    instructions.reduce(0) { sum, instruction in
      let opcode = ck_opcode(UInt32(instruction.op))
      return sum + Double(opcode.isOfLibm ? 100 : opcode.work)
    }
  }

  /// The tape for the kernels; valid as long as the object lives.
  public var pointer: UnsafePointer<ck_tape> { UnsafePointer(storage) }

  /// Calls `body` with the tape for the kernels and keeps the object alive meanwhile.
  public func withUnsafeTape<R>(_ body: (UnsafePointer<ck_tape>) throws -> R) rethrows -> R {
    try withExtendedLifetime(self) { try body(pointer) }
  }
}
