import CKernels

/// Doubles on a 64-byte boundary, as the kernels need them; zero at first.
///
/// The buffer is shared between threads on purpose: each writes to its own block of walkers.
package final class AlignedBuffer: @unchecked Sendable {
  package let count: Int
  package let pointer: UnsafeMutablePointer<Double>

  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Double>.stride, alignment: 64)
    pointer = raw.bindMemory(to: Double.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
  }

  /// A copy of an array.
  package convenience init(_ elements: [Double]) {
    self.init(count: elements.count)
    for (i, x) in elements.enumerated() { pointer[i] = x }
  }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}

/// Doubles between the first lanes of two components of a block.
public let blockStride = Int(CK_BLOCK)
