import Foundation

/// The 64-bit xxHash of bytes with seed 0: a checksum at the speed of memory, to find damage.
///
/// Damage by chance goes unnoticed once in 2⁶⁴; against purpose it is no protection. Source: the XXH64 algorithm in
/// Y. Collet, "xxHash fast digest algorithm", version 0.1.1.
public struct XXHash64: Sendable {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )

  private var lanes = (primes.0 &+ primes.1, primes.1, UInt64(0), 0 &- primes.0)
  private var count = 0

  /// The state before the first byte, for data that come in pieces.
  public init() {}

  /// The hash of `data`.
  public static func hash(_ data: Data) -> UInt64 {
    data.withUnsafeBytes { XXHash64().finished(with: $0) }
  }

  /// Takes in a piece, of which all but the last must be multiples of 32 bytes.
  public mutating func absorb(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count % 32 == 0, "a piece of whole stripes")
    func word(_ at: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
    var lanes = self.lanes
    for offset in stride(from: 0, to: bytes.count, by: 32) {
      lanes.0 = Self.round(lanes.0, word(offset))
      lanes.1 = Self.round(lanes.1, word(offset + 8))
      lanes.2 = Self.round(lanes.2, word(offset + 16))
      lanes.3 = Self.round(lanes.3, word(offset + 24))
    }
    self.lanes = lanes
    count += bytes.count
  }

  /// The hash when the last piece, of any length, is taken in.
  public func finished(with bytes: UnsafeRawBufferPointer) -> UInt64 {
    let (p1, p2, p3, p4, p5) = Self.primes
    var offset = bytes.count / 32 * 32
    var whole = self
    whole.absorb(UnsafeRawBufferPointer(rebasing: bytes[..<offset]))
    func word(_ at: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
    }
    func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 { Self.rotated(x, bits) }
    func round(_ lane: UInt64, _ input: UInt64) -> UInt64 { Self.round(lane, input) }
    var hash = p5
    if whole.count > 0 {
      let lanes = whole.lanes
      hash =
        rotated(lanes.0, 1) &+ rotated(lanes.1, 7) &+ rotated(lanes.2, 12) &+ rotated(lanes.3, 18)
      for lane in [lanes.0, lanes.1, lanes.2, lanes.3] {
        hash = (hash ^ round(0, lane)) &* p1 &+ p4
      }
    }
    hash &+= UInt64(whole.count + bytes.count - offset)
    while offset + 8 <= bytes.count {
      hash = rotated(hash ^ round(0, word(offset)), 27) &* p1 &+ p4
      offset += 8
    }
    if offset + 4 <= bytes.count {
      let half = UInt32(
        littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
      hash = rotated(hash ^ UInt64(half) &* p1, 23) &* p2 &+ p3
      offset += 4
    }
    while offset < bytes.count {
      hash = rotated(hash ^ UInt64(bytes[offset]) &* p5, 11) &* p1
      offset += 1
    }
    hash = (hash ^ hash >> 33) &* p2
    hash = (hash ^ hash >> 29) &* p3
    return hash ^ hash >> 32
  }

  @inline(__always)
  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    rotated(lane &+ input &* primes.1, 31) &* primes.0
  }

  @inline(__always)
  private static func rotated(_ x: UInt64, _ bits: UInt64) -> UInt64 {
    x << bits | x >> (64 - bits)
  }
}
