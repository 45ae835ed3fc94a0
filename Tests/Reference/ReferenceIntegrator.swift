import Foundation
import Dynamics
import LinearAlgebra
import Statistics

/// The slow oracle of velocity Verlet and BAOAB: one walker, plain loops, straight from the formulas,
/// the noise from Philox word by word.
public struct ReferenceIntegrator {
  public let integrator: Integrator
  private let noise: Philox

  public init(_ integrator: Integrator, seed: UInt64 = 0, run: UInt64 = 0) {
    self.integrator = integrator
    noise = Philox(seed: seed, stream: 2 * run + 1)
  }

  /// The state after `steps` steps from `state`, the first being number `first`, of the forces of `gradient` and, at
  /// the ends of noise intervals, of `slow`.
  public func advance(
    _ state: PhasePoint, walker: Int, from first: Int = 0, steps: Int,
    _ gradient: ([Double]) -> [Double], slow: (([Double]) -> [Double])? = nil
  ) -> PhasePoint {
    var (q, p) = (state.q, state.p)
    let d = q.count
    func kick(_ time: Double, _ gradient: ([Double]) -> [Double]) {
      let g = gradient(q)
      for i in 0..<d { p[i] -= time * g[i] }
    }
    func slowKick(after step: Int) {
      guard let slow, case .baoab(let map) = integrator, step % map.noiseInterval == 0 else {
        return
      }
      kick(Double(map.noiseInterval) * map.step / 2, slow)
    }
    func drift(_ time: Double) {
      for i in 0..<d {
        for j in 0..<d { q[i] += time * integrator.inverseMass[i, j] * p[j] }
      }
    }
    let h = integrator.step
    for step in first..<(first + steps) {
      slowKick(after: step)
      kick(h / 2, gradient)
      switch integrator {
      case .velocityVerlet: drift(h)
      case .baoab(let map):
        drift(h / 2)
        if step % map.noiseInterval == map.noiseInterval / 2 {
          let noise = step / map.noiseInterval
          let z = (0..<d).map { normal(walker: walker, number: noise * d + $0) }
          let kept = map.decay * p
          let added = map.noise * z
          p = (0..<d).map { kept[$0] + added[$0] }
        }
        drift(h / 2)
      }
      kick(h / 2, gradient)
      slowKick(after: step + 1)
    }
    return PhasePoint(q: q, p: p)
  }

  /// Normal number n of a walker: element n mod 4 of block n/4. Of the 64 bits of a pair the first 52
  /// and a half are u, the last 32 are v.
  private func normal(walker: Int, number n: Int) -> Double {
    let words = noise.words(UInt64(walker), UInt64(n / 4))
    let (low, high) = n % 4 < 2 ? (words.x, words.y) : (words.z, words.w)
    let u = (UInt64(high) << 32 | UInt64(low)) >> 11 | 1
    let radius = (-2 * log(Double(u) * 0x1p-53)).squareRoot()
    let angle = 2 * Double.pi * Double(low) * 0x1p-32
    return radius * (n % 2 == 0 ? cos(angle) : sin(angle))
  }
}
