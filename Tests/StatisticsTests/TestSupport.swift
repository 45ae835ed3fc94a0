import Foundation
import LinearAlgebra
import Statistics

/// A fixed sample of 24 numbers for which the reference programs gave their figures.
let referenceSample = [
  2.1, -0.3, 1.7, 0.4, 3.3, -1.2, 0.9, 1.1, 2.6, 0.05, -0.7, 1.45, 5.2, 0.33, -2.4, 1.01, 0.77,
  2.2, -0.15, 1.9, 0.6, -1.05, 3.9, 1.3,
]

/// sin(0.37 i²) + i/1000 for i = 1…count: a long sample that any program can make again.
func sineSample(_ count: Int) -> [Double] {
  (1...count).map { sin(Double($0 * $0) * 0.37) + 0.001 * Double($0) }
}

/// Standard normal numbers of one seed.
func normalSample(_ count: Int, seed: UInt64, stream: UInt64 = 0) -> [Double] {
  let generator = Philox(seed: seed, stream: stream)
  return (0..<count).map { generator.normals(UInt64($0), 0).0 }
}

/// Uniform numbers in (0, 1) of one seed.
func uniformSample(_ count: Int, seed: UInt64) -> [Double] {
  let generator = Philox(seed: seed, stream: 1)
  return (0..<count).map { generator.uniform(UInt64($0), 0) }
}

/// Correlated normal vectors: x₀ normal, every next component 0.8 × the one before + noise.
func normalVectors(_ count: Int, dimension: Int, seed: UInt64) -> [[Double]] {
  let generator = Philox(seed: seed, stream: 2)
  return (0..<count).map { i in
    var x: [Double] = []
    for a in 0..<dimension {
      x.append(0.8 * (x.last ?? 0) + generator.normals(UInt64(i), UInt64(a)).0)
    }
    return x
  }
}

/// A stationary AR(1) series x' = φx + noise, with ρ_k = φ^k.
func autoregressive(_ phi: Double, count: Int, seed: UInt64, stream: UInt64 = 0) -> [Double] {
  let noise = normalSample(count + 1, seed: seed, stream: stream)
  var x = noise[0] / (1 - phi * phi).squareRoot()
  return noise.dropFirst().map { e in
    defer { x = phi * x + e }
    return x
  }
}

/// The Kolmogorov distance above which p-values of n seeds are not uniform, at the 5σ level.
func uniformityBound(_ n: Int) -> Double { 2.73 / Double(n).squareRoot() }

/// Independent stationary AR(1) series of unit variance, ρ_k = φ^k, one per row.
func autoregressiveEnsemble(_ phi: Double, units: Int, times: Int, seed: UInt64) -> Matrix {
  let generator = Philox(seed: seed, stream: 77)
  let noise = (1 - phi * phi).squareRoot()
  var result = Matrix(rows: units, columns: times)
  for u in 0..<units {
    var x = 0.0
    for t in stride(from: 0, to: times, by: 2) {
      let (a, b) = generator.normals(UInt64(u), UInt64(t))
      x = t == 0 ? a : phi * x + noise * a
      result[u, t] = x
      guard t + 1 < times else { break }
      x = phi * x + noise * b
      result[u, t + 1] = x
    }
  }
  return result
}

/// Whether `hits` of `trials` agrees with a probability within 5 binomial standard deviations.
func agrees(_ hits: Int, of trials: Int, with probability: Double) -> Bool {
  let n = Double(trials)
  let deviation = (probability * (1 - probability) / n).squareRoot()
  return abs(Double(hits) / n - probability) < 5 * deviation
}
