import CKernels

/// A gradient as machine code for this machine's best instruction set, compiled at run time from its tape. The results
/// of the kernels with it are to the bit those without (docs/native-kernels.md).
public final class NativeGradient: Sendable {
  private let library: NativeLibrary

  /// Tapes with more instructions are interpreted: compiling them takes longer than it saves.
  public static let longestTape = 3000

  /// Compiles the tape, or finds it compiled before.
  ///
  /// - Throws: a `NativeCompiler.Failure` where there is no compiler or it fails, and for tapes of more than
  ///   ``longestTape`` instructions.
  public convenience init(
    _ tape: Tape, compiler: NativeCompiler
  ) throws(NativeCompiler.Failure) {
    try self.init(tape, compiler: compiler, for: ck_best_isa())
  }

  /// The same for another instruction set of this machine.
  package init(
    _ tape: Tape, compiler: NativeCompiler, for instructionSet: ck_isa
  ) throws(NativeCompiler.Failure) {
    guard tape.instructions.count <= Self.longestTape, tape.outputs == tape.dimension else {
      throw NativeCompiler.Failure(
        description: "the gradient has \(tape.instructions.count) instructions, more than "
          + "\(Self.longestTape)")
    }
    let source = NativeSource(
      tape, width: instructionSet.width, hasFusedMultiplyAdd: instructionSet.hasFusedMultiplyAdd)
    library = try compiler.load(source, for: instructionSet)
  }

  /// The functions for a field; valid as long as the object lives.
  package var functions: UnsafePointer<ck_native> { library.functions }
}

extension ck_isa {
  /// Doubles in a vector.
  var width: Int {
    switch self {
    case CK_ISA_AVX512: 8
    case CK_ISA_AVX2: 4
    default: 2
    }
  }

  /// Whether its multiply-add rounds once.
  var hasFusedMultiplyAdd: Bool {
    #if arch(arm64)
      true
    #else
      self != CK_ISA_BASELINE
    #endif
  }
}
