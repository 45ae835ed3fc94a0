import Foundation
import Potentials
import Testing

/// The built-ins against known values and stationary points.
@Suite struct BuiltInTests {
  @Test(
    arguments: [
      ("ackley(x, y)", [0.0, 1.0], 2.637531, false), ("double_well(x)", [1, 0], 0, true),
      ("double_well(x)", [0, 0], 1, true), ("fput(x, 0.5, 2)", [2, 0], 2 + 4.0 / 3 + 8, false),
      ("gaussian(x, 1, 0.5)", [1, 0], 1, true), ("gaussian(x, 1, 0.5)", [1.5, 0], 0.606531, false),
      ("henon_heiles(x, y)", [0, 1], 1.0 / 6, true), ("himmelblau(x, y)", [3, 2], 0, true),
      ("lennard_jones(x)", [1.122462048309373, 0], -1, true),
      ("lennard_jones(x)", [1, 0], 0, false),
      ("morse(x, 3, 2, 0.7)", [0.7, 0], 0, true), ("morse(x, 3, 2, 0.7)", [30, 0], 3, true),
      ("muller_brown(x, y)", [-0.558, 1.442], -146.6995, false), ("rastrigin(x)", [0, 0], 0, true),
      ("rastrigin(x)", [0.5, 0], 20.25, false), ("rosenbrock(x, y)", [1, 1], 0, true),
      ("rosenbrock(x, y)", [0, 1], 101, false),
      ("six_hump_camel(x, y)", [0.0898420, -0.7126564], -1.0316285, true),
      ("styblinski_tang(x)", [-2.9035340, 0], -39.1661657, true),
      ("wolfe_quapp(x, y)", [-1.1737590, 1.4770790], -6.7621, false),
    ] as [(String, [Double], Double, Bool)])
  func knownValue(source: String, q: [Double], value: Double, isStationary: Bool) throws {
    let potential = try ExpressionPotential(source, coordinates: ["x", "y"])
    #expect(abs(potential.value(at: q) - value) < 2e-3 * (isStationary ? 1e-3 : 1))
    guard isStationary else { return }
    // Positions are given to seven digits, curvatures are below 100.
    for component in potential.gradient(at: q) { #expect(abs(component) < 1e-5) }
  }

  @Test func ackleyVanishesAtItsCusp() throws {
    let potential = try ExpressionPotential("ackley(x, y)", coordinates: ["x", "y"])
    #expect(abs(potential.value(at: [0, 0])) < 1e-14)
    let singularity = try #require(potential.firstSingularity(at: [0, 0]))
    #expect(singularity.range == 0..<12)
    #expect(singularity.message == "the derivative of sqrt(0.0) in ackley is not finite")
  }

  /// Every built-in parses and computes, and its signature is what a caller writes.
  @Test(arguments: BuiltIn.all.map(\.name))
  func computes(name: String) throws {
    let definition = try #require(BuiltIn.all.first { $0.name == name })
    let expression = try Expression(definition.signature, coordinates: definition.parameters)
    #expect(expression.dimension == definition.parameters.count)
    let q = definition.parameters.indices.map { 0.9 + 0.15 * Double($0) }
    #expect(expression.firstSingularity(at: q) == nil)
    #expect(!definition.summary.isEmpty)
    let reference = expression.oracleValue(at: q)
    #expect(abs(expression.value(at: q) - reference) <= 1e-12 * max(1, abs(reference)))
  }

  @Test func listIsSortedAndUnique() {
    let names = BuiltIn.all.map(\.name)
    #expect(names == Array(Set(names)).sorted())
  }
}
