import Foundation
import Surrogates
import Testing

@Suite("L-BFGS")
struct LBFGSTests {
  private func minimise(
    from start: [Double], settings: LBFGS.Settings = exact, limit: Int = 500,
    _ function: @escaping ([Double], inout [Double]) -> Double
  ) throws -> (LBFGS, LBFGS.Convergence?) {
    var minimiser = try LBFGS(at: start, settings: settings, function)
    for _ in 0..<limit {
      if let convergence = try minimiser.iterate(function) { return (minimiser, convergence) }
    }
    return (minimiser, nil)
  }

  private static let exact = LBFGS.Settings(
    gradientTolerance: 1e-10, lossTolerance: 0, lossNoise: 1e-16)

  @Test(
    "Rosenbrock's valley in few iterations",
    arguments: [[-1.2, 1.0], [0.0, 0.0], [-3.0, -4.0], [10.0, -10.0]])
  func rosenbrock(start: [Double]) throws {
    let (minimiser, convergence) = try minimise(from: start) { x, gradient in
      let (value, dx, dy) = Rosenbrock.value(x[0], x[1])
      gradient = [dx, dy]
      return value
    }
    #expect(convergence == .gradient)
    #expect(minimiser.state.iterations < 100)
    for x in minimiser.state.position { #expect(abs(x - 1) < 1e-8) }
  }

  /// SciPy's L-BFGS-B needs 1052 iterations and 1117 evaluations for this one.
  @Test("a quadratic of condition number 10⁴ in 50 dimensions")
  func quadratic() throws {
    let curvatures = (0..<50).map { pow(10, 4 * Double($0) / 49) }
    let (minimiser, convergence) = try minimise(
      from: [Double](repeating: 1, count: 50), limit: 1200
    ) { x, gradient in
      for i in x.indices { gradient[i] = curvatures[i] * (x[i] - Double(i)) }
      return x.indices.reduce(0) {
        $0 + 0.5 * curvatures[$1] * (x[$1] - Double($1)) * (x[$1] - Double($1))
      }
    }
    #expect(convergence == .gradient)
    #expect(minimiser.state.evaluations < 1250)
    for (i, x) in minimiser.state.position.enumerated() { #expect(abs(x - Double(i)) < 1e-8) }
  }

  @Test("steps into where the function is not finite are cut")
  func overflow() throws {
    // Minimum of x − log x at 1; not defined for x ≤ 0, where the first steps lead.
    let (minimiser, convergence) = try minimise(from: [30]) { x, gradient in
      gradient[0] = 1 - 1 / x[0]
      return x[0] > 0 ? x[0] - log(x[0]) : .nan
    }
    #expect(convergence == .gradient)
    #expect(abs(minimiser.state.position[0] - 1) < 1e-8)
  }

  @Test("a loss in single precision is minimised as far as its rounding allows")
  func noisy() throws {
    let settings = LBFGS.Settings(gradientTolerance: 0)
    let (minimiser, convergence) = try minimise(from: [3, -2], settings: settings) { x, gradient in
      // Near 1000 the rounding of floats is 6e-5.
      gradient = [2 * (x[0] - 1), 20 * (x[1] - 2)]
      let value = 1000 + (x[0] - 1) * (x[0] - 1) + 10 * (x[1] - 2) * (x[1] - 2)
      return Double(Float(value))
    }
    #expect(convergence == .loss || convergence == .precision)
    #expect(abs(minimiser.state.position[0] - 1) < 0.02)
    #expect(abs(minimiser.state.position[1] - 2) < 0.01)
  }

  @Test("it goes on from any iteration with the same bits")
  func resumes() throws {
    func function(_ x: [Double], _ gradient: inout [Double]) -> Double {
      let (value, dx, dy) = Rosenbrock.value(x[0], x[1])
      gradient = [dx, dy]
      return value
    }
    var settings = Self.exact
    settings.memory = 4
    var whole = try LBFGS(at: [-1.2, 1], settings: settings, function)
    var states = [whole.state]
    while try whole.iterate(function) == nil { states.append(whole.state) }
    #expect(states.count > 10)
    for state in states {
      var part = LBFGS(resuming: state, settings: settings)
      while try part.iterate(function) == nil {}
      #expect(part.state == whole.state)
    }
    #expect(states.allSatisfy { $0.displacements.count <= 4 })
  }

  @Test("an error leaves the state as it was")
  func keepsStateOnError() throws {
    struct Stop: Error {}
    var calls = 0
    func function(_ x: [Double], _ gradient: inout [Double]) throws -> Double {
      calls += 1
      if calls > 7 { throw Stop() }
      let (value, dx, dy) = Rosenbrock.value(x[0], x[1])
      gradient = [dx, dy]
      return value
    }
    var minimiser = try LBFGS(at: [-1.2, 1], function)
    var before = minimiser.state
    #expect(throws: Stop.self) {
      while true {
        before = minimiser.state
        _ = try minimiser.iterate(function)
      }
    }
    #expect(minimiser.state == before)
  }
}
