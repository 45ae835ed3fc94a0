import Comparison
import Dynamics
import LinearAlgebra
import Macroscope
import Testing

@Suite("Sections of the comparison")
struct ComparisonSectionTests {
  private func scenario(
    _ coordinates: String, value: String = "1", sampling: String = "", _ rest: String
  ) throws -> Scenario {
    try Scenario(
      text: """
        schema = 1
        [potential]
        coordinates = \(coordinates)
        parameters = { a = 3 }
        value = "\(value)"
        [sampling]
        step = 0.5
        \(sampling)
        \(rest)
        """, path: "case.toml")
  }

  private func scenario(sampling: String = "", _ rest: String) throws -> Scenario {
    try scenario("\"x\"", sampling: sampling, rest)
  }

  @Test("are absent unless written")
  func absent() throws {
    let scenario = try scenario("")
    #expect(scenario.hamiltonian == nil)
    #expect(scenario.langevin == nil)
    let potentials = try scenario.validate()
    #expect(potentials.observables.isEmpty && potentials.truncations.isEmpty)
  }

  @Test func hamiltonianDefaults() throws {
    let section = try #require(try scenario("[hamiltonian]").hamiltonian)
    #expect(section.start == .energies(nil))
    #expect(section.time == 20)
    #expect(section.step == nil && section.surrogateStep == nil)
    #expect(section.records == 1000)
    #expect(section.recordInterval == 0.02)
    #expect(section.tolerance == 0.05)
    #expect(section.surrogate == .force)
  }

  @Test func langevinDefaults() throws {
    let section = try #require(try scenario("\"x[2]\"", "[langevin]").langevin)
    #expect(section.temperature == nil && section.friction == nil)
    #expect(section.trajectories == 4000)
    #expect(section.time == 20)
    #expect(section.equilibriumTime == 200)
    #expect(section.initial == .normal(mean: [0, 0], deviation: [1, 1]))
    #expect(section.momentumDeviation == nil)
    #expect(section.observables == ["x[1]", "x[2]"])
    #expect(section.truncations.isEmpty)
    #expect(section.step == nil && section.surrogateStep == nil)
    #expect(section.records == 200)
    #expect(section.equilibriumRecords == 2000)
    #expect(section.wellDepth == 0.5)
    #expect(section.surrogate == .force)
    #expect(
      section.tolerance
        == LangevinTolerance(
          meanPath: 0.2, autocorrelation: 0.05, equilibrium: 0.05, population: 0.05,
          passageTime: 0.25))
  }

  @Test("V is that of the force unless only the density is fitted")
  func surrogate() throws {
    let density = try scenario("[regression]\nmethods = [\"density\"]\n[langevin]\n[hamiltonian]")
    #expect(density.langevin?.surrogate == .density)
    #expect(density.hamiltonian?.surrogate == .density)
    let chosen = try scenario("[langevin]\nsurrogate = \"density\"")
    #expect(chosen.langevin?.surrogate == .density)
  }

  @Test("orbits start at points, from rest or not, or at energies")
  func starts() throws {
    let rest = try scenario("\"x[2]\"", "[hamiltonian]\npoints = [[1, 2], [3, 4]]")
    #expect(
      rest.hamiltonian?.start
        == .states([PhasePoint(q: [1, 2], p: [0, 0]), PhasePoint(q: [3, 4], p: [0, 0])]))
    let moving = try scenario("[hamiltonian]\npoints = [[1]]\nmomenta = [[-0.5]]")
    #expect(moving.hamiltonian?.start == .states([PhasePoint(q: [1], p: [-0.5])]))
    let energies = try scenario("[hamiltonian]\nenergies = [1, 0.5]")
    #expect(energies.hamiltonian?.start == .energies([1, 0.5]))
    #expect(try scenario("[hamiltonian]\nenergies = \"auto\"").hamiltonian?.start == .energies(nil))
  }

  @Test("friction is a number, a matrix, which may be singular, or automatic")
  func friction() throws {
    let number = try scenario("\"x[2]\"", "[langevin]\nfriction = 2").langevin
    #expect(number?.friction == .diagonal([2, 2]))
    let matrix = try scenario("\"x[2]\"", "[langevin]\nfriction = [[1, 2], [2, 4]]").langevin
    #expect(matrix?.friction == Matrix(rows: [[1, 2], [2, 4]]))
    #expect(try scenario("[langevin]\nfriction = 0").langevin?.friction == .diagonal([0]))
    #expect(try scenario("[langevin]\nfriction = \"auto\"").langevin?.friction == nil)
  }

  @Test("what is not said of the initial law is that of the samples")
  func initialLaw() throws {
    let sampling = "initial = { mean = 2, deviation = 0.5, momentum_deviation = 7 }"
    let none = try scenario(sampling: sampling, "[langevin]").langevin
    #expect(none?.initial == .normal(mean: [2], deviation: [0.5]))
    #expect(none?.momentumDeviation == nil)
    let mean = try scenario(sampling: sampling, "[langevin]\ninitial = { mean = 1 }").langevin
    #expect(mean?.initial == .normal(mean: [1], deviation: [0.5]))
    let points = "initial = { points = [[1], [3]] }"
    let same = try scenario(
      sampling: points, "[langevin]\ninitial = { momentum_deviation = 1 }"
    ).langevin
    #expect(same?.initial == .points([[1], [3]]))
    #expect(same?.momentumDeviation == 1)
    let other = try scenario(
      sampling: points, "[domain]\nx = [0, 8]\n[langevin]\ninitial = { mean = 1 }"
    ).langevin
    #expect(other?.initial == .normal(mean: [1], deviation: [1]))
    let fixed = try scenario("[langevin]\ninitial = { points = [[4]] }").langevin
    #expect(fixed?.initial == .points([[4]]))
  }

  @Test("observables and truncations are compiled with the parameters of the scenario")
  func expressions() throws {
    let potentials = try scenario(
      "[\"x\", \"y\"]",
      "[langevin]\nobservables = [\"a*x*y\", \"y\"]\ntruncations = [\"a*x^2 + y\"]"
    ).validate()
    #expect(potentials.observables.map(\.source) == ["a*x*y", "y"])
    #expect(potentials.observables.map { $0.value(at: [2, 5]) } == [30, 5])
    #expect(potentials.truncations.map { $0.gradient(at: [2, 5]) } == [[12, 1]])
  }

  @Test("tolerances are given one by one")
  func tolerance() throws {
    let section = try scenario("[langevin]\ntolerance = { acf = 0.2, passage_time = 1 }").langevin
    #expect(
      section?.tolerance == LangevinTolerance(autocorrelation: 0.2, passageTime: 1))
  }
}
