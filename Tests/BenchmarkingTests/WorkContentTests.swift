import Benchmarking
import Potentials
import Testing

@Suite("What a unit of work consists of")
struct WorkContentTests {
  @Test("the gradient of two waves has two sines and no exponential")
  func waves() throws {
    let potential = try ExpressionPotential(
      "x^2/2 + a*cos(x/a) + b*cos(x/b)", coordinates: ["x"], parameters: ["a": 0.1, "b": 0.001])
    let content = WorkContent(gradientOf: potential)
    #expect(content.sines == 2 && content.exponentials == 0 && content.normals == 0)
  }

  @Test("sine and cosine of one argument count twice, exponentials and logarithms once")
  func functions() throws {
    let both = try ExpressionPotential("sin(x)*exp(y)", coordinates: ["x", "y"])
    let content = WorkContent(gradientOf: both)
    #expect(content.sines == 2 && content.exponentials == 1)
    let logarithm = try ExpressionPotential("x*log(x)", coordinates: ["x"])
    #expect(WorkContent(gradientOf: logarithm).logarithms == 1)
  }

  @Test("the limit is the sum of the times at the machine's limits")
  func limit() {
    let machine = MachineLimits(seconds: 0.001)
    var content = WorkContent()
    content.sines = 2
    content.normals = 1
    let time = 2 / machine.sine + 1 / machine.normal
    #expect(abs(content.limit(machine) * time - 1) < 1e-12)
    let rates = [
      machine.sine, machine.exponential, machine.logarithm, machine.normal, machine.multiplyAdd,
      machine.matrixProduct,
    ]
    #expect(rates.allSatisfy { $0 > 1e6 && $0.isFinite })
  }
}
