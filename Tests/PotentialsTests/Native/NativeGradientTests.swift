import CKernels
import Foundation
import Potentials
import Testing

/// Native code against the interpreter, bit by bit.
@Suite struct NativeGradientTests {
  /// Every kind of instruction, arguments that fill batches, and outputs that are coordinates.
  static let formulas: [(source: String, coordinates: [String])] = [
    ("x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", ["x"]),
    ("muller_brown(x, y)/100 + 0.001*(cos(x/0.001) + cos((x + 2*y)/0.001)/2)", ["x", "y"]),
    ("x*y + y*z", ["x", "y", "z"]),
    (
      "sin(3*x)*cos(x)*exp(-y^2) + log(2 + x^2) + sqrt(1 + y^2) + abs(x - y) + 1/(1 + x^2) + x^7",
      ["x", "y"]
    ),
    (
      "tan(x/5) + tanh(y)*sinh(x/3) + cosh(y/3) + atan(x*y) + (1 + x^2)^(y/7) + max(x, y)*min(x, 2*y)"
        + " + cos(x + 0.3) + 0.2*sin(2*x + 1)*y + x^-3 + y^3",
      ["x", "y"]
    ),
    ("sum(i, 1, 5, sum(j, 1, 5, exp(-abs(i - j)/2)*x[i]*x[j]) + cos(9*x[i]))", ["x[5]"]),
    // So short that several vectors advance together, with several functions each.
    ("3*cos(10*x) + 2.1*cos(10*x + 20*y + 0.3)", ["x", "y"]),
    ("sum(i, 1, 4, cos(i*x + i/9))", ["x"]),
    ("exp(-x) + exp(-y) + log(x + 5)", ["x", "y"]),
    ("sum(i, 1, 40, (1 - cos(7*(x[i] - x[41 - i])))*exp(-x[i]^2) + x[i]^4)", ["x[40]"]),
  ]

  /// The instruction sets of this machine.
  static let instructionSets = [CK_ISA_BASELINE, CK_ISA_AVX2, CK_ISA_AVX512].filter {
    ck_kernels_for($0) != nil
  }

  static let compiler: NativeCompiler = {
    let cache = FileManager.default.temporaryDirectory
      .appendingPathComponent("macroscope-native-\(getpid())")
    return NativeCompiler(executable: NativeCompiler.ofUser().executable, cache: cache)
  }()
  static var isThereACompiler: Bool { compiler.executable != nil }

  @Test(
    "the interpreter's results, to the bit", .enabled(if: isThereACompiler),
    arguments: formulas.indices, instructionSets)
  func sameBits(formula: Int, instructionSet: ck_isa) throws {
    let (source, coordinates) = Self.formulas[formula]
    let potential = try ExpressionPotential(source, coordinates: coordinates)
    try Self.compare(potential, instructionSet, seed: UInt64(formula))
  }

  @Test(
    "random functions", .enabled(if: isThereACompiler), arguments: 0..<8)
  func randomFunctions(seed: UInt64) throws {
    var random = RandomExpression(seed: 900 + seed)
    let d = 1 + Int(seed % 4)
    let source = random.expression(depth: 3 + Int(seed % 2), dimension: d)
    guard
      let potential = try? ExpressionPotential(
        source, coordinates: ["x[\(d)]"], parameters: ["k": 1.7])
    else { return }
    try Self.compare(potential, ck_best_isa(), seed: seed)
  }

  /// Runs every kernel with a gradient on the same walkers, interpreted and compiled.
  private static func compare(
    _ potential: ExpressionPotential, _ instructionSet: ck_isa, seed: UInt64
  ) throws {
    let tape = try #require(potential.gradientTape)
    let native = try NativeGradient(tape, compiler: compiler, for: instructionSet)
    let kernels = try #require(ck_kernels_for(instructionSet))
    var interpreted = ck_field(
      dimension: Int32(potential.dimension), tape: tape.pointer, spline: nil, callback: nil,
      context: nil, native: nil, kernels: nil)
    var compiled = interpreted
    compiled.native = native.functions
    compiled.kernels = kernels
    for lanes: Int32 in [8, 24, 128] {
      for isDiagonal in [true, false] {
        let run = KernelRun(
          dimension: potential.dimension, lanes: lanes, isDiagonal: isDiagonal, seed: seed)
        let expected = run.results(kernels.pointee, &interpreted)
        let found = run.results(kernels.pointee, &compiled)
        for (name, values) in expected {
          let differing = zip(values, found[name] ?? []).filter { a, b in
            a.bitPattern != b.bitPattern && !(a.isNaN && b.isNaN)
          }
          #expect(
            differing.isEmpty && values.count == found[name]?.count,
            "\(name) of \(lanes) lanes, diagonal \(isDiagonal): \(differing.prefix(3))")
        }
      }
    }
    withExtendedLifetime((native, tape)) {}
  }
}

