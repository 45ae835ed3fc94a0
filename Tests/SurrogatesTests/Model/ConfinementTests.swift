import Surrogates
import Testing

@Suite("Confinement")
struct ConfinementTests {
  let wall = Confinement(lower: [-1, 0], upper: [1, 3], stiffness: [4, 10])

  @Test("zero in the box, harmonic beyond its faces")
  func values() {
    #expect(wall.value(at: [-1, 3]) == 0)
    #expect(wall.value(at: [1.5, 1]) == 0.5)
    #expect(wall.value(at: [-3, -1]) == 13)
    let places: [[Double]] = [[1, 0], [1.0001, 0], [.nan, 0], [0]]
    #expect(places.map(wall.contains) == [true, false, false, false])
    #expect(wall.value(at: [.nan, 1]).isNaN)
  }

  @Test(
    "the gradient is that of the value, and continuous across the faces",
    arguments: [[0.5, 1], [-1.4, 2], [1.3, 3.7], [-2, -0.5], [1, 3]])
  func gradient(q: [Double]) {
    var gradient = [100.0, 200.0]
    wall.addGradient(at: q, to: &gradient)
    let h = 1e-5
    for i in 0..<2 {
      var (above, below) = (q, q)
      above[i] += h
      below[i] -= h
      let difference = (wall.value(at: above) - wall.value(at: below)) / (2 * h)
      // Across a face the curvature jumps, which central differences see as ¼kh.
      #expect(abs(gradient[i] - 100 * Double(i + 1) - difference) < 0.26 * 10 * h + 1e-9)
    }
  }

  @Test("the softest wall turns the slope and holds thermal motion within its reach")
  func rule() {
    let wall = Confinement(
      lower: [0, 0], upper: [1, 1], slope: [8, 0.1], reach: [0.5, 0.25], temperature: 2)
    #expect(wall.stiffness == [16, 32])
    // At the reach the wall's force balances the slope.
    var gradient = [-8.0, 0]
    wall.addGradient(at: [1.5, 0.5], to: &gradient)
    #expect(gradient[0] == 0)
  }
}
