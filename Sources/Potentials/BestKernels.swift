import CKernels

extension ck_kernels {
  /// Those of the widest instruction set of the machine, or of the one asked for.
  package static var best: ck_kernels {
    guard let kernels = ck_kernels_for(ck_best_isa()) else {
      preconditionFailure("the best instruction set has kernels")
    }
    return kernels.pointee
  }
}
