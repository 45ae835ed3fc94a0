import CKernels
import Potentials
import Testing

/// The code of the reference cases: instruction for instruction where it is short, else its length
/// and its registers. A lower count is welcome; a higher one is a loss of speed to explain.
@Suite struct InstructionCountTests {
  static func gradient(
    _ source: String, _ coordinates: [String], _ parameters: [String: Double] = [:]
  ) throws -> Tape {
    let potential = try ExpressionPotential(
      source, coordinates: coordinates, parameters: parameters)
    return try #require(potential.gradientTape)
  }

  static func codes(_ tape: Tape) -> [ck_opcode] {
    tape.instructions.map { ck_opcode(UInt32($0.op)) }
  }

  @Test func threeScales() throws {
    let tape = try Self.gradient(
      "x^2/2 + e1*cos(x/e1) + e2*cos(x/e2)", ["x"], ["e1": 0.1, "e2": 0.001])
    #expect(Self.codes(tape) == [CK_OP_SINE_SCALED_ADD, CK_OP_SINE_SCALED_ADD])
    let scales = tape.instructions.map(\.k0).sorted()
    #expect(scales == [10, 1000])
    #expect(tape.instructions.allSatisfy { $0.a == 0 && $0.k1 == 0 && $0.k2 == -1 })
    #expect(tape.registerCount == 2)
  }

  @Test func manyScales() throws {
    let tape = try Self.gradient("x^2/2 + sum(k, 1, 9, 3^-k*cos(x*3^k))", ["x"])
    #expect(Self.codes(tape) == Array(repeating: CK_OP_SINE_SCALED_ADD, count: 9))
    #expect(tape.registerCount == 2)
  }

  @Test func mullerBrown() throws {
    let macro = "s*(muller_brown(x,y) + 35.0136*(x+0.033923)^2 + 59.8399*(y-0.465694)^2)"
    let micro = " + 3*eps*cos(x/eps) + 2.1*eps*cos((x+2*y)/eps + 0.3)"
    let tape = try Self.gradient(macro + micro, ["x", "y"], ["s": 0.05, "eps": 1e-4])
    #expect(tape.instructions.count <= 47)
    #expect(tape.registerCount <= 8)
    let codes = Self.codes(tape)
    #expect(codes.count { $0 == CK_OP_EXP } == 4)
    let trigonometric = [CK_OP_SINE, CK_OP_COSINE, CK_OP_SINE_COSINE, CK_OP_SINE_SCALED_ADD]
    #expect(codes.count { trigonometric.contains($0) } == 2)
  }

  @Test func doubleWell() throws {
    // 4·x·(x² - 1).
    let tape = try Self.gradient("(x^2 - 1)^2", ["x"])
    #expect(Self.codes(tape) == [CK_OP_SQUARE, CK_OP_AFFINE, CK_OP_MULTIPLY])
  }

  @Test func anisotropicQuadratic() throws {
    let tape = try Self.gradient(
      "x^2 + x*y/2 + 3/4*y^2 + 2*e*cos(x/e) + 1.4*e*cos((x+2*y)/e + 0.3)", ["x", "y"],
      ["e": 5e-4])
    #expect(tape.instructions.count == 7)
  }

  @Test func linearFunctionsCostNothingToDifferentiate() throws {
    #expect(Self.codes(try Self.gradient("3*x", ["x", "y"])) == [CK_OP_CONSTANT, CK_OP_CONSTANT])
    #expect(try Self.gradient("x^2/2", ["x"]).instructions.isEmpty)
    #expect(Self.codes(try Self.gradient("-x^2/2", ["x"])) == [CK_OP_NEGATE])
  }

  @Test func quadraticFormsTakeOneInstructionPerEntry() throws {
    let tape = try Self.gradient(
      "sum(i, 1, 10, sum(j, 1, 10, x[i]*x[j]/(i + j)))/2", ["x[10]"])
    #expect(tape.instructions.count == 90)
    #expect(
      Self.codes(tape).allSatisfy { $0 == CK_OP_SCALED_ADD || $0 == CK_OP_SCALED_SUM })
  }

  /// A sum over d coordinates has a gradient of linear size, and apart from coordinates and outputs
  /// only a few values are alive at once.
  @Test(arguments: [10, 100, 1000])
  func chainsAreLinear(d: Int) throws {
    let tape = try Self.gradient(
      "sum(i, 1, n - 1, (x[i+1] - x[i])^2/2 + cos(x[i]/0.01)*0.01) + sum(i, 1, n, (x[i]^2-1)^2)",
      ["x[\(d)]"], ["n": Double(d)])
    #expect(tape.instructions.count <= 7 * d)
    #expect(tape.registerCount <= 2 * d + 6)
  }

  @Test func sineAndCosineOfOneArgumentShareAnInstruction() throws {
    let tape = try Expression("sin(2*x + 1)*cos(2*x + 1)", coordinates: ["x"]).tape
    #expect(Self.codes(tape) == [CK_OP_SINE_COSINE, CK_OP_MULTIPLY])
  }

  @Test func commonSubexpressionsAreComputedOnce() throws {
    let tape = try Expression(
      "exp(x*y)*log(1 + x*y) + exp(y*x)", coordinates: ["x", "y"]
    ).tape
    #expect(Self.codes(tape).count { $0 == CK_OP_EXP } == 1)
    #expect(Self.codes(tape).count { $0 == CK_OP_MULTIPLY } == 1)
    #expect(tape.instructions.count == 5)
  }

  @Test func workIsMostlyElementaryFunctions() throws {
    #expect(try Expression("x*y + y", coordinates: ["x", "y"]).tape.work == 1)
    #expect(try Expression("sin(x)*exp(y)", coordinates: ["x", "y"]).tape.work == 29)
    #expect(try Expression("tanh(x) - y", coordinates: ["x", "y"]).tape.work == 101)
  }

  @Test func unusedInstructionsAreNotEmitted() throws {
    #expect(try Expression("0*exp(x) + x", coordinates: ["x"]).tape.instructions.isEmpty)
    #expect(try Expression("x - x + 2", coordinates: ["x"]).tape.instructions.count == 1)
  }
}
