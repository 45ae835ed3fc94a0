import CKernels

extension NetworkPass {
  /// ε of the layer normalisation, that of PyTorch.
  public static var normalisationEpsilon: Double { 1e-5 }

  /// The outputs of the samples in ``inputs``.
  ///
  /// - Parameters:
  ///   - parameters: those of ``layout``.
  ///   - derivatives: how many derivatives of the activation the passes that follow need, 0 … 3: the order
  ///     of the highest jet, plus one if a reverse pass follows. An input gradient alone needs one, too.
  ///   - dropout: which units to drop; nil: none. ``rows`` must be filled for it. A thinned network has its own
  ///     factors, and nothing more is dropped from it.
  public func forward(
    _ parameters: UnsafePointer<Scalar>, derivatives: Int, dropout: Dropout? = nil
  ) {
    if let frequencies = layout.frequencies {
      multiply(
        2 * Scalar.pi, parameters + frequencies.offset, x[0], to: phases[0],
        units: frequencies.shape[0], inputs: architecture.inputs)
      kernels.waves(sheet(frequencies.shape[0]), phases[0], features[0])
    }
    var firstUnit = 0
    for (index, layer) in layout.layers.enumerated() {
      let buffers = layers[index]
      let input = input(of: index)
      multiply(
        1, parameters + layer.weight.offset, input[0], to: buffers.a[0], units: layer.outputs,
        inputs: layer.inputs)
      let bias = parameters + layer.bias.offset
      if let normalisation = layer.normalisation {
        kernels.normalise(
          sheet(layer.outputs), bias, parameters + normalisation.scale.offset,
          parameters + normalisation.shift.offset, Self.normalisationEpsilon, buffers.a[0],
          buffers.n[0], buffers.moments.base)
      }
      let mask =
        architecture.isThinned
        ? thin(parameters, layer: index) : dropout.flatMap { drop($0, firstUnit, layer: index) }
      firstUnit += (layer.outputs + 7) / 8 * 8
      kernels.activate(
        architecture.activation.kernel, Int32(derivatives), sheet(layer.outputs), buffers.n[0],
        layer.normalisation == nil ? bias : nil, mask, layer.isResidual ? input[0] : nil,
        buffers.z[0], buffers.d.base)
    }
    let width = layout.outputWeight.shape[1]
    for output in 0..<architecture.outputs {
      (y[0] + output * stride).update(
        repeating: parameters[layout.outputBias.offset + output], count: self.width)
    }
    Scalar.multiply(
      1, parameters + layout.outputWeight.offset, width, transposed: false, last[0], stride,
      transposed: false, plus: 1, y[0], stride, m: architecture.outputs, n: self.width, k: width)
  }

  /// The outputs' jets along ``directions`` beyond their values, of order 1 or 2.
  ///
  /// - Precondition: ``forward(_:derivatives:dropout:)`` has been called with as many derivatives or more.
  public func push(_ parameters: UnsafePointer<Scalar>, order: Int) {
    precondition((1...max(self.order, 1)).contains(order), "an order that there is memory for")
    if let frequencies = layout.frequencies {
      multiply(
        2 * Scalar.pi, parameters + frequencies.offset, x[1], to: phases[1],
        units: frequencies.shape[0], inputs: architecture.inputs)
      kernels.wavesPush(
        Int32(order), sheet(frequencies.shape[0]), phases.base, features.base)
    }
    for (index, layer) in layout.layers.enumerated() {
      let buffers = layers[index]
      let input = input(of: index)
      for k in 1...order {
        multiply(
          1, parameters + layer.weight.offset, input[k], to: buffers.a[k], units: layer.outputs,
          inputs: layer.inputs)
      }
      if let normalisation = layer.normalisation {
        kernels.normalisePush(
          Int32(order), sheet(layer.outputs), parameters + normalisation.scale.offset,
          buffers.a.base, buffers.n.base, buffers.moments.base)
      }
      kernels.push(
        Int32(order), sheet(layer.outputs), buffers.d.base, buffers.n.base,
        layer.isResidual ? input.base : nil, buffers.z.base)
    }
    for k in 1...order {
      multiply(
        1, parameters + layout.outputWeight.offset, last[k], to: y[k],
        units: architecture.outputs, inputs: layout.outputWeight.shape[1])
    }
  }

  /// The factors of a layer's units that are among the parameters.
  private func thin(_ parameters: UnsafePointer<Scalar>, layer: Int) -> UnsafePointer<Scalar> {
    let mask = layers[layer].mask
    let factors = parameters + layout.masks[layer].offset
    for unit in 0..<mask.units {
      (mask.base + unit * stride).update(repeating: factors[unit], count: width)
    }
    return UnsafePointer(mask.base)
  }

  /// The mask of a layer's units; nil where nothing is dropped.
  private func drop(_ dropout: Dropout, _ firstUnit: Int, layer: Int) -> UnsafePointer<Scalar>? {
    let threshold = Dropout.threshold(architecture.dropout)
    guard threshold > 0 else { return nil }
    let mask = layers[layer].mask
    withUnsafePointer(to: dropout.generator.key) { key in
      key.withMemoryRebound(to: UInt32.self, capacity: 2) {
        kernels.drop(
          $0, rows, Int64(firstUnit), sheet(mask.units), Int32(threshold),
          65536 / Double(65536 - threshold), mask.base)
      }
    }
    return UnsafePointer(mask.base)
  }

  /// to ← factor · weight · from: units × width from inputs × width.
  private func multiply(
    _ factor: Scalar, _ weight: UnsafePointer<Scalar>, _ from: UnsafePointer<Scalar>,
    to: UnsafeMutablePointer<Scalar>, units: Int, inputs: Int
  ) {
    Scalar.multiply(
      factor, weight, inputs, transposed: false, from, stride, transposed: false, plus: 0, to,
      stride, m: units, n: width, k: inputs)
  }
}
