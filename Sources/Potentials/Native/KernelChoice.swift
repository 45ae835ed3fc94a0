/// How a gradient that is given as an expression is evaluated. The results are the same to the bit.
public enum KernelChoice: String, CaseIterable, Sendable {
  /// By interpreting its tape.
  case tape
  /// By machine code that is compiled when the program starts.
  case native
  /// By machine code where compiling takes less time than it saves.
  case automatic = "auto"

  /// Instructions that the interpreter carries out while a short gradient is compiled, times the numbers that each is
  /// carried out on: some seconds on one core.
  private static let worthwhile = 2e10

  /// The potential in the form chosen, which is the tape when there is no compiler or it fails.
  ///
  /// - Parameters:
  ///   - potential: the function.
  ///   - evaluations: how many gradients the run is expected to take.
  ///   - compiler: where to find clang, and what it has compiled before.
  /// - Returns: the same function.
  public func apply(
    to potential: ExpressionPotential, evaluations: Double, compiler: NativeCompiler
  ) -> ExpressionPotential {
    switch self {
    case .tape: return potential
    case .automatic where evaluations * Double(potential.operationCount) < Self.worthwhile:
      return potential
    case .native, .automatic: return (try? potential.compiled(by: compiler)) ?? potential
    }
  }
}