/// Walkers, some of them far out, and the matrices of a step.
private struct KernelRun {
  let dimension: Int
  let lanes: Int32
  private var positions: [Double]
  private var momenta: [Double]
  private let decay: [Double]
  private let kick: [Double]
  private let mass: [Double]
  private let noise: [Double]

  init(dimension: Int, lanes: Int32, isDiagonal: Bool, seed: UInt64) {
    self.dimension = dimension
    self.lanes = lanes
    var random = RandomExpression(seed: seed)
    let block = Int(CK_BLOCK)
    positions = (0..<(dimension * block)).map { _ in random.uniform(-2.0...2.0) }
    momenta = (0..<(dimension * block)).map { _ in random.uniform(-1.0...1.0) }
    // Beyond the range of the vector functions, and no number.
    positions[5] = 3e9
    positions[7] = .nan
    positions[(dimension - 1) * block + 2] = -1e300
    func matrix(_ diagonal: Double, lower: Bool = false) -> [Double] {
      (0..<(dimension * dimension)).map { n in
        let (i, j) = (n / dimension, n % dimension)
        if i == j { return diagonal * random.uniform(0.5...1.0) }
        return isDiagonal || (lower && j > i) ? 0 : 0.1 * random.uniform(-1.0...1.0)
      }
    }
    decay = matrix(0.9)
    kick = matrix(0.02)
    mass = matrix(1)
    noise = matrix(0.1, lower: true)
  }

  /// What each kernel leaves behind.
  func results(_ kernels: ck_kernels, _ field: inout ck_field) -> [String: [Double]] {
    let block = dimension * Int(CK_BLOCK)
    var results: [String: [Double]] = [:]
    // For the field, and for it again as a slow one.
    var scratch = [Double](repeating: 0, count: 2 * Int(ck_scratch_size(&field)) + 64)
    var q = positions
    var p = momenta
    var g = [Double](repeating: 0, count: block)
    func keep(_ name: String, _ arrays: [[Double]]) {
      results[name] = arrays.flatMap { array in
        (0..<dimension).flatMap { i in
          array[(i * Int(CK_BLOCK))..<(i * Int(CK_BLOCK) + Int(lanes))]
        }
      }
    }
    kernels.gradient(&field, lanes, q, &g, &scratch)
    keep("gradient", [g])
    mass.withUnsafeBufferPointer { w in
      decay.withUnsafeBufferPointer { e in
        kick.withUnsafeBufferPointer { a in
          noise.withUnsafeBufferPointer { n in
            var map = ck_damped_verlet(
              dimension: Int32(dimension), half_step: 0.01, inverse_mass: w.baseAddress,
              decay: e.baseAddress, kick: a.baseAddress)
            var previous = g
            var middle = g
            var gradient = g
            previous.withUnsafeMutableBufferPointer { before in
              middle.withUnsafeMutableBufferPointer { middle in
                gradient.withUnsafeMutableBufferPointer { gradient in
                  var record = ck_step_record(
                    previous_momentum: before.baseAddress, midpoint: middle.baseAddress,
                    gradient: gradient.baseAddress)
                  kernels.damped_verlet(&map, &field, lanes, 9, &q, &p, &record, &scratch)
                }
              }
            }
            keep("damped Verlet", [q, p, previous, middle, gradient])

            (q, p) = (positions, momenta)
            kernels.gradient(&field, lanes, q, &g, &scratch)
            var verlet = ck_velocity_verlet(
              dimension: Int32(dimension), step: 0.02, inverse_mass: w.baseAddress)
            kernels.velocity_verlet(&verlet, &field, lanes, 5, &q, &p, &g, &scratch)
            keep("velocity Verlet", [q, p, g])

            withUnsafeMutablePointer(to: &field) { field in
              for (interval, slow) in [(1, nil), (4, nil), (5, UnsafePointer(field))] {
                (q, p) = (positions, momenta)
                kernels.gradient(field, lanes, q, &g, &scratch)
                var baoab = ck_baoab(
                  dimension: Int32(dimension), step: 0.02, inverse_mass: w.baseAddress,
                  decay: e.baseAddress, noise: n.baseAddress, noise_interval: Int64(interval),
                  key: (7, 11), slow: slow)
                kernels.baoab(&baoab, field, lanes, 3, 5, 19, &q, &p, &g, &scratch)
                keep("BAOAB, noise interval \(interval)", [q, p, g])
              }
            }

            q = positions
            var descent = ck_gradient_descent(
              dimension: Int32(dimension), rate: a.baseAddress)
            kernels.gradient_descent(&descent, &field, lanes, 5, &q, &g, nil, &scratch)
            keep("gradient descent", [q, g])
          }
        }
      }
    }
    return results
  }
}
