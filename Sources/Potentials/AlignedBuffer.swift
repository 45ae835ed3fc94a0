/// Doubles where the kernels need them, zero at first: on the boundary of a pair of cache lines, so that vectors are
/// whole and no two buffers share what the processor fetches together.
///
/// The buffer is shared between threads on purpose: each writes to its own block of walkers.
package final class AlignedBuffer: @unchecked Sendable {
  package let count: Int
  package let pointer: UnsafeMutablePointer<Double>

  package init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Double>.stride, alignment: 128)
    pointer = raw.bindMemory(to: Double.self, capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: max(count, 1))
  }

  /// A copy of an array.
  package convenience init(_ elements: [Double]) {
    self.init(count: elements.count)
    update(from: elements)
  }

  /// Takes on as many numbers as there are here.
  package func update(from elements: [Double]) {
    precondition(elements.count == count, "as many numbers as there is room for")
    _ = UnsafeMutableBufferPointer(start: pointer, count: count).update(from: elements)
  }

  /// A copy of the numbers.
  package var contents: [Double] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  deinit { UnsafeMutableRawPointer(pointer).deallocate() }
}
