import Foundation
import LinearAlgebra
import Statistics
import Surrogates
import Testing

@Suite("Out-of-distribution score")
struct OutOfDistributionTests {
  @Test("false alarms come at the stated rate", arguments: [1, 2, 5, 10])
  func falseAlarms(dimension: Int) throws {
    // Correlated coordinates of very different units.
    func law(_ count: Int, _ seed: UInt64) -> Matrix {
      var points = ValidationSamples.cloud(count, dimension: dimension, seed: seed)
      for k in 0..<count {
        for i in 1..<max(dimension, 1) { points[k, i] += 0.8 * points[k, i - 1] }
        points[k, 0] = 1e6 + 1e-3 * points[k, 0]
      }
      return points
    }
    let score = try OutOfDistributionScore(
      training: law(8000, 1), heldOut: law(4000, 2), falseAlarmRate: 0.02, seed: 3)
    #expect(score.dimension == dimension)
    let fresh = score.scores(of: law(20_000, 4)).map { $0 > score.threshold ? 1.0 : 0 }
    let rate = mean(ofIndependent: fresh)
    // Errors of this count and of the threshold's 4000 samples; within 4 of both.
    let error = (0.02 * 0.98 * (1.0 / 20_000 + 1.0 / 4000)).squareRoot()
    #expect(abs(rate.value - 0.02) < 5 * error)
    #expect(score.heldOutAlarms.value <= 0.02)
  }

  @Test("holes and the outside are recognised")
  func detection() throws {
    let score = try OutOfDistributionScore(
      training: ValidationSamples.twoWells(4000, seed: 1),
      heldOut: ValidationSamples.twoWells(4000, seed: 2), falseAlarmRate: 0.01, seed: 3)
    // The middle of the two wells has Mahalanobis distance 0, and no data within five deviations.
    #expect(score.isOutside([0, 0]))
    #expect(score.isOutside([1, 1]) && score.isOutside([5, 0]) && score.isOutside([-1, -1]))
    #expect(!score.isOutside([1, 0]) && !score.isOutside([-1.1, 0.15]))
    #expect(score.isOutside([.nan, 0]) && score.isOutside([1, .infinity]))
    // It grows without bound.
    #expect(score.score([1e6, 0]) > 1e6 && score.score([1e30, 0]) > score.score([1e6, 0]))
  }

  @Test("in ten dimensions, a step outside of the data is seen")
  func tenDimensions() throws {
    let score = try OutOfDistributionScore(
      training: ValidationSamples.cloud(20_000, dimension: 10, seed: 1),
      heldOut: ValidationSamples.cloud(5000, dimension: 10, seed: 2), falseAlarmRate: 0.01, seed: 3)
    // For a Gaussian nothing beats the Mahalanobis distance: at a rate of 1 % it sees χ²₁₀ > 23.2/1.8², 71 %,
    // of the points at 1.8 times their radius. The score, which does not know the law, is to see 60 %.
    let far = ValidationSamples.cloud(1000, dimension: 10, seed: 5).mapElements { 1.8 * $0 }
    let seen = score.scores(of: far).count { $0 > score.threshold }
    #expect(seen > 600)
    let axes = (0..<10).count { i in
      score.isOutside((0..<10).map { $0 == i ? 7 : 0 })
    }
    #expect(axes == 10)
  }

  @Test("points of a block of walkers are read with a stride")
  func stride() throws {
    let points = ValidationSamples.twoWells(2000, seed: 1)
    let score = try OutOfDistributionScore(training: points, heldOut: points, seed: 3)
    let lanes = 5
    let block = (0..<2).flatMap { i in (0..<lanes).map { points[$0, i] } }
    block.withUnsafeBufferPointer { block in
      guard let start = block.baseAddress else { return }
      for lane in 0..<lanes {
        let expected = score.score(points.row(lane))
        #expect(score.score(start + lane, stride: lanes) == expected)
        #expect(score.isOutside(start + lane, stride: lanes) == (expected > score.threshold))
      }
    }
  }

  @Test("the vector search finds what a plain one finds", arguments: [1, 3, 10], [1, 7, 40])
  func nearest(dimension d: Int, count: Int) {
    let centres = ValidationSamples.normals(count * d, seed: 1).map(Float.init)
    let scales = (0..<count).map { 0.5 + Float($0 % 3) }
    let search = NearestPrototype(dimension: d, centres: centres, scales: scales)
    let points = ValidationSamples.normals(50 * d, seed: 2).map(Float.init)
    for k in 0..<50 {
      let z = Array(points[(k * d)..<((k + 1) * d)])
      let squares = (0..<count).map { j in
        let square = (0..<d).reduce(Float(0)) { sum, i in
          let x = centres[j * d + i] - z[i]
          return sum + x * x
        }
        return square * scales[j]
      }
      let best = squares.indices.min { squares[$0] < squares[$1] } ?? -1
      z.withUnsafeBufferPointer { z in
        let (index, square) = search.find(z)
        #expect(index == best && square == squares[best])
        #expect(search.leastSquare(z) == square)
      }
    }
  }

  @Test("the same data and seed give the same score, and it survives JSON")
  func reproducibility() throws {
    let (training, heldOut) = (
      ValidationSamples.twoWells(3000, seed: 1), ValidationSamples.twoWells(500, seed: 2)
    )
    let score = try OutOfDistributionScore(training: training, heldOut: heldOut, seed: 3)
    #expect(try OutOfDistributionScore(training: training, heldOut: heldOut, seed: 3) == score)
    let data = try JSONEncoder().encode(score)
    let decoded = try JSONDecoder().decode(OutOfDistributionScore.self, from: data)
    #expect(decoded == score)
    #expect(decoded.scores(of: heldOut) == score.scores(of: heldOut))
    let text = String(decoding: data, as: UTF8.self)
    let broken = text.replacingOccurrences(of: "\"dimension\":2", with: "\"dimension\":3")
    #expect(broken != text)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(OutOfDistributionScore.self, from: Data(broken.utf8))
    }
  }

  @Test("impossible data say why")
  func failures() {
    let line = Matrix(rows: (0..<100).map { [Double($0), 2 * Double($0)] })
    #expect(throws: ValidationError.degenerate(coordinate: 1)) {
      try OutOfDistributionScore(training: line, heldOut: line, seed: 1)
    }
    let cloud = ValidationSamples.cloud(50, dimension: 2, seed: 1)
    #expect(throws: ValidationError.tooFewSamples(needed: 99, found: 50)) {
      try OutOfDistributionScore(training: cloud, heldOut: cloud, seed: 1)
    }
    #expect(throws: ValidationError.mismatch(what: "coordinates", expected: 2, found: 1)) {
      try OutOfDistributionScore(
        training: cloud, heldOut: Matrix(rows: 200, columns: 1), seed: 1)
    }
  }
}
