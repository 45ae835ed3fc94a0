import Dynamics
import Statistics

/// States with independent normal components: means and standard deviations of (q, p).
func normalStates(_ count: Int, mean: [Double], deviation: [Double], seed: UInt64) -> [PhasePoint] {
  let generator = Philox(seed: seed, stream: 99)
  let d = mean.count / 2
  return (0..<count).map { walker in
    let x = mean.indices.map { i in
      mean[i] + deviation[i] * generator.normals(UInt64(walker), UInt64(i)).0
    }
    return PhasePoint(q: Array(x[..<d]), p: Array(x[d...]))
  }
}

/// The mean of f over the walkers, which are independent, with its error.
func mean(over walkers: Int, _ f: (Int) -> Double) -> Estimate {
  mean(ofIndependent: (0..<walkers).map(f))
}
