import Comparison
import Dynamics
import Potentials
import Testing

@Suite struct SeriesRecorderTests {
  private static let records = 12

  private let observables: [Potentials.Expression]
  private let potential: ExpressionPotential

  init() throws {
    potential = try ExpressionPotential("x^2/2 + y^2", coordinates: ["x", "y"])
    observables = try ["x", "x*y"].map { try Expression($0, coordinates: ["x", "y"]) }
  }

  private func ensemble() throws -> TrajectoryEnsemble {
    let states = (0..<20).map { PhasePoint(q: [Double($0), 1], p: [0, Double($0) / 7]) }
    return try TrajectoryEnsemble(
      potential: potential,
      integrator: .velocityVerlet(try VelocityVerlet(step: 0.1, inverseMass: .identity(2))),
      states: states, seed: 0, threads: 2)
  }

  private func recorder(of ensemble: TrajectoryEnsemble) -> SeriesRecorder {
    SeriesRecorder(observables: observables, layout: ensemble.layout, records: Self.records)
  }

  @Test func keepsTheObservablesOfEveryRecord() throws {
    let ensemble = try ensemble()
    let recorder = recorder(of: ensemble)
    for record in 0..<Self.records {
      try ensemble.advance(
        records: record == 0 ? 0 : 1, stepsPerRecord: 3, observers: [recorder])
      let values = try recorder.state.reals("series1", count: 20 * Self.records)
      for walker in 0..<20 {
        let q = ensemble.state(ofWalker: walker).q
        #expect(values[walker * Self.records + record] == q[0] * q[1])
        let row = values[walker * Self.records..<(walker + 1) * Self.records]
        let isEmptyBeyond = row.dropFirst(record + 1).allSatisfy(\.isNaN)
        #expect(isEmptyBeyond)
      }
    }
  }

  @Test(
    "what is asked of a complete recording again and again, and after it was put back, is the same")
  func completeRecording() throws {
    let ensemble = try ensemble()
    let recorder = recorder(of: ensemble)
    try ensemble.advance(records: 5, stepsPerRecord: 3, observers: [recorder])
    let half = recorder.state
    let restored = self.recorder(of: ensemble)
    try restored.restore(half)
    try ensemble.advance(
      records: Self.records - 6, stepsPerRecord: 3, observers: [recorder, restored])
    let whole = recorder.state
    #expect(whole.reals == recorder.state.reals)
    #expect(whole.reals == restored.state.reals)
    let isComplete = whole.reals.values.allSatisfy { $0.allSatisfy(\.isFinite) }
    #expect(isComplete)
    let series = recorder.takeSeries()
    #expect(series.map(\.elements) == ["series0", "series1"].map { whole.reals[$0] ?? [] })
    #expect(series.map(\.rows) == [20, 20])
    #expect(restored.takeSeries() == series)
  }
}
