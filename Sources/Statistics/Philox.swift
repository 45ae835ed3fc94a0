import Foundation

/// Philox4x32-10: a counter-based random number generator.
///
/// Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11. A number is
/// a pure function of (seed, stream, counter, index): there is no state, so results do not depend on
/// the order of the calls or on the number of threads. Different streams of one seed have different
/// keys for certain. Passes BigCrush; not for cryptography.
public struct Philox: Equatable, Sendable {
  /// The seed.
  public let seed: UInt64
  /// The stream of the seed.
  public let stream: UInt64
  /// The 64-bit key that seed and stream are mixed into.
  public let key: SIMD2<UInt32>

  /// The generator of one stream of a seed.
  ///
  /// The key is a bijective mix of the stream for each seed, so near seeds and streams share nothing.
  public init(seed: UInt64, stream: UInt64) {
    self.seed = seed
    self.stream = stream
    #if MACROSCOPE_SHIFTED_SEEDS
      _ = Self.noteUse
    #endif
    let mixed = Self.mix(Self.mix(seed &+ Self.shift) ^ stream)
    key = SIMD2(UInt32(truncatingIfNeeded: mixed), UInt32(truncatingIfNeeded: mixed >> 32))
  }

  /// 128 random bits. `counter` fills the low two words of Philox's counter, `index` the high two.
  public func words(_ counter: UInt64, _ index: UInt64) -> SIMD4<UInt32> {
    Self.block(
      key: key,
      counter: SIMD4(
        UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
        UInt32(truncatingIfNeeded: index), UInt32(truncatingIfNeeded: index >> 32)))
  }

  /// The bare Philox4x32-10 function of a key and a counter.
  public static func block(key: SIMD2<UInt32>, counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter.x, counter.y, counter.z, counter.w)
    var (k0, k1) = (key.x, key.y)
    for _ in 0..<10 {
      let p0 = 0xD251_1F53 * UInt64(x0)
      let p1 = 0xCD9E_8D57 * UInt64(x2)
      x0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: p1)
      x2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: p0)
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return SIMD4(x0, x1, x2, x3)
  }

  /// A uniform number in the open interval (0, 1): a multiple of 2⁻⁵³, where 0 becomes 2⁻⁵⁴.
  public func uniform(_ counter: UInt64, _ index: UInt64) -> Double {
    uniforms(counter, index).0
  }

  /// Two independent uniform numbers in (0, 1), from one block.
  public func uniforms(_ counter: UInt64, _ index: UInt64) -> (Double, Double) {
    let w = words(counter, index)
    return (Self.unit(w.x, w.y), Self.unit(w.z, w.w))
  }

  /// Two independent standard normal numbers (Box & Muller 1958), bounded by 8.7 in magnitude.
  public func normals(_ counter: UInt64, _ index: UInt64) -> (Double, Double) {
    let (u, v) = uniforms(counter, index)
    let radius = (-2 * log(u)).squareRoot()
    let angle = 2 * Double.pi * v
    return (radius * cos(angle), radius * sin(angle))
  }

  /// A uniform integer in 0..<bound, for a positive bound; its bias is below bound · 2⁻⁶⁴.
  public func integer(below bound: Int, _ counter: UInt64, _ index: UInt64) -> Int {
    precondition(bound > 0, "a positive bound is needed")
    let w = words(counter, index)
    let bits = UInt64(w.x) | UInt64(w.y) << 32
    return Int(bits.multipliedFullWidth(by: UInt64(bound)).high)
  }

  private static func unit(_ low: UInt32, _ high: UInt32) -> Double {
    let bits = (UInt64(low) | UInt64(high) << 32) >> 11
    return bits == 0 ? 0x1p-54 : Double(bits) * 0x1p-53
  }

  #if MACROSCOPE_SHIFTED_SEEDS
    /// What every seed is moved by, from the environment: with it all tests draw other numbers. Only builds that measure
    /// how often tests fail by chance have this (scripts/flake-rate); 0 or nothing leaves the seeds as they are.
    private static let shift: UInt64 =
      0x9E37_79B9_7F4A_7C15
      &* (ProcessInfo.processInfo.environment["MACROSCOPE_TEST_SEED"].flatMap { UInt64($0) } ?? 0)

    /// Makes the file that the environment names, at the first generator: tests of a process that leaves none draw no
    /// random numbers, so no shift can change what they say.
    private static let noteUse: Void = {
      guard let path = ProcessInfo.processInfo.environment["MACROSCOPE_DRAWS_NOTE"] else { return }
      FileManager.default.createFile(atPath: path, contents: nil)
    }()
  #else
    private static let shift: UInt64 = 0
  #endif

  /// The finaliser of SplitMix64 (Steele, Lea & Flood 2014): a bijection.
  private static func mix(_ x: UInt64) -> UInt64 {
    var z = x &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
