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

  /// The four normal numbers of a block and their radii: of each two words the first 52 bits and a half
  /// are u, the last 32 are v.
  func normals(_ walker: UInt64, _ index: UInt64) -> [(number: Wide, radius: Wide)] {
    let w = words(walker, index)
    return [(w[0], w[1]), (w[2], w[3])].flatMap { low, high in
      let u = (UInt64(high) << 32 | UInt64(low)) >> 11 | 1
      let radius = sqrt(-2 * log(Wide(u) * 0x1p-53))
      let angle = 2 * Wide.pi * Wide(low) * 0x1p-32
      return [(radius * cos(angle), radius), (radius * sin(angle), radius)]
    }
  }

  /// Normal number n of a walker.
  func normal(_ walker: UInt64, _ n: Int) -> Double {
    Double(normals(walker, UInt64(n / 4))[n % 4].number)
  }
}

extension InstructionSet {
  /// Blocks of normal numbers: rows 4k … 4k + 3.
  func normals(
    key: (UInt32, UInt32), walker: UInt64, from first: UInt64, blocks: Int, lanes: Int = block,
    filling: Double = .nan
  ) -> Blocks {
    let result = Blocks(4 * blocks + 1, repeating: filling)
    var key = [key.0, key.1]
    function(\.normals)(&key, walker, first, Int32(blocks), Int32(lanes), result.pointer)
    return result
  }
}
