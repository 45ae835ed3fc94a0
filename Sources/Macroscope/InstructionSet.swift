import CKernels

/// The vector instructions that the kernels were compiled for and this process uses.
public enum InstructionSet {
  /// The environment variable that asks for one by name.
  public static let variable = CK_ISA_VARIABLE

  /// The name of the one in use: the widest of the machine unless another is asked for.
  public static var current: String { name(ck_best_isa()) }

  /// The names of those that this machine runs, the narrowest first.
  public static var available: [String] {
    (0..<CK_ISA_COUNT.rawValue).map(ck_isa.init(rawValue:)).filter { ck_kernels_for($0) != nil }
      .map(name)
  }

  /// Whether nothing is asked for, or one that this machine runs.
  public static var isRequestValid: Bool { ck_isa_request_is_valid() != 0 }

  private static func name(_ isa: ck_isa) -> String { String(cString: ck_isa_name(isa)) }
}
