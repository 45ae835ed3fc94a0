import CKernels
import Potentials
import Testing

@Suite struct NativeScheduleTests {
  static let sources = [
    ("x^2/2 + 0.1*cos(x/0.1) + 0.001*cos(x/0.001)", "x"),
    ("sum(i, 1, 9, sum(j, 1, 9, exp(-abs(i - j)/2)*x[i]*x[j]) + cos(9*x[i]))", "x[9]"),
    ("sum(i, 1, 30, exp(-x[i]^2)*sin(x[i])*cos(x[i]) + log(1 + x[i]^2))", "x[30]"),
    ("x[1]*x[2] + x[2]*x[3]", "x[3]"),
  ]

  private static func code(_ source: String, _ coordinate: String) throws -> NativeCode {
    let potential = try ExpressionPotential(source, coordinates: [coordinate])
    return NativeCode(try #require(potential.gradientTape))
  }

  @Test(arguments: sources, [1, 2, 4])
  func everyStepOnceAndAfterWhatItNeeds(formula: (String, String), batch: Int) throws {
    let code = try Self.code(formula.0, formula.1)
    let schedule = NativeSchedule(code, batch: batch)
    #expect(schedule.batches.flatMap { $0 }.sorted() == Array(code.steps.indices))
    var known = Set(0..<code.dimension)
    for indices in schedule.batches {
      let steps = indices.map { code.steps[$0] }
      #expect(steps.allSatisfy { known.isSuperset(of: $0.sources) })
      #expect(Set(steps.map(\.opcode.rawValue)).count == 1)
      #expect(steps.count == 1 || (steps[0].opcode.isElementary && steps.count <= batch))
      known.formUnion(steps.flatMap(\.results))
    }
    #expect(known.isSuperset(of: code.outputs))
  }

  @Test func valuesAreNamedOnce() throws {
    for (source, coordinate) in Self.sources {
      let code = try Self.code(source, coordinate)
      let results = code.steps.flatMap(\.results)
      #expect(results == Array(code.dimension..<(code.dimension + results.count)))
    }
  }

  /// Chains of a sum are as long as the sum: taken one after the other each step would wait for the one before.
  @Test func chainsAreInterleaved() throws {
    let code = try Self.code(Self.sources[1].0, Self.sources[1].1)
    let order = NativeSchedule(code, batch: 4).batches
    let following = zip(order, order.dropFirst()).filter { before, after in
      let results = Set(before.flatMap { code.steps[$0].results })
      return after.contains { !results.isDisjoint(with: code.steps[$0].sources) }
    }
    #expect(following.count * 10 < order.count)
  }

  @Test func elementaryFunctionsAreTakenTogether() throws {
    let code = try Self.code(Self.sources[2].0, Self.sources[2].1)
    let elementary = NativeSchedule(code, batch: 4).batches.filter {
      code.steps[$0[0]].opcode.isElementary
    }
    let functions = elementary.reduce(0) { $0 + $1.count }
    #expect(functions >= 60)
    #expect(elementary.count <= functions / 3)
  }

  /// By hand: x² + x·y has the gradient (2x + y, x): one step, whose result stays alive.
  @Test func pressure() throws {
    let potential = try ExpressionPotential("x^2 + x*y", coordinates: ["x", "y"])
    let code = NativeCode(try #require(potential.gradientTape))
    #expect(code.outputs == [2, 0])
    #expect(NativeSchedule(code, batch: 4).pressure == 1)
  }
}
