import CKernels
import LinearAlgebra

/// Conversions between sums of monomials in a knot cell and the spline's coefficients there.
///
/// The gradient of V in the cell is a pair of polynomials, ∂ᵢV = Σ θ_kl X_ki(u) Y_li(v), where for i = 0 X is
/// the derivative of B_k and Y is B_l, for i = 1 the other way round. With one coordinate there is one
/// function Y = 1.
struct ForceCellAlgebra: Sendable {
  /// Doubles per cell.
  static let numbers = Int(CK_ACC_CELL_2)
  /// Where Σ uᵃvᵇ is.
  static func moment(_ a: Int, _ b: Int) -> Int { a * 8 + b }
  /// Where Σ gᵢuᵃv⁰ is; the powers of v follow.
  static func force(_ i: Int, _ a: Int) -> Int { 56 + 16 * i + 4 * a }

  /// Functions per axis: 4, or 1 for the missing second axis.
  private let orderX = 4
  private let orderY: Int
  /// Between coefficients that neighbour along the first axis.
  private let stride: Int
  /// Polynomials of u (of v), [component][function].
  private let x: [[SIMD4<Double>]]
  private let y: [[SIMD4<Double>]]

  init(bases: [BSplineBasis]) {
    let plain = BSplineBasis.localPolynomials
    func slopes(_ basis: BSplineBasis) -> [SIMD4<Double>] {
      plain.map { SIMD4($0[1], 2 * $0[2], 3 * $0[3], 0) / basis.spacing }
    }
    if bases.count == 2 {
      x = [slopes(bases[0]), plain]
      y = [plain, slopes(bases[1])]
      stride = bases[1].count
    } else {
      x = [slopes(bases[0])]
      y = [[SIMD4(1, 0, 0, 0)]]
      stride = 1
    }
    orderY = y[0].count
  }

  /// Adds the cell's block of Σ ∇B·∇Bᵀ.
  func addGram(
    _ cell: UnsafePointer<Double>, to matrix: inout SymmetricBandMatrix, first: Int
  ) {
    let columns = matrix.bandwidth + 1
    for i in x.indices {
      for k in 0..<orderX {
        for k2 in k..<orderX {
          // Contract over u first: what is left are moments of v alone.
          let product = Self.product(x[i][k], x[i][k2])
          var moments = SIMD8<Double>.zero
          for a in 0..<7 { moments += product[a] * Self.row(cell, a) }
          for l in 0..<orderY {
            for l2 in (k == k2 ? l : 0)..<orderY {
              let value = (Self.product(y[i][l], y[i][l2]) * moments).sum()
              let column = first + k * stride + l
              matrix.storage[(k2 - k) * stride + l2 - l + column * columns] += value
            }
          }
        }
      }
    }
  }

  /// Adds the cell's part of Σ ∇B·(g − ∇V).
  func addScore(
    _ cell: UnsafePointer<Double>, _ coefficients: UnsafeBufferPointer<Double>,
    to score: inout [Double], first: Int
  ) {
    for i in x.indices {
      let residual = self.residual(cell, i, gradient(i, coefficients, first))
      for k in 0..<orderX {
        let line = Self.combine(x[i][k], residual)
        for l in 0..<orderY { score[first + k * stride + l] += (line * y[i][l]).sum() }
      }
    }
  }

  /// Adds the cell's part of Σ gᵢgⱼ − rᵢrⱼ = Σ gᵢ ∂ⱼV + ∂ᵢV rⱼ, r = g − ∇V, at [2i + j].
  func addExplained(
    _ cell: UnsafePointer<Double>, _ coefficients: UnsafeBufferPointer<Double>,
    to sums: inout [Double], first: Int
  ) {
    let gradients = x.indices.map { gradient($0, coefficients, first) }
    let residuals = x.indices.map { residual(cell, $0, gradients[$0]) }
    for i in x.indices {
      for j in x.indices {
        for a in 0..<4 {
          sums[2 * i + j] += (Self.forces(cell, i, a) * gradients[j][a]).sum()
          sums[2 * i + j] += (gradients[i][a] * residuals[j][a]).sum()
        }
      }
    }
  }

  /// ∂ᵢV in the cell: coefficients of uᵃ (element a) and vᵇ (component b).
  private func gradient(
    _ i: Int, _ coefficients: UnsafeBufferPointer<Double>, _ first: Int
  ) -> Quartet {
    var result = Quartet()
    for k in 0..<orderX {
      var line = SIMD4<Double>.zero
      for l in 0..<orderY { line += coefficients[first + k * stride + l] * y[i][l] }
      for a in 0..<4 { result[a] += x[i][k][a] * line }
    }
    return result
  }

  /// Σ (gᵢ − ∂ᵢV) uᵃvᵇ.
  private func residual(_ cell: UnsafePointer<Double>, _ i: Int, _ gradient: Quartet) -> Quartet {
    var result = Quartet()
    for a in 0..<4 {
      var line = Self.forces(cell, i, a)
      for c in 0..<4 where a + c < 7 {
        let moments = Self.row(cell, a + c)
        let slope = gradient[c]
        line -= slope[0] * moments.lowHalf
        line -= slope[1] * SIMD4(moments[1], moments[2], moments[3], moments[4])
        line -= slope[2] * SIMD4(moments[2], moments[3], moments[4], moments[5])
        line -= slope[3] * SIMD4(moments[3], moments[4], moments[5], moments[6])
      }
      result[a] = line
    }
    return result
  }

  private static func row(_ cell: UnsafePointer<Double>, _ a: Int) -> SIMD8<Double> {
    UnsafeRawPointer(cell + moment(a, 0)).loadUnaligned(as: SIMD8<Double>.self)
  }

  private static func forces(_ cell: UnsafePointer<Double>, _ i: Int, _ a: Int) -> SIMD4<Double> {
    UnsafeRawPointer(cell + force(i, a)).loadUnaligned(as: SIMD4<Double>.self)
  }

  private static func combine(_ weights: SIMD4<Double>, _ lines: Quartet) -> SIMD4<Double> {
    weights[0] * lines[0] + weights[1] * lines[1] + weights[2] * lines[2] + weights[3] * lines[3]
  }

  /// The product of two cubics, in powers 0...6.
  private static func product(_ p: SIMD4<Double>, _ q: SIMD4<Double>) -> SIMD8<Double> {
    let wide = SIMD8(lowHalf: q, highHalf: .zero)
    var result = p[0] * wide
    result += p[1] * SIMD8(0, q[0], q[1], q[2], q[3], 0, 0, 0)
    result += p[2] * SIMD8(0, 0, q[0], q[1], q[2], q[3], 0, 0)
    result += p[3] * SIMD8(0, 0, 0, q[0], q[1], q[2], q[3], 0)
    return result
  }

  /// Four vectors without an array's allocation.
  private struct Quartet {
    private var lines = (
      SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero, SIMD4<Double>.zero
    )

    subscript(i: Int) -> SIMD4<Double> {
      get {
        switch i {
        case 0: lines.0
        case 1: lines.1
        case 2: lines.2
        default: lines.3
        }
      }
      set {
        switch i {
        case 0: lines.0 = newValue
        case 1: lines.1 = newValue
        case 2: lines.2 = newValue
        default: lines.3 = newValue
        }
      }
    }
  }
}
