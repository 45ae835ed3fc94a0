import CKernels
import Potentials
import Testing

/// The code of the reference cases, instruction for instruction where it is short.
@Suite struct InstructionCountTests {
  static let levelled = """
    s*(muller_brown(x,y) + 35.0136*(x+0.033923)^2 + 59.8399*(y-0.465694)^2) \
    + 3*eps*cos(x/eps) + 2.1*eps*cos((x+2*y)/eps + 0.3)
    """

  static func gradient(
    _ source: String, _ coordinates: [String], _ parameters: [String: Double] = [:]
  ) throws -> Tape {
    let potential = try ExpressionPotential(
      source, coordinates: coordinates, parameters: parameters)
    return try #require(potential.gradientTape)
  }

  @Test func show() throws {
    let tape = try Self.gradient(Self.levelled, ["x", "y"], ["s": 0.05, "eps": 1e-4])
    print(tape.instructions.count, tape.registerCount)
    for i in tape.instructions { print(i) }
    let q = try Self.gradient(
      "x^2/2 + e1*cos(x/e1) + e2*cos(x/e2)", ["x"], ["e1": 0.1, "e2": 0.001])
    for i in q.instructions { print(i) }
  }
}
