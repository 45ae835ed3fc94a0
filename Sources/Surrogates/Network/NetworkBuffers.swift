/// A stack of sheets: unit u of sample s of sheet k is at (k · units + u) · stride + s.
struct SheetStack<Scalar: NetworkScalar> {
  let base: UnsafeMutablePointer<Scalar>
  let units: Int
  let stride: Int

  /// The sheet of derivative `order`.
  subscript(order: Int) -> UnsafeMutablePointer<Scalar> { base + order * units * stride }
}

/// The memory of a network pass, aligned to cache lines and zero at first.
final class NetworkBuffers<Scalar: NetworkScalar> {
  private var pieces: [UnsafeMutableRawPointer] = []

  deinit { for piece in pieces { piece.deallocate() } }

  /// Memory for a stack, owned by this object.
  func stack(_ sheets: Int, units: Int, stride: Int) -> SheetStack<Scalar> {
    let count = max(sheets * units * stride, 1)
    let bytes = count * MemoryLayout<Scalar>.stride
    let piece = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
    pieces.append(piece)
    let base = piece.bindMemory(to: Scalar.self, capacity: count)
    base.initialize(repeating: 0, count: count)
    return SheetStack(base: base, units: units, stride: stride)
  }
}
