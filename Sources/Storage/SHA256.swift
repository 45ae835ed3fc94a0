import CDigest
import Foundation

/// The SHA-256 digest (FIPS 180-4) by which results know the scenario they came from.
public enum SHA256 {
  /// The digest of `data` in 64 lower-case hexadecimal digits.
  public static func hexDigest(of data: Data) -> String {
    var context = SHA2_CTX()
    SHA256Init(&context)
    data.withUnsafeBytes { bytes in
      SHA256Update(&context, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    SHA256Final(&digest, &context)
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
