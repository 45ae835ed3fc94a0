import CKernels
import LinearAlgebra

/// The inner loops of networks for one type of number, in the best instruction set of this machine. What
/// each does is said where it is declared, in `cknetwork.h`.
///
/// Sendable because it holds nothing but addresses of C functions that keep no state.
public struct NetworkKernels: @unchecked Sendable {
  let activate:
    @convention(c) (
      ck_activation, Int32, ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  let push:
    @convention(c) (
      Int32, ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeMutableRawPointer?
    ) -> Void
  let pull:
    @convention(c) (
      Int32, ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  let addRows: @convention(c) (ck_sheet, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void
  let normalise:
    @convention(c) (
      ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?, Double,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  let normalisePush:
    @convention(c) (
      Int32, ck_sheet, UnsafeRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?,
      UnsafeMutableRawPointer?
    ) -> Void
  let normalisePull:
    @convention(c) (
      Int32, ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?,
      UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutableRawPointer?,
      UnsafeMutableRawPointer?
    ) -> Void
  let waves: @convention(c) (ck_sheet, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void
  let wavesPush:
    @convention(c) (Int32, ck_sheet, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void
  let wavesPull:
    @convention(c) (
      ck_sheet, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeMutableRawPointer?
    ) -> Void
  let drop:
    @convention(c) (
      UnsafePointer<UInt32>?, UnsafePointer<Int64>?, Int64, ck_sheet, Int32, Double,
      UnsafeMutableRawPointer?
    ) -> Void
  let transpose:
    @convention(c) (ck_sheet, UnsafeRawPointer?, UnsafeMutableRawPointer?, Int32) -> Void
  let add: @convention(c) (Int64, UnsafeRawPointer?, UnsafeMutableRawPointer?) -> Void

  /// The best kernels of this machine. Makes OpenBLAS ready, which every network needs as well.
  init(_ real: ck_real) {
    LAPACK.prepare()
    guard let table = ck_network_for(ck_best_isa(), real)?.pointee,
      let activate = table.activate, let push = table.push, let pull = table.pull,
      let addRows = table.add_rows, let normalise = table.normalise,
      let normalisePush = table.normalise_push, let normalisePull = table.normalise_pull,
      let waves = table.waves, let wavesPush = table.waves_push,
      let wavesPull = table.waves_pull, let drop = table.drop, let transpose = table.transpose,
      let add = table.add
    else { preconditionFailure("the best instruction set has all kernels") }
    self.activate = activate
    self.push = push
    self.pull = pull
    self.addRows = addRows
    self.normalise = normalise
    self.normalisePush = normalisePush
    self.normalisePull = normalisePull
    self.waves = waves
    self.wavesPush = wavesPush
    self.wavesPull = wavesPull
    self.drop = drop
    self.transpose = transpose
    self.add = add
  }
}

extension Activation {
  /// The kernels' name of the activation.
  var kernel: ck_activation {
    switch self {
    case .tanh: CK_ACTIVATION_TANH
    case .silu: CK_ACTIVATION_SILU
    case .gelu: CK_ACTIVATION_GELU
    case .softplus: CK_ACTIVATION_SOFTPLUS
    case .sine: CK_ACTIVATION_SINE
    case .relu: CK_ACTIVATION_RELU
    }
  }
}
