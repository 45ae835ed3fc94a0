import CoarseGraining
import Storage
import Surrogates
import Testing

@Suite("Table of a surrogate")
struct TableTests {
  @Test("the standard grids are those of effective-potential.csv")
  func grids() throws {
    let line = try #require(TablePoints.standardGrid([-1...1]))
    #expect(line.points.count == 400 && abs(line.points[0][0] + 1 - 1.0 / 400) < 1e-15)
    let plane = try #require(TablePoints.standardGrid([0...1, 2...4]))
    #expect(plane.points.count == 10_000)
    // The first coordinate is the slowest.
    #expect(plane.points[1][0] == plane.points[0][0] && plane.points[1][1] > plane.points[0][1])
    #expect(TablePoints.standardGrid([0...1, 0...1, 0...1]) == nil)
  }

  @Test("V has its minimum at 0; a common shift of a member is no uncertainty")
  func ensemble() throws {
    let model = try ModelFixtures.model(
      NetworkArchitecture(inputs: 1, hidden: [4]), members: 3,
      training: TrainingRecord(temperature: 1), recalibration: 2)
    // V = x² at −2, 0, 1, 3; the last is above 4T and does not decide the gauge.
    let points = TablePoints.list([[-2], [0], [1], [3]])
    let table = model.table(at: points) { points in
      [-1.0, 0, 1].map { shift in
        points.map { q in
          let tilt = q[0] == 3 ? 0.5 * shift : 0
          return q[0] * q[0] + 10 * shift + tilt
        }
      }
    }
    #expect(table.columns.map(\.name) == ["x", "V_mlp", "se_mlp"])
    #expect(table["x"] == [-2, 0, 1, 3])
    #expect(table["V_mlp"] == [4, 0, 1, 9])
    let errors = try #require(table["se_mlp"])
    // Members are −½, 0, ½ at the last point: standard deviation ½, times 2.
    for (error, expected) in zip(errors, [0, 0, 0, 1.0]) { #expect(abs(error - expected) < 1e-12) }
  }

  @Test("a single network has no standard error; its values are those of the reference")
  func single() throws {
    let model = try ModelFixtures.model(NetworkArchitecture(inputs: 2, hidden: [4]))
    let reference = ReferenceNetwork(model: model)
    let grid = TablePoints.grid([
      UniformAxis(lower: -1, upper: 1, count: 3), UniformAxis(lower: 0, upper: 1, count: 2),
    ])
    let table = model.table(at: grid, method: "net") { points in
      [points.map { reference.memberValue(0, at: $0) }]
    }
    #expect(table.columns.map(\.name) == ["x", "y", "V_net", "se_net"])
    let values = try #require(table["V_net"])
    #expect(values.count == 6 && values.min() == 0)
    #expect(values[5] - values[0] != 0)
    let difference = reference.value(at: grid.points[5]) - reference.value(at: grid.points[0])
    #expect(abs(values[5] - values[0] - difference) < 1e-12)
    #expect(table["se_net"]?.allSatisfy(\.isNaN) == true)
  }
}
