import Glibc

/// Philox4x32-10 and the transformation of Box & Muller, one number at a time.
struct PhiloxOracle {
  let key: (UInt32, UInt32)

  func words(_ counter: UInt64, _ index: UInt64) -> [UInt32] {
    var x = [counter, counter >> 32, index, index >> 32].map(UInt32.init(truncatingIfNeeded:))
    var (k0, k1) = key
    for _ in 0..<10 {
      let first = x[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = x[2].multipliedFullWidth(by: 0xCD9E_8D57)
      x = [second.high ^ x[1] ^ k0, second.low, first.high ^ x[3] ^ k1, first.low]
      (k0, k1) = (k0 &+ 0x9E37_79B9, k1 &+ 0xBB67_AE85)
    }
    return x
  }

  /// Two numbers uniform in (0, 1), of 53 bits each.
  func uniforms(_ counter: UInt64, _ index: UInt64) -> (Double, Double) {
    let w = words(counter, index)
    let u = (UInt64(w[1]) << 32 | UInt64(w[0])) >> 11
    let v = (UInt64(w[3]) << 32 | UInt64(w[2])) >> 11
    return (
      u == 0 ? 0x1p-54 : Double(u) * 0x1p-53, v == 0 ? 0x1p-54 : Double(v) * 0x1p-53
    )
  }

  /// The pair of normal numbers and their radius.
  func normals(_ walker: UInt64, _ pair: UInt64) -> (cosine: Wide, sine: Wide, radius: Wide) {
    let (u, v) = uniforms(walker, pair)
    let radius = sqrt(-2 * log(Wide(u)))
    let angle = 2 * Wide.pi * Wide(v)
    return (radius * cos(angle), radius * sin(angle), radius)
  }

  /// Normal number n of a walker.
  func normal(_ walker: UInt64, _ n: Int) -> Double {
    let pair = normals(walker, UInt64(n / 2))
    return Double(n % 2 == 0 ? pair.cosine : pair.sine)
  }
}

extension InstructionSet {
  /// Pairs of normal numbers: rows 2k and 2k + 1.
  func normals(
    key: (UInt32, UInt32), walker: UInt64, pair: UInt64, pairs: Int, lanes: Int = block,
    filling: Double = .nan
  ) -> Blocks {
    let result = Blocks(2 * pairs + 1, repeating: filling)
    var key = [key.0, key.1]
    function(\.normals)(&key, walker, pair, Int32(pairs), Int32(lanes), result.pointer)
    return result
  }
}
