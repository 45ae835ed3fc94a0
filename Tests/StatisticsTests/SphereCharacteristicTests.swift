import Foundation
import Statistics
import Testing

/// Against ₀F₁(; d/2; −x²/4) by mpmath.
@Suite struct SphereCharacteristicTests {
  @Test(
    arguments: [
      (1, 0.01, 0.99995000041666526),
      (1, 0.7, 0.7648421872844885),
      (1, 3.0, -0.98999249660044542),
      (1, 12.5, 0.99779827917858066),
      (1, 40.0, -0.66693806165226188),
      (2, 0.01, 0.99997500015624952),
      (2, 0.7, 0.88120088860740531),
      (2, 3.0, -0.26005195490193345),
      (2, 12.5, 0.1468840547004211),
      (2, 40.0, 0.0073668905842372897),
      (3, 0.01, 0.99998333341666645),
      (3, 0.7, 0.92031098176813009),
      (3, 3.0, 0.047040002686622409),
      (3, 12.5, -0.0053057517880960555),
      (3, 40.0, 0.018627829011983718),
      (4, 0.01, 0.99998750005208326),
      (4, 0.7, 0.93998783297159705),
      (4, 3.0, 0.22603930568395764),
      (4, 12.5, -0.026477408738361553),
      (4, 40.0, 0.00630191590187925),
      (5, 0.01, 0.99999000003571425),
      (5, 0.7, 0.95184976214474482),
      (5, 3.0, 0.34567749976235596),
      (5, 12.5, -0.019259597394560193),
      (5, 40.0, 0.0012854360449954605),
      (10, 0.01, 0.99999500001041663),
      (10, 0.7, 0.97574865079553019),
      (10, 3.0, 0.62593983490186533),
      (10, 12.5, 0.003557273667418251),
      (10, 40.0, -2.678512146527262e-6),
      (50, 0.01, 0.99999900000048081),
      (50, 0.7, 0.99511152583089535),
      (50, 3.0, 0.91378819750850926),
      (50, 12.5, 0.19918740266887333),
      (50, 40.0, -4.6422850016768442e-9),
      (100, 0.01, 0.9999995000001225),
      (100, 0.7, 0.9975529400927553),
      (100, 3.0, 0.95597848072583114),
      (100, 12.5, 0.4550458270265943),
      (100, 40.0, 0.00014884226068840299),
    ] as [(Int, Double, Double)])
  func agreesWithTheHypergeometricFunction(d: Int, x: Double, truth: Double) {
    #expect(abs(sphereCharacteristic(x, dimension: d) - truth) < 1e-12)
    #expect(sphereCharacteristic(-x, dimension: d) == sphereCharacteristic(x, dimension: d))
  }

  @Test(arguments: [1, 2, 3, 4, 17]) func isOneAtZero(d: Int) {
    #expect(sphereCharacteristic(0, dimension: d) == 1)
  }

  /// It is the mean of a cosine over directions: 5 standard errors of 20 000 draws.
  @Test(arguments: [2, 3, 4, 7]) func isTheMeanOverDirections(d: Int) {
    let draws = Philox(seed: 3, stream: UInt64(d))
    let x = 2.5
    let cosines = (0..<20_000).map { n -> Double in
      let normals = (0..<d).map { draws.normals(UInt64(n), UInt64($0)).0 }
      let norm = normals.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return cos(x * normals[0] / norm)
    }
    let mean = mean(ofIndependent: cosines)
    #expect(abs(mean.deviation(from: sphereCharacteristic(x, dimension: d))) < 5)
  }
}
